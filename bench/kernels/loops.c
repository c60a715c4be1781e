// Counting: three nested loops in one function, an addition and a xor inside.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    int64_t n = argc > 1 ? atoll(argv[1]) : 300;
    int64_t sum = 0;
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < n; j++) {
            for (int64_t k = 0; k < n; k++) sum += (i ^ j) + k;
        }
    }
    printf("%lld\n", (long long)sum);
    return 0;
}
