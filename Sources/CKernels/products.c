#include "include/CKernels.h"
#include "lanes.h"

#include <pthread.h>
#include <stdlib.h>

#if defined(__x86_64__)
#include <immintrin.h>

enum {
  DEPTH = 384,
  BLOCK_COLUMNS = 512,
  // Rows that are copied lie so far apart: no multiple of a page.
  COPY_STRIDE = DEPTH + 16,
  ROOM = DEPTH * BLOCK_COLUMNS + 14 * COPY_STRIDE
};

#include "product_avx512.h"
#include "product_avx2.h"

// Each thread has a room for packed blocks, from its first product until it ends.
static pthread_key_t room_key;
static pthread_once_t room_once = PTHREAD_ONCE_INIT;
static int has_key;

static void make_key(void) { has_key = pthread_key_create(&room_key, free) == 0; }

// Null, if there is no memory.
static float *room(void) {
  pthread_once(&room_once, make_key);
  if (!has_key) return NULL;
  float *memory = pthread_getspecific(room_key);
  if (memory) return memory;
  memory = aligned_alloc(64, (ROOM * sizeof(float) + 63) / 64 * 64);
  if (memory && pthread_setspecific(room_key, memory) != 0) {
    free(memory);
    return NULL;
  }
  return memory;
}
#endif

// One row of the result after another: each is a sum of rows of B, or dot products with them.
VERSIONED static void multiply_rows(const ghn_product *p) {
  size_t a_row = p->transposes_a ? 1 : p->a_stride, a_step = p->transposes_a ? p->a_stride : 1;
  for (size_t i = 0; i < p->rows; i++) {
    const float *left = p->a + i * a_row;
    float *result = p->c + i * p->c_stride;
    for (size_t j = 0; j < p->columns; j++) {
      if (!p->adding) result[j] = p->bias ? p->bias[j] : 0;
      if (!p->transposes_b) continue;
      const float *right = p->b + j * p->b_stride;
      float sum = 0;
      for (size_t k = 0; k < p->inner; k++) sum += left[k * a_step] * right[k];
      result[j] += sum;
    }
    if (p->transposes_b) continue;
    for (size_t k = 0; k < p->inner; k++) {
      float factor = left[k * a_step];
      const float *right = p->b + k * p->b_stride;
      for (size_t j = 0; j < p->columns; j++) result[j] += factor * right[j];
    }
  }
}

int ghn_has_products(ghn_products kernels) {
  switch (kernels) {
    case GHN_PORTABLE_PRODUCTS:
      return 1;
#if defined(__x86_64__)
    case GHN_AVX2_PRODUCTS:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case GHN_AVX512_PRODUCTS:
      return ghn_has_products(GHN_AVX2_PRODUCTS) && __builtin_cpu_supports("avx512f") &&
             __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#endif
    default:
      return 0;
  }
}

void ghn_multiply_matrices(ghn_products kernels, const ghn_product *product) {
#if defined(__x86_64__)
  float *memory = kernels == GHN_PORTABLE_PRODUCTS ? NULL : room();
  if (memory && kernels == GHN_AVX512_PRODUCTS) return avx512_product(product, memory);
  if (memory && kernels == GHN_AVX2_PRODUCTS) return avx2_product(product, memory);
#endif
  multiply_rows(product);
}
