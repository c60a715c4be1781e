// Division: remainders and quotients by constants, a while loop in one function.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    int64_t n = atoll(argv[1]), i = 0, sum = 0;
    while (i < n) {
        if (i % 3 == 0 || i % 5 == 0) sum += i / 7;
        i += 1;
    }
    printf("%lld\n", (long long)sum);
    return 0;
}
