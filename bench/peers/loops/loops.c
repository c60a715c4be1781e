// Counting: three nested loops in one function look for right-angled triangles.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    int64_t n = atoll(argv[1]), count = 0;
    for (int64_t a = 1; a < n; a++) {
        for (int64_t b = a; b < n; b++) {
            for (int64_t c = b; c < n; c++) {
                if (a * a + b * b == c * c) count += 1;
            }
        }
    }
    printf("%lld\n", (long long)count);
    return 0;
}
