// Calls: Takeuchi's function, three arguments and three nested calls.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t tak(int64_t x, int64_t y, int64_t z)
{
    if (y >= x) return z;
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}

int main(int argc, char **argv)
{
    int64_t rounds = atoll(argv[1]), sum = 0;
    for (int64_t i = 0; i < rounds; i++) sum += tak(18, 12, 6 - i % 2);
    printf("%lld\n", (long long)sum);
    return 0;
}
