// Branches: the longest Collatz chain that starts below n, all in one function.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    int64_t n = atoll(argv[1]), best = 0, start = 0;
    for (int64_t i = 1; i < n; i++) {
        int64_t x = i, steps = 0;
        while (x != 1) {
            if (x % 2 == 0) x = x / 2; else x = 3 * x + 1;
            steps += 1;
        }
        if (steps > best) {
            best = steps;
            start = i;
        }
    }
    printf("%lld %lld\n", (long long)start, (long long)best);
    return 0;
}
