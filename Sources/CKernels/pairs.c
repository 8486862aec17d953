#include <math.h>

#include "include/CKernels.h"
#include "lanes.h"

VERSIONED void ghn_extreme(float sign, const float *x, const float *y, float *z, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float v = x[i], w = y[i];
    z[i] = sign * v > sign * w || v != v ? v : w;
  }
}

VERSIONED void ghn_extreme_gradient(float sign, const float *x, const float *y, const float *dz,
                                    float *dx, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float v = sign * x[i], w = sign * y[i];
    dx[i] += v > w ? dz[i] : v == w ? 0.5f * dz[i] : 0;
  }
}

void ghn_raise(const float *x, const float *y, float *z, size_t count) {
  for (size_t i = 0; i < count; i++) z[i] = powf(x[i], y[i]);
}

void ghn_raise_base_gradient(const float *x, const float *y, const float *dz, float *dx,
                             size_t count) {
  for (size_t i = 0; i < count; i++) {
    dx[i] += y[i] == 0 ? 0 : dz[i] * y[i] * powf(x[i], y[i] - 1);
  }
}

void ghn_raise_exponent_gradient(const float *x, const float *y, const float *dz, float *dy,
                                 size_t count) {
  for (size_t i = 0; i < count; i++) {
    dy[i] += x[i] == 0 ? 0 : dz[i] * powf(x[i], y[i]) * logf(x[i]);
  }
}
