// Arrays and recursion: counts the placements of n queens by backtracking.
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t place(int64_t row, int64_t n, bool *columns, bool *rising, bool *falling)
{
    if (row == n) return 1;
    int64_t count = 0;
    for (int64_t c = 0; c < n; c++) {
        if (!columns[c] && !rising[row + c] && !falling[row - c + n]) {
            columns[c] = true;
            rising[row + c] = true;
            falling[row - c + n] = true;
            count += place(row + 1, n, columns, rising, falling);
            columns[c] = false;
            rising[row + c] = false;
            falling[row - c + n] = false;
        }
    }
    return count;
}

int main(int argc, char **argv)
{
    int64_t n = atoll(argv[1]);
    printf("%lld\n", (long long)place(0, n, calloc(n, 1), calloc(2 * n, 1), calloc(2 * n + 1, 1)));
    return 0;
}
