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

        typedef struct { int64_t length; int64_t item[8]; } ints;
        typedef struct { int64_t length; double item[8]; } floats;

        static jmp_buf failure;
        static char arena[1 << 26];
        static size_t used;

        static _Noreturn void stop(const char *code) { printf("error %s\n", code); longjmp(failure, 1); }

        static void *allocate(size_t size) {
            if (used + size > sizeof arena) stop("arena");
            used += size;
            return arena + used - size;
        }

        static ints *new_ints(int64_t fill, int64_t length) {
            ints *a = allocate(sizeof *a);
            a->length = length;
            for (int64_t i = 0; i < length; i++) a->item[i] = fill;
            return a;
        }

        static floats *new_floats(double fill, int64_t length) {
            floats *a = allocate(sizeof *a);
            a->length = length;
            for (int64_t i = 0; i < length; i++) a->item[i] = fill;
            return a;
        }

        static int64_t at(int64_t index, int64_t length) {
            if (index < 0 || index >= length) stop("R002");
            return index;
        }

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

        static void print_bool(bool x) { puts(x ? "true" : "false"); }
        static void print_int64_t(int64_t x) { printf("%" PRId64 "\n", x); }

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

        static void print_double(double x) {
            if (x != x) { puts("nan"); return; }
            if (signbit(x)) { putchar('-'); x = -x; }
            if (isinf(x)) { puts("inf"); return; }
            char digits[32] = "0";
            int exponent = 0;
            if (x != 0) shortest(x, digits, &exponent);
            int count = (int)strlen(digits);
            while (count > 1 && digits[count - 1] == '0') digits[--count] = 0;
            if (exponent < -4 || exponent >= 16)
                printf("%c%s%se%c%02d\n", digits[0], count > 1 ? "." : "", digits + 1, exponent < 0 ? '-' : '+', abs(exponent));
            else if (exponent < 0)
                printf("0.%.*s%s\n", -exponent - 1, "0000", digits);
            else if (count <= exponent + 1)
                printf("%s%.*s.0\n", digits, exponent + 1 - count, "0000000000000000");
            else
                printf("%.*s.%s\n", exponent + 1, digits, digits + exponent + 1);
        }

        static void run(int index, void (*program)(void)) {
            printf("=== %d\n", index);
            used = 0;
            if (setjmp(failure) == 0) program();
        }

        """;
}
