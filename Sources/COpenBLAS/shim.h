#include <cblas.h>

/* LAPACK's routines that OpenBLAS brings; matrices are stored column by column. */

/* A = Q·R: leaves R and the reflections that make Q in place of A. */
void sgeqrf_(const blasint *rows, const blasint *columns, float *a, const blasint *stride,
             float *reflections, float *work, const blasint *work_count, blasint *status);

/* Makes the columns of Q from the reflections that sgeqrf_ left. */
void sorgqr_(const blasint *rows, const blasint *columns, const blasint *count, float *a,
             const blasint *stride, const float *reflections, float *work,
             const blasint *work_count, blasint *status);
