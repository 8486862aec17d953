#include <cblas.h>

/* LAPACK's routines that OpenBLAS brings; matrices are stored column by column. */

/* A = Q·R: leaves R and the reflections that make Q in place of A. */
void sgeqrf_(const blasint *rows, const blasint *columns, float *a, const blasint *stride,
             float *reflections, float *work, const blasint *work_count, blasint *status);

/* The eigenvalues and eigenvectors of a symmetric matrix, those of a range of indices from 1 on if
   which is "I"; destroys the matrix. Supports say where eigenvectors are not 0. */
void ssyevr_(const char *what, const char *which, const char *triangle, const blasint *order,
             float *a, const blasint *stride, const float *least, const float *greatest,
             const blasint *first, const blasint *last, const float *tolerance, blasint *count,
             float *values, float *vectors, const blasint *vector_stride, blasint *supports,
             float *work, const blasint *work_count, blasint *integers,
             const blasint *integer_count, blasint *status);

/* Makes the columns of Q from the reflections that sgeqrf_ left. */
void sorgqr_(const blasint *rows, const blasint *columns, const blasint *count, float *a,
             const blasint *stride, const float *reflections, float *work,
             const blasint *work_count, blasint *status);
