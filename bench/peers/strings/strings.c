// Strings: 100,000 numbers formatted and appended, slices taken and compared, bytes read back; again and again.
// A string is a place and a length.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    char *bytes;
    int64_t length, capacity;
} buffer;

static void append(buffer *to, const char *bytes, int64_t length)
{
    if (to->length + length > to->capacity) {
        to->capacity = 2 * (to->length + length);
        to->bytes = realloc(to->bytes, to->capacity);
    }
    memcpy(to->bytes + to->length, bytes, length);
    to->length += length;
}

static void append_int(buffer *to, int64_t value)
{
    char digits[20];
    int64_t first = 20;
    do {
        digits[--first] = '0' + value % 10;
        value /= 10;
    } while (value != 0);
    append(to, digits + first, 20 - first);
}

static int64_t parse(const char *bytes, int64_t length)
{
    int64_t value = 0;
    for (int64_t i = 0; i < length; i++) value = value * 10 + (bytes[i] - '0');
    return value;
}

static int compare(const char *a, int64_t a_length, const char *b, int64_t b_length)
{
    int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
    return order != 0 ? order : (a_length > b_length) - (a_length < b_length);
}

int main(int argc, char **argv)
{
    int64_t rounds = atoll(argv[1]);
    char longest[20] = "";
    int64_t longest_length = 0, fields = 0, sum = 0;
    for (int64_t round = 0; round < rounds; round++) {
        buffer text = { malloc(16), 0, 16 };
        for (int64_t i = 0; i < 100000; i++) {
            append_int(&text, (i + round) * 7919 % 1000);
            append(&text, ",", 1);
        }
        int64_t start = 0;
        for (int64_t i = 0; i < text.length; i++) {
            if (text.bytes[i] == ',') {
                const char *field = text.bytes + start;
                if (compare(field, i - start, longest, longest_length) > 0) {
                    longest_length = i - start;
                    memcpy(longest, field, longest_length);
                }
                sum += parse(field, i - start);
                fields += 1;
                start = i + 1;
            }
        }
        free(text.bytes);
    }
    printf("%lld %.*s %lld\n", (long long)fields, (int)longest_length, longest, (long long)sum);
    return 0;
}
