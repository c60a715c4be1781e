// Floats and calls: the spectral norm, from the Computer Language Benchmarks Game.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static double entry(int64_t i, int64_t j) { return 1.0 / (double)((i + j) * (i + j + 1) / 2 + i + 1); }

static void times(int64_t n, double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) {
        double sum = 0.0;
        for (int64_t j = 0; j < n; j++) sum += entry(i, j) * x[j];
        y[i] = sum;
    }
}

static void times_transposed(int64_t n, double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) {
        double sum = 0.0;
        for (int64_t j = 0; j < n; j++) sum += entry(j, i) * x[j];
        y[i] = sum;
    }
}

int main(int argc, char **argv)
{
    int64_t n = atoll(argv[1]);
    double *u = malloc(n * sizeof(double)), *v = calloc(n, sizeof(double)), *w = calloc(n, sizeof(double));
    for (int64_t i = 0; i < n; i++) u[i] = 1.0;
    for (int64_t round = 0; round < 10; round++) {
        times(n, u, w);
        times_transposed(n, w, v);
        times(n, v, w);
        times_transposed(n, w, u);
    }
    double vbv = 0.0, vv = 0.0;
    for (int64_t i = 0; i < n; i++) {
        vbv += u[i] * v[i];
        vv += v[i] * v[i];
    }
    printf("%lld\n", (long long)(sqrt(vbv / vv) * 1e12));
    return 0;
}
