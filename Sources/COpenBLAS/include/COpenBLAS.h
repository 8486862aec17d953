// The functions of OpenBLAS that we call, found in a library while the program runs: nothing links
// it, so that a program decides which copy it uses, and shares none with others in the process.

#ifndef GHN_COPENBLAS_H
#define GHN_COPENBLAS_H

#include <stddef.h>

// A table of the functions of one loaded library. It is never unloaded.
typedef struct ghn_blas ghn_blas;

// Loads the library at a path, or with a name that the system looks for; null stands for what the
// process has loaded already. Its names may begin with `prefix`.
//
// Answers null, with the reason written to `reason`, if it cannot be loaded or lacks sgemm or sgemv
// for integers of 32 bits.
const ghn_blas *ghn_blas_open(const char *path, const char *prefix, char *reason, size_t room);

// The path that the library was opened with; null for the process itself.
const char *ghn_blas_path(const ghn_blas *blas);
// The name of the processor family whose kernels it uses; null if it does not say.
const char *ghn_blas_core(const ghn_blas *blas);
// Its version and options; null if it does not say.
const char *ghn_blas_configuration(const ghn_blas *blas);
// Whether it has the functions of LAPACK below.
int ghn_blas_has_lapack(const ghn_blas *blas);

// C ← A·B + beta·C for row-major matrices: op(A) is (m, k), op(B) is (k, n).
void ghn_blas_sgemm(const ghn_blas *blas, int transposes_a, int transposes_b, int m, int n, int k,
                    const float *a, int a_stride, const float *b, int b_stride, float beta,
                    float *c, int c_stride);
// y ← op(A)·x + beta·y for a row-major matrix A (rows, columns).
void ghn_blas_sgemv(const ghn_blas *blas, int transposes, int rows, int columns, const float *a,
                    int a_stride, const float *x, float beta, float *y);

// LAPACK's routines; matrices are stored column by column. Each answers LAPACK's status.
//
// A = Q·R: leaves R and the reflections that make Q in place of A.
int ghn_blas_sgeqrf(const ghn_blas *blas, int rows, int columns, float *a, float *reflections,
                    float *work, int work_count);
// Makes the columns of Q from the reflections that sgeqrf left.
int ghn_blas_sorgqr(const ghn_blas *blas, int rows, int columns, float *a,
                    const float *reflections, float *work, int work_count);
// The eigenvectors of the first …last-th smallest eigenvalues, counted from 1, of a symmetric matrix
// of which the upper triangle is read; destroys the matrix. Writes how many there are to `count`.
int ghn_blas_ssyevr(const ghn_blas *blas, int order, float *a, int first, int last, int *count,
                    float *values, float *vectors, int *supports, float *work, int work_count,
                    int *integers, int integer_count);

#endif
