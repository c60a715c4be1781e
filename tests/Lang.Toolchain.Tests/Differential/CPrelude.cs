namespace Lang.Toolchain.Tests.Differential;

/// <summary>The C twin of TL's run-time library: what C leaves undefined, run-time errors, and printing.</summary>
internal static class CPrelude
{
    /// <summary>The beginning of each C file.</summary>
    public const string Text = """
        #include <inttypes.h>
        #include <math.h>
        #include <setjmp.h>
        #include <stdbool.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>

        static jmp_buf failure;
        static char arena[1 << 26];
        static size_t used;

        static _Noreturn void stop(const char *code) { printf("error %s\n", code); longjmp(failure, 1); }

        static void *allocate(size_t size) {
            size = (size + 7) & ~(size_t)7;
            if (size > sizeof arena - used) stop("arena");
            used += size;
            return arena + used - size;
        }

        static int64_t at(int64_t index, int64_t length) {
            if (index < 0 || index >= length) stop("R002");
            return index;
        }

        // A growable array: what TL's arrays are, in the arena.
        #define ARRAY(name, type) \
            typedef struct { int64_t length, capacity; type *item; } name; \
            static name *new_##name(int64_t length) { \
                if (length < 0) stop("R005"); \
                name *a = allocate(sizeof *a); \
                a->length = a->capacity = length; \
                a->item = allocate(sizeof(type) * length); \
                return a; \
            } \
            static name *fill_##name(type value, int64_t length) { \
                name *a = new_##name(length); \
                for (int64_t i = 0; i < length; i++) a->item[i] = value; \
                return a; \
            } \
            static void push_##name(name *a, type value) { \
                if (a->length == a->capacity) { \
                    type *old = a->item; \
                    a->item = allocate(sizeof(type) * (a->capacity = a->capacity * 2 + 4)); \
                    if (a->length) memcpy(a->item, old, sizeof(type) * a->length); \
                } \
                a->item[a->length++] = value; \
            } \
            static type pop_##name(name *a) { \
                if (a->length == 0) stop("R004"); \
                return a->item[--a->length]; \
            } \
            static name *slice_##name(name *a, int64_t from, int64_t to) { \
                if (from < 0 || to < from || to > a->length) stop("R003"); \
                name *b = new_##name(to - from); \
                if (to > from) memcpy(b->item, a->item + from, sizeof(type) * (to - from)); \
                return b; \
            }

        ARRAY(ints, int64_t)
        ARRAY(floats, double)
        ARRAY(bools, bool)
        ARRAY(rows, ints *)

        static double f64(uint64_t bits) { double x; memcpy(&x, &bits, 8); return x; }
        static int64_t add(int64_t a, int64_t b) { return (int64_t)((uint64_t)a + (uint64_t)b); }
        static int64_t sub(int64_t a, int64_t b) { return (int64_t)((uint64_t)a - (uint64_t)b); }
        static int64_t mul(int64_t a, int64_t b) { return (int64_t)((uint64_t)a * (uint64_t)b); }
        static int64_t shl(int64_t a, int64_t b) { return (int64_t)((uint64_t)a << (b & 63)); }
        static int64_t shr(int64_t a, int64_t b) { return a >> (b & 63); }
        static int64_t ushr(int64_t a, int64_t b) { return (int64_t)((uint64_t)a >> (b & 63)); }

        static int64_t quotient(int64_t a, int64_t b) {
            if (b == 0) stop("R001");
            return b == -1 ? sub(0, a) : a / b;
        }

        static int64_t remainder_(int64_t a, int64_t b) {
            if (b == 0) stop("R001");
            return b == -1 ? 0 : a % b;
        }

        static int64_t abs_int64_t(int64_t a) { return a < 0 ? sub(0, a) : a; }
        static int64_t min_int64_t(int64_t a, int64_t b) { return a < b ? a : b; }
        static int64_t max_int64_t(int64_t a, int64_t b) { return a > b ? a : b; }
        static double abs_double(double a) { return fabs(a); }

        static double min_double(double a, double b) {
            if (a != a || b != b) return NAN;
            if (a == b) return signbit(a) ? a : b;
            return a < b ? a : b;
        }

        static double max_double(double a, double b) {
            if (a != a || b != b) return NAN;
            if (a == b) return signbit(a) ? b : a;
            return a > b ? a : b;
        }

        static int64_t to_int(double x) {
            if (!(x >= -9223372036854775808.0 && x < 9223372036854775808.0)) stop("R006");
            return (int64_t)x;
        }

        static void write_bool(bool x) { fputs(x ? "true" : "false", stdout); }
        static void write_int64_t(int64_t x) { printf("%" PRId64, x); }

        // The fewest digits that read back as x; beside a power of two they may be the nearest decimal's upper neighbour.
        static void shortest(double x, char *digits, int *exponent) {
            for (int count = 1; ; count++) {
                char text[40], *e;
                snprintf(text, sizeof text, "%.*e", count - 1, x);
                *exponent = atoi((e = strchr(text, 'e')) + 1);
                *e = 0;
                digits[0] = text[0];
                strcpy(digits + 1, count > 1 ? text + 2 : "");
                for (int next = 0; next < 2; next++) {
                    snprintf(text, sizeof text, "%se%d", digits, *exponent - count + 1);
                    if (strtod(text, NULL) == x) return;
                    snprintf(digits, 32, "%" PRId64, (int64_t)strtoll(digits, NULL, 10) + 1);
                    if ((int)strlen(digits) > count) break;
                }
            }
        }

        static void write_double(double x) {
            if (x != x) { fputs("nan", stdout); return; }
            if (signbit(x)) { putchar('-'); x = -x; }
            if (isinf(x)) { fputs("inf", stdout); return; }
            char digits[32] = "0";
            int exponent = 0;
            if (x != 0) shortest(x, digits, &exponent);
            int count = (int)strlen(digits);
            while (count > 1 && digits[count - 1] == '0') digits[--count] = 0;
            if (exponent < -4 || exponent >= 16)
                printf("%c%s%se%c%02d", digits[0], count > 1 ? "." : "", digits + 1, exponent < 0 ? '-' : '+', abs(exponent));
            else if (exponent < 0)
                printf("0.%.*s%s", -exponent - 1, "0000", digits);
            else if (count <= exponent + 1)
                printf("%s%.*s.0", digits, exponent + 1 - count, "0000000000000000");
            else
                printf("%.*s.%s", exponent + 1, digits, digits + exponent + 1);
        }

        #define WRITE(name, write_item) \
            static void write_##name(name *a) { \
                putchar('['); \
                for (int64_t i = 0; i < a->length; i++) { if (i) fputs(", ", stdout); write_item(a->item[i]); } \
                putchar(']'); \
            }

        WRITE(ints, write_int64_t)
        WRITE(floats, write_double)
        WRITE(bools, write_bool)
        WRITE(rows, write_ints)

        static void run(int index, void (*program)(void)) {
            printf("=== %d\n", index);
            used = 0;
            if (setjmp(failure) == 0) program();
        }

        """;
}
