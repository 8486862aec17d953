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

// Reads a vector of each operand before it writes, so that dx may be dz: a plain loop over
// pointers that overlap would not be vectorised.
#define GRADIENT_LOOP(statement, combination)                      \
  for (size_t i = 0; i < count; i += LANES) {                      \
    lanes v, d;                                                    \
    load(&v, values + i, count - i);                               \
    load(&d, dz + i, count - i);                                   \
    statement;                                                     \
    combination;                                                   \
    store(&d, dx + i, count - i);                                  \
  }
#define GRADIENT(name, statement)                                                          \
  VERSIONED void name(const float *values, const float *dz, float *dx, size_t count,       \
                      int adding) {                                                        \
    if (adding) {                                                                          \
      GRADIENT_LOOP(statement, lanes sum; load(&sum, dx + i, count - i); d = d + sum)      \
    } else {                                                                               \
      GRADIENT_LOOP(statement, )                                                           \
    }                                                                                      \
  }

GRADIENT(ghn_relu_gradient, int_lanes on = v > 0; d = (lanes)((int_lanes)d & on))
GRADIENT(ghn_sigmoid_gradient, d = d * v * (1.0f - v))
GRADIENT(ghn_tanh_gradient, d = d * (1.0f - v * v))
GRADIENT(ghn_gelu_gradient, lanes distribution = v; lanes density = v * v * -0.5f;
         normal_distribution(&distribution); exponential(&density);
         d = d * (distribution + v * density * 0.398942280f))

VERSIONED void ghn_scale(float a, const float *x, float *y, size_t count) {
  for (size_t i = 0; i < count; i += LANES) {
    lanes v;
    load(&v, x + i, count - i);
    v = v * a;
    store(&v, y + i, count - i);
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
