// Calls: deep recursion, thousands of frames at once.
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
    int64_t n = argc > 1 ? atoll(argv[1]) : 9;
    printf("%lld %lld\n", (long long)ack(3, n), (long long)ack(2, n * 40));
    return 0;
}
