// Float arrays: products of two 200 by 200 matrices, each held in one array.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static double *matrix(int64_t n, int64_t seed)
{
    double *m = malloc(n * n * sizeof(double));
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < n; j++) m[i * n + j] = (double)((i * seed + j * 7) % 11) / 8.0;
    }
    return m;
}

static void multiply(const double *a, const double *b, double *c, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < n; j++) {
            double sum = 0.0;
            for (int64_t k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j];
            c[i * n + j] = sum;
        }
    }
}

int main(int argc, char **argv)
{
    int64_t rounds = atoll(argv[1]), n = 200;
    double *a = matrix(n, 3), *b = matrix(n, 5), *c = matrix(n, 0);
    double trace = 0.0;
    for (int64_t round = 0; round < rounds; round++) {
        multiply(a, b, c, n);
        for (int64_t i = 0; i < n; i++) trace += c[i * n + i];
        a[round % n] += 1.0;
    }
    printf("%lld\n", (long long)(trace * 64.0));
    return 0;
}
