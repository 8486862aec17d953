#include "include/CKernels.h"
#include "lanes.h"

// One row of the result after another: each is a sum of rows of B, or dot products with them.
VERSIONED void ghn_multiply_matrices(const float *a, size_t a_stride, int transposes_a,
                                     const float *b, size_t b_stride, int transposes_b, float *c,
                                     size_t c_stride, size_t rows, size_t inner, size_t columns,
                                     int adding) {
  size_t a_row = transposes_a ? 1 : a_stride, a_step = transposes_a ? a_stride : 1;
  for (size_t i = 0; i < rows; i++) {
    const float *left = a + i * a_row;
    float *result = c + i * c_stride;
    if (transposes_b) {
      for (size_t j = 0; j < columns; j++) {
        const float *right = b + j * b_stride;
        float sum = 0;
#pragma clang loop vectorize(enable)
        for (size_t k = 0; k < inner; k++) sum += left[k * a_step] * right[k];
        result[j] = adding ? result[j] + sum : sum;
      }
      continue;
    }
    if (!adding) {
      for (size_t j = 0; j < columns; j++) result[j] = 0;
    }
    for (size_t k = 0; k < inner; k++) {
      float factor = left[k * a_step];
      const float *right = b + k * b_stride;
      for (size_t j = 0; j < columns; j++) result[j] += factor * right[j];
    }
  }
}
