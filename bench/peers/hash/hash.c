// Wrapping integer arithmetic of 32 bits, shifts and xors in one function: xorshift and a hash of its bytes.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    int64_t n = atoll(argv[1]), state = 2463534242, h = 0x811C9DC5;
    for (int64_t i = 0; i < n; i++) {
        state ^= (state << 13) & 0xFFFFFFFF;
        state ^= state >> 17;
        state ^= (state << 5) & 0xFFFFFFFF;
        h = ((h ^ (state & 0xFF)) * 65599) & 0xFFFFFFFF;
        h ^= h >> 15;
    }
    printf("%lld %lld\n", (long long)h, (long long)state);
    return 0;
}
