// Calls through function values: an array of them, closures with captured and with changing variables.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct closure {
    int64_t (*code)(struct closure *self, int64_t a, int64_t b);
    int64_t captured;
} closure;

static int64_t count(closure *self, int64_t a, int64_t b) { return self->captured += 1; }
static int64_t add(closure *self, int64_t a, int64_t b) { return a + b; }
static int64_t mix(closure *self, int64_t a, int64_t b) { return b * self->captured - a; }
static int64_t difference(closure *self, int64_t a, int64_t b) { return a > b ? a - b : b - a; }

static int64_t fold(int64_t *values, int64_t length, int64_t start, closure *f)
{
    int64_t result = start;
    for (int64_t i = 0; i < length; i++) result = f->code(f, result, values[i]);
    return result;
}

int main(int argc, char **argv)
{
    int64_t n = atoll(argv[1]);
    int64_t *values = malloc(100 * sizeof(int64_t));
    for (int64_t i = 0; i < 100; i++) values[i] = i * 37 % 101;
    closure steps[] = { { add, 0 }, { mix, 3 }, { difference, 0 } };
    closure next = { count, 0 };
    int64_t total = 0;
    for (int64_t i = 0; i < n; i++) total += fold(values, 100, next.code(&next, 0, 0), &steps[i % 3]);
    printf("%lld %lld\n", (long long)total, (long long)next.code(&next, 0, 0));
    return 0;
}
