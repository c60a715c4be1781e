// Calls: the doubly recursive Fibonacci function.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t fib(int64_t n)
{
    if (n < 2) return n;
    return fib(n - 1) + fib(n - 2);
}

int main(int argc, char **argv)
{
    printf("%lld\n", (long long)fib(atoll(argv[1])));
    return 0;
}
