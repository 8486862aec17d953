#define _GNU_SOURCE
#include "COpenBLAS.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A private copy prefers its own names to those of another copy in the process. The sanitizers'
// runtimes refuse that.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define GHN_SANITIZED
#endif
#endif
#if defined(RTLD_DEEPBIND) && !defined(GHN_SANITIZED)
enum { BINDING = RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND };
#else
enum { BINDING = RTLD_NOW | RTLD_LOCAL };
#endif

enum { ROW_MAJOR = 101, AS_IT_IS = 111, TRANSPOSED = 112 };

struct ghn_blas {
  char *path;
  void (*sgemm)(int, int, int, int, int, int, float, const float *, int, const float *, int, float,
                float *, int);
  void (*sgemv)(int, int, int, int, float, const float *, int, const float *, int, float, float *,
                int);
  void (*sgeqrf)(const int *, const int *, float *, const int *, float *, float *, const int *,
                 int *);
  void (*sorgqr)(const int *, const int *, const int *, float *, const int *, const float *,
                 float *, const int *, int *);
  void (*ssyevr)(const char *, const char *, const char *, const int *, float *, const int *,
                 const float *, const float *, const int *, const int *, const float *, int *,
                 float *, float *, const int *, int *, float *, const int *, int *, const int *,
                 int *, size_t, size_t, size_t);
  char *(*core)(void);
  char *(*configuration)(void);
};

// The address of a function, or null.
static void *find(void *library, const char *prefix, const char *name) {
  char whole[128];
  snprintf(whole, sizeof whole, "%s%s", prefix, name);
  return dlsym(library, whole);
}

const ghn_blas *ghn_blas_open(const char *path, const char *prefix, char *reason, size_t room) {
  void *library = dlopen(path, path ? BINDING : RTLD_NOW);
  if (!library) {
    const char *error = dlerror();
    snprintf(reason, room, "%s", error ? error : "it cannot be loaded");
    return NULL;
  }
  ghn_blas found = {
      .sgemm = find(library, prefix, "cblas_sgemm"),
      .sgemv = find(library, prefix, "cblas_sgemv"),
      .sgeqrf = find(library, prefix, "sgeqrf_"),
      .sorgqr = find(library, prefix, "sorgqr_"),
      .ssyevr = find(library, prefix, "ssyevr_"),
      .core = find(library, prefix, "openblas_get_corename"),
      .configuration = find(library, prefix, "openblas_get_config"),
  };
  const char *configuration = ghn_blas_configuration(&found);
  ghn_blas *blas = NULL;
  if (!found.sgemm || !found.sgemv) {
    snprintf(reason, room, "expected functions %scblas_sgemm and %scblas_sgemv, found none", prefix,
             prefix);
  } else if (configuration && strstr(configuration, "USE64BITINT")) {
    snprintf(reason, room, "expected integers of 32 bits, found 64");
  } else if (!(blas = malloc(sizeof *blas))) {
    snprintf(reason, room, "there is no memory left");
  } else {
    *blas = found;
    blas->path = path ? strdup(path) : NULL;
    return blas;
  }
  dlclose(library);
  return NULL;
}

const char *ghn_blas_path(const ghn_blas *blas) { return blas->path; }

const char *ghn_blas_core(const ghn_blas *blas) { return blas->core ? blas->core() : NULL; }

const char *ghn_blas_configuration(const ghn_blas *blas) {
  return blas->configuration ? blas->configuration() : NULL;
}


int ghn_blas_has_lapack(const ghn_blas *blas) {
  return blas->sgeqrf && blas->sorgqr && blas->ssyevr;
}

void ghn_blas_sgemm(const ghn_blas *blas, int transposes_a, int transposes_b, int m, int n, int k,
                    const float *a, int a_stride, const float *b, int b_stride, float beta,
                    float *c, int c_stride) {
  blas->sgemm(ROW_MAJOR, transposes_a ? TRANSPOSED : AS_IT_IS,
              transposes_b ? TRANSPOSED : AS_IT_IS, m, n, k, 1, a, a_stride, b, b_stride, beta, c,
              c_stride);
}

void ghn_blas_sgemv(const ghn_blas *blas, int transposes, int rows, int columns, const float *a,
                    int a_stride, const float *x, float beta, float *y) {
  blas->sgemv(ROW_MAJOR, transposes ? TRANSPOSED : AS_IT_IS, rows, columns, 1, a, a_stride, x, 1,
              beta, y, 1);
}

int ghn_blas_sgeqrf(const ghn_blas *blas, int rows, int columns, float *a, float *reflections,
                    float *work, int work_count) {
  int status = 0;
  blas->sgeqrf(&rows, &columns, a, &rows, reflections, work, &work_count, &status);
  return status;
}

int ghn_blas_sorgqr(const ghn_blas *blas, int rows, int columns, float *a,
                    const float *reflections, float *work, int work_count) {
  int status = 0;
  blas->sorgqr(&rows, &columns, &columns, a, &rows, reflections, work, &work_count, &status);
  return status;
}

int ghn_blas_ssyevr(const ghn_blas *blas, int order, float *a, int first, int last, int *count,
                    float *values, float *vectors, int *supports, float *work, int work_count,
                    int *integers, int integer_count) {
  int status = 0;
  float least = 0, greatest = 0, tolerance = 0;
  blas->ssyevr("V", "I", "U", &order, a, &order, &least, &greatest, &first, &last, &tolerance,
               count, values, vectors, &order, supports, work, &work_count, integers,
               &integer_count, &status, 1, 1, 1);
  return status;
}
