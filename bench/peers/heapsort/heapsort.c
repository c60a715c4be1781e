// Array stores and data-dependent branches: heap sort of 100,000 floats, again and again.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static void sift(double *a, int64_t root, int64_t end)
{
    double value = a[root];
    for (;;) {
        int64_t child = 2 * root + 1;
        if (child >= end) break;
        if (child + 1 < end && a[child] < a[child + 1]) child += 1;
        if (value >= a[child]) break;
        a[root] = a[child];
        root = child;
    }
    a[root] = value;
}

static void sort(double *a, int64_t n)
{
    for (int64_t i = n / 2 - 1; i >= 0; i--) sift(a, i, n);
    for (int64_t end = n - 1; end > 0; end--) {
        double t = a[0];
        a[0] = a[end];
        a[end] = t;
        sift(a, 0, end);
    }
}

int main(int argc, char **argv)
{
    int64_t rounds = atoll(argv[1]), n = 100000, seed = 7;
    double *a = malloc(n * sizeof(double));
    double sum = 0.0;
    for (int64_t round = 0; round < rounds; round++) {
        for (int64_t i = 0; i < n; i++) {
            seed = seed * 16807 % 2147483647;
            a[i] = (double)seed / 2147483648.0;
        }
        sort(a, n);
        for (int64_t i = 0; i < n; i++) sum += a[i] * (double)(i % 16);
    }
    printf("%lld\n", (long long)(sum * 1000.0));
    free(a);
    return 0;
}
