#include "include/CKernels.h"
#include "lanes.h"

#define MAP(name, statement)                                     \
  VERSIONED void name(const float *x, float *y, size_t count) {  \
    for (size_t i = 0; i < count; i += LANES) {                  \
      lanes v;                                                   \
      load(&v, x + i, count - i);                                \
      statement;                                                 \
      store(&v, y + i, count - i);                               \
    }                                                            \
  }

MAP(ghn_sigmoid, logistic(&v))
MAP(ghn_tanh, hyperbolic_tangent(&v))
MAP(ghn_gelu, lanes p = v; normal_distribution(&p); v = v * p)

VERSIONED void ghn_relu(const float *x, float *y, size_t count) {
  for (size_t i = 0; i < count; i++) y[i] = x[i] < 0 ? 0 : x[i];
}

VERSIONED void ghn_relu_gradient(const float *z, const float *dz, float *dx, size_t count) {
  for (size_t i = 0; i < count; i++) dx[i] += z[i] > 0 ? dz[i] : 0;
}

VERSIONED void ghn_sigmoid_gradient(const float *z, const float *dz, float *dx, size_t count) {
  for (size_t i = 0; i < count; i++) dx[i] += dz[i] * z[i] * (1 - z[i]);
}

VERSIONED void ghn_tanh_gradient(const float *z, const float *dz, float *dx, size_t count) {
  for (size_t i = 0; i < count; i++) dx[i] += dz[i] * (1 - z[i] * z[i]);
}

VERSIONED void ghn_gelu_gradient(const float *x, const float *dz, float *dx, size_t count) {
  for (size_t i = 0; i < count; i += LANES) {
    lanes v, d, sum;
    load(&v, x + i, count - i);
    load(&d, dz + i, count - i);
    load(&sum, dx + i, count - i);
    lanes distribution = v, density = v * v * -0.5f;
    normal_distribution(&distribution);
    exponential(&density);
    sum = sum + d * (distribution + v * density * 0.398942280f);
    store(&sum, dx + i, count - i);
  }
}

VERSIONED void ghn_add_scaled(float a, const float *x, float *y, size_t count) {
  for (size_t i = 0; i < count; i++) y[i] += a * x[i];
}

VERSIONED void ghn_sum(const float *x, const float *y, float *z, size_t count) {
  for (size_t i = 0; i < count; i++) z[i] = x[i] + y[i];
}

VERSIONED void ghn_add_column_sums(const float *x, float *y, size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++) {
    const float *xs = x + row * columns;
    for (size_t i = 0; i < columns; i++) y[i] += xs[i];
  }
}
