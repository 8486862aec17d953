#include <math.h>

#include "include/CKernels.h"
#include "lanes.h"

// The last, partial vector of a row; lanes beyond the end are −∞, which no maximum or sum notices.
INLINE void load_rest(lanes *x, const float *from, size_t count) {
  *x = (lanes){0} - INFINITY;
  for (size_t i = 0; i < count; i++) (*x)[i] = from[i];
}

INLINE void keep_larger(lanes *largest, const lanes *x) {
  int_lanes is_larger = *x > *largest;
  choose(largest, &is_larger, x, largest);
}

// Both fold the upper half of the lanes onto the lower half until one is left.
INLINE float largest_lane(const lanes *x) {
  lanes v = *x;
  for (int width = LANES / 2; width > 0; width /= 2) {
    for (int i = 0; i < width; i++) v[i] = v[i + width] > v[i] ? v[i + width] : v[i];
  }
  return v[0];
}

INLINE float lane_sum(const lanes *x) {
  lanes v = *x;
  for (int width = LANES / 2; width > 0; width /= 2) {
    for (int i = 0; i < width; i++) v[i] += v[i + width];
  }
  return v[0];
}

// y ← eˣ / Σ eˣ for one row, with the maximum taken out of the exponent; y may be x.
INLINE void softmax_row(const float *x, float *y, size_t columns) {
  size_t rest = columns % LANES, full = columns - rest;
  lanes largest = (lanes){0} - INFINITY, sums = {0}, v;
  for (size_t i = 0; i < full; i += LANES) {
    load(&v, x + i, LANES);
    keep_larger(&largest, &v);
  }
  if (rest) {
    load_rest(&v, x + full, rest);
    keep_larger(&largest, &v);
  }
  float top = largest_lane(&largest);
  for (size_t i = 0; i < full; i += LANES) {
    load(&v, x + i, LANES);
    v = v - top;
    exponential(&v);
    sums = sums + v;
    store(&v, y + i, LANES);
  }
  if (rest) {
    load_rest(&v, x + full, rest);
    v = v - top;
    exponential(&v);
    sums = sums + v;
    store(&v, y + full, rest);
  }
  float factor = 1.0f / lane_sum(&sums);
  for (size_t i = 0; i < columns; i++) y[i] *= factor;
}

// Σ y·dy over one row.
INLINE float row_product(const float *y, const float *dy, size_t columns) {
#pragma clang fp reassociate(on)
  float sum = 0;
  for (size_t i = 0; i < columns; i++) sum += y[i] * dy[i];
  return sum;
}

VERSIONED void ghn_softmax(const float *x, float *y, size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++) {
    softmax_row(x + row * columns, y + row * columns, columns);
  }
}

VERSIONED void ghn_softmax_gradient(const float *y, const float *dy, float *dx, size_t rows,
                                    size_t columns, int adding) {
  for (size_t row = 0; row < rows; row++) {
    const float *ys = y + row * columns, *dys = dy + row * columns;
    float *dxs = dx + row * columns, mean = row_product(ys, dys, columns);
    // Vectors, as dx may be dy.
    for (size_t i = 0; i < columns; i += LANES) {
      lanes v, d;
      load(&v, ys + i, columns - i);
      load(&d, dys + i, columns - i);
      d = v * (d - mean);
      if (adding) {
        load(&v, dxs + i, columns - i);
        d = d + v;
      }
      store(&d, dxs + i, columns - i);
    }
  }
}

VERSIONED void ghn_attention_weights(float *x, float scale, const uint16_t *classes,
                                     const float *biases, size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++) {
    float *xs = x + row * columns;
    const uint16_t *cs = classes + row * columns;
    for (size_t i = 0; i < columns; i++) xs[i] = xs[i] * scale + biases[cs[i]];
    softmax_row(xs, xs, columns);
  }
}

VERSIONED void ghn_attention_weights_gradient(const float *y, float *dy, float scale,
                                              const uint16_t *classes, float *dbiases,
                                              size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++) {
    const float *ys = y + row * columns;
    const uint16_t *cs = classes + row * columns;
    float *dys = dy + row * columns, mean = row_product(ys, dys, columns);
    for (size_t i = 0; i < columns; i++) dys[i] = ys[i] * (dys[i] - mean);
    for (size_t i = 0; i < columns; i++) dbiases[cs[i]] += dys[i];
    for (size_t i = 0; i < columns; i++) dys[i] *= scale;
  }
}
