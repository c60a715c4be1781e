// Floats in registers: steps of points of an n by n grid until they leave the Mandelbrot set, all in one function.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    int64_t n = atoll(argv[1]), total = 0;
    for (int64_t y = 0; y < n; y++) {
        double ci = 2.0 * (double)y / (double)n - 1.0;
        for (int64_t x = 0; x < n; x++) {
            double cr = 2.0 * (double)x / (double)n - 1.5;
            double zr = 0.0, zi = 0.0, r2 = 0.0, i2 = 0.0;
            int64_t steps = 0;
            while (steps < 200 && r2 + i2 <= 4.0) {
                zi = 2.0 * zr * zi + ci;
                zr = r2 - i2 + cr;
                r2 = zr * zr;
                i2 = zi * zi;
                steps += 1;
            }
            total += steps;
        }
    }
    printf("%lld\n", (long long)total);
    return 0;
}
