#include "include/CKernels.h"
#include "lanes.h"

// The mean of a row and the reciprocal of its standard deviation, in two passes over it.
INLINE void moments(const float *x, size_t columns, float epsilon, float *mean, float *scale) {
#pragma clang fp reassociate(on)
  float sum = 0, squares = 0;
  for (size_t i = 0; i < columns; i++) sum += x[i];
  *mean = sum / (float)columns;
  for (size_t i = 0; i < columns; i++) squares += (x[i] - *mean) * (x[i] - *mean);
  *scale = 1.0f / __builtin_sqrtf(squares / (float)columns + epsilon);
}

VERSIONED void ghn_layer_norm(const float *x, const float *scale, const float *shift,
                              float epsilon, float *y, size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++) {
    const float *xs = x + row * columns;
    float *ys = y + row * columns;
    float mean, factor;
    moments(xs, columns, epsilon, &mean, &factor);
    for (size_t i = 0; i < columns; i++) {
      ys[i] = (xs[i] - mean) * factor * scale[i] + shift[i];
    }
  }
}

VERSIONED void ghn_layer_norm_gradient(const ghn_norm_operands *operands, float *dx,
                                       float *dscale, int adding) {
#pragma clang fp reassociate(on)
  const float *x = operands->x, *scale = operands->scale, *dy = operands->dy;
  const float epsilon = operands->epsilon;
  const size_t rows = operands->rows, columns = operands->columns;
  for (size_t row = 0; row < rows; row++) {
    const float *xs = x + row * columns, *dys = dy + row * columns;
    float mean, factor;
    moments(xs, columns, epsilon, &mean, &factor);
    for (size_t i = 0; i < columns; i++) dscale[i] += dys[i] * (xs[i] - mean) * factor;
    if (!dx) continue;
    // With g = dy·scale and u = (x − mean)·factor: dx = factor·(g − mean(g) − u·mean(g·u)).
    float gradients = 0, products = 0;
    for (size_t i = 0; i < columns; i++) {
      float g = dys[i] * scale[i];
      gradients += g;
      products += g * (xs[i] - mean);
    }
    gradients /= (float)columns;
    products *= factor * factor / (float)columns;
    float *dxs = dx + row * columns;
    // Vectors, as dx may be dy.
    for (size_t i = 0; i < columns; i += LANES) {
      lanes v, g, s;
      load(&v, xs + i, columns - i);
      load(&g, dys + i, columns - i);
      load(&s, scale + i, columns - i);
      g = factor * (g * s - gradients - (v - mean) * products);
      if (adding) {
        load(&v, dxs + i, columns - i);
        g = g + v;
      }
      store(&g, dxs + i, columns - i);
    }
  }
}

// The reciprocal of the root mean square of a row.
INLINE float inverse_root_mean_square(const float *x, size_t columns, float epsilon) {
#pragma clang fp reassociate(on)
  float squares = 0;
  for (size_t i = 0; i < columns; i++) squares += x[i] * x[i];
  return 1.0f / __builtin_sqrtf(squares / (float)columns + epsilon);
}

VERSIONED void ghn_rms_norm(const float *x, const float *scale, float epsilon, float *y,
                            size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++) {
    const float *xs = x + row * columns;
    float *ys = y + row * columns, factor = inverse_root_mean_square(xs, columns, epsilon);
    for (size_t i = 0; i < columns; i++) ys[i] = xs[i] * factor * scale[i];
  }
}

VERSIONED void ghn_rms_norm_gradient(const ghn_norm_operands *operands, float *dx,
                                     float *dscale) {
#pragma clang fp reassociate(on)
  const float *x = operands->x, *scale = operands->scale, *dy = operands->dy;
  const float epsilon = operands->epsilon;
  const size_t rows = operands->rows, columns = operands->columns;
  for (size_t row = 0; row < rows; row++) {
    const float *xs = x + row * columns, *dys = dy + row * columns;
    float *dxs = dx + row * columns, factor = inverse_root_mean_square(xs, columns, epsilon);
    float products = 0;
    for (size_t i = 0; i < columns; i++) {
      dscale[i] += dys[i] * xs[i] * factor;
      products += dys[i] * scale[i] * xs[i];
    }
    products *= factor * factor / (float)columns;
    for (size_t i = 0; i < columns; i++) {
      dxs[i] += factor * (dys[i] * scale[i] - xs[i] * products);
    }
  }
}
