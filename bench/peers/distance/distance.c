// Bytes of strings and two int rows: Levenshtein distance.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static char *text(int64_t length, int64_t seed)
{
    char *s = malloc(length);
    for (int64_t i = 0; i < length; i++) {
        seed = seed * 16807 % 2147483647;
        s[i] = 97 + (seed >> 16) % 6;
    }
    return s;
}

static int64_t distance(char *s, int64_t s_length, char *t, int64_t t_length)
{
    int64_t *previous = calloc(t_length + 1, sizeof(int64_t)), *current = calloc(t_length + 1, sizeof(int64_t));
    for (int64_t j = 0; j <= t_length; j++) previous[j] = j;
    for (int64_t i = 1; i <= s_length; i++) {
        current[0] = i;
        int64_t c = s[i - 1];
        for (int64_t j = 1; j <= t_length; j++) {
            int64_t best = previous[j - 1];
            if (c != t[j - 1]) best += 1;
            if (previous[j] + 1 < best) best = previous[j] + 1;
            if (current[j - 1] + 1 < best) best = current[j - 1] + 1;
            current[j] = best;
        }
        int64_t *swap = previous;
        previous = current;
        current = swap;
    }
    return previous[t_length];
}

int main(int argc, char **argv)
{
    int64_t n = atoll(argv[1]);
    printf("%lld\n", (long long)distance(text(n, 1), n, text(n, 2), n));
    return 0;
}
