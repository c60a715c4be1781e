// Float arrays: the product of two n by n matrices, held as arrays of rows.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static double **matrix(int64_t n, int64_t seed)
{
    double **rows = malloc(n * sizeof(double *));
    for (int64_t i = 0; i < n; i++) {
        double *row = malloc(n * sizeof(double));
        for (int64_t j = 0; j < n; j++) row[j] = (double)((i * seed + j * 7) % 11) / 8.0;
        rows[i] = row;
    }
    return rows;
}

static double **multiply(double **a, double **b, int64_t n)
{
    double **result = malloc(n * sizeof(double *));
    for (int64_t i = 0; i < n; i++) {
        double *left = a[i], *row = malloc(n * sizeof(double));
        for (int64_t j = 0; j < n; j++) {
            double sum = 0.0;
            for (int64_t k = 0; k < n; k++) sum += left[k] * b[k][j];
            row[j] = sum;
        }
        result[i] = row;
    }
    return result;
}

int main(int argc, char **argv)
{
    int64_t n = argc > 1 ? atoll(argv[1]) : 200;
    double **product = multiply(matrix(n, 3), matrix(n, 5), n);
    double trace = 0.0;
    for (int64_t i = 0; i < n; i++) trace += product[i][i] + product[i][n - 1 - i];
    printf("%lld\n", (long long)(trace * 64.0));
    return 0;
}
