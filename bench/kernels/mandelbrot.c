// Floats in registers: points of the Mandelbrot set on an n by n grid.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int inside(double cr, double ci)
{
    double zr = 0.0, zi = 0.0;
    for (int64_t i = 0; i < 50; i++) {
        double r2 = zr * zr, i2 = zi * zi;
        if (r2 + i2 > 4.0) return 0;
        zi = 2.0 * zr * zi + ci;
        zr = r2 - i2 + cr;
    }
    return 1;
}

int main(int argc, char **argv)
{
    int64_t n = argc > 1 ? atoll(argv[1]) : 600;
    int64_t count = 0;
    for (int64_t y = 0; y < n; y++) {
        double ci = 2.0 * (double)y / (double)n - 1.0;
        for (int64_t x = 0; x < n; x++) {
            if (inside(2.0 * (double)x / (double)n - 1.5, ci)) count += 1;
        }
    }
    printf("%lld\n", (long long)count);
    return 0;
}
