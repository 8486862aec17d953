#include "include/CKernels.h"
#include "lanes.h"

VERSIONED void ghn_sparse_product(const int32_t *starts, const int32_t *columns,
                                  const float *values, const float *x, float *y, size_t rows,
                                  size_t width) {
  for (size_t row = 0; row < rows; row++) {
    // Thirty-two columns of the result stay in registers while the sources pass by.
    for (size_t i = 0; i < width; i += 2 * LANES) {
      size_t room = width - i, second = room > LANES ? room - LANES : 0;
      lanes sum = {0}, next = {0}, source;
      for (int32_t k = starts[row]; k < starts[row + 1]; k++) {
        const float *from = x + (size_t)columns[k] * width + i;
        load(&source, from, room);
        sum = sum + values[k] * source;
        if (second) {
          load(&source, from + LANES, second);
          next = next + values[k] * source;
        }
      }
      store(&sum, y + row * width + i, room);
      if (second) store(&next, y + row * width + i + LANES, second);
    }
  }
}

VERSIONED void ghn_sparse_product_gradient(const int32_t *starts, const int32_t *columns,
                                           const float *values, const float *dy, float *dx,
                                           size_t rows, size_t width) {
  for (size_t row = 0; row < rows; row++) {
    const float *from = dy + row * width;
    for (int32_t k = starts[row]; k < starts[row + 1]; k++) {
      float *to = dx + (size_t)columns[k] * width, value = values[k];
      for (size_t i = 0; i < width; i++) to[i] += value * from[i];
    }
  }
}
