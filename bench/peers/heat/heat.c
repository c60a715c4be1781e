// Neighbours in a float array: heat that spreads over a plate of 300 by 200 cells, from one array to the other and back.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static void step(const double *from, double *to, int64_t w, int64_t h)
{
    for (int64_t y = 1; y < h - 1; y++) {
        for (int64_t x = 1; x < w - 1; x++) {
            int64_t at = y * w + x;
            to[at] = from[at] + 0.1 * (from[at - 1] + from[at + 1] + from[at - w] + from[at + w] - 4.0 * from[at]);
        }
    }
}

int main(int argc, char **argv)
{
    int64_t rounds = atoll(argv[1]), w = 300, h = 200;
    double *a = malloc(w * h * sizeof(double)), *b = malloc(w * h * sizeof(double));
    for (int64_t i = 0; i < w * h; i++) {
        a[i] = (double)(i * 7 % 11);
        b[i] = a[i];
    }
    for (int64_t round = 0; round < rounds; round++) {
        step(a, b, w, h);
        step(b, a, w, h);
    }
    double sum = 0.0;
    for (int64_t i = 0; i < w * h; i++) sum += a[i];
    printf("%lld\n", (long long)(sum * 1000.0));
    return 0;
}
