// A bool array: the sieve of Eratosthenes, again and again.
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t sieve(int64_t n)
{
    bool *composite = calloc(n + 1, 1);
    int64_t count = 0;
    for (int64_t i = 2; i <= n; i++) {
        if (!composite[i]) {
            count += 1;
            for (int64_t j = i * i; j <= n; j += i) composite[j] = true;
        }
    }
    free(composite);
    return count;
}

int main(int argc, char **argv)
{
    int64_t rounds = atoll(argv[1]), sum = 0;
    for (int64_t i = 0; i < rounds; i++) sum += sieve(1000000 + i);
    printf("%lld\n", (long long)sum);
    return 0;
}
