// Wrapping integer arithmetic, shifts and xors in one function: a 64-bit mixing function.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    int64_t n = argc > 1 ? atoll(argv[1]) : 8000000;
    uint64_t state = 88172645463325252, h = 0xCBF29CE484222325;
    for (int64_t i = 0; i < n; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        h = (h ^ (state & 0xFF)) * 0x100000001B3;
        h ^= h >> 32;
    }
    printf("%lld %lld\n", (long long)h, (long long)state);
    return 0;
}
