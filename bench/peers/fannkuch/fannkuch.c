// Int arrays, reads and writes: pancake flipping, from the Computer Language Benchmarks Game.
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t fannkuch(int64_t n)
{
    int64_t *current = calloc(n, sizeof(int64_t)), *flipped = calloc(n, sizeof(int64_t)), *counts = calloc(n, sizeof(int64_t));
    for (int64_t i = 0; i < n; i++) current[i] = i;
    int64_t most = 0, checksum = 0, r = n;
    bool even = true;
    for (;;) {
        while (r != 1) {
            counts[r - 1] = r;
            r -= 1;
        }
        for (int64_t i = 0; i < n; i++) flipped[i] = current[i];
        int64_t flips = 0, first = flipped[0];
        while (first != 0) {
            int64_t low = 0, high = first;
            while (low < high) {
                int64_t t = flipped[low];
                flipped[low] = flipped[high];
                flipped[high] = t;
                low += 1;
                high -= 1;
            }
            flips += 1;
            first = flipped[0];
        }
        if (flips > most) most = flips;
        if (even) checksum += flips; else checksum -= flips;
        even = !even;

        bool advanced = false;
        while (!advanced) {
            if (r == n) {
                free(current);
                free(flipped);
                free(counts);
                return checksum * 100 + most;
            }
            int64_t head = current[0];
            for (int64_t i = 0; i < r; i++) current[i] = current[i + 1];
            current[r] = head;
            counts[r] -= 1;
            if (counts[r] > 0) advanced = true; else r += 1;
        }
    }
}

int main(int argc, char **argv)
{
    int64_t rounds = atoll(argv[1]), sum = 0;
    for (int64_t i = 0; i < rounds; i++) sum += fannkuch(8 + i % 2);
    printf("%lld\n", (long long)sum);
    return 0;
}
