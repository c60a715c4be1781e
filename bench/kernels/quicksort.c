// Recursion over one int array: quicksort of pseudo-random numbers.
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
    int64_t n = argc > 1 ? atoll(argv[1]) : 300000;
    int64_t *a = malloc(n * sizeof(int64_t));
    int64_t seed = 42;
    for (int64_t i = 0; i < n; i++) {
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF;
        a[i] = seed >> 8;
    }
    sort(a, 0, n - 1);
    int64_t sum = 0;
    for (int64_t i = 0; i < n; i++) sum ^= a[i] * (i + 1);
    printf("%lld\n", (long long)sum);
    return 0;
}
