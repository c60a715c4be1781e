// Recursion over one int array: quicksort of 100,000 pseudo-random numbers, again and again.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static void sort(int64_t *a, int64_t low, int64_t high)
{
    while (low < high) {
        int64_t pivot = a[(low + high) / 2], i = low, j = high;
        while (i <= j) {
            while (a[i] < pivot) i += 1;
            while (a[j] > pivot) j -= 1;
            if (i <= j) {
                int64_t t = a[i];
                a[i] = a[j];
                a[j] = t;
                i += 1;
                j -= 1;
            }
        }
        if (j - low < high - i) {
            sort(a, low, j);
            low = i;
        } else {
            sort(a, i, high);
            high = j;
        }
    }
}

int main(int argc, char **argv)
{
    int64_t rounds = atoll(argv[1]), n = 100000;
    int64_t *a = malloc(n * sizeof(int64_t));
    int64_t seed = 42, sum = 0;
    for (int64_t round = 0; round < rounds; round++) {
        for (int64_t i = 0; i < n; i++) {
            seed = seed * 16807 % 2147483647;
            a[i] = seed;
        }
        sort(a, 0, n - 1);
        for (int64_t i = 0; i < n; i++) sum = (sum + a[i] * i) % 1000000007;
    }
    printf("%lld\n", (long long)sum);
    return 0;
}
