// Calls: Ackermann's function, recursive in its own argument and thousands of frames deep.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t ack(int64_t m, int64_t n)
{
    if (m == 0) return n + 1;
    if (n == 0) return ack(m - 1, 1);
    return ack(m - 1, ack(m, n - 1));
}

int main(int argc, char **argv)
{
    int64_t rounds = atoll(argv[1]), sum = 0;
    for (int64_t i = 0; i < rounds; i++) sum += ack(3, 5 + i % 3);
    printf("%lld\n", (long long)sum);
    return 0;
}
