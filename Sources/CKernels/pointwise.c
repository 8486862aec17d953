#include "include/CKernels.h"
#include "lanes.h"

VERSIONED void ghn_scale(float a, float b, const float *x, float *y, size_t count) {
  for (size_t i = 0; i < count; i += LANES) {
    lanes v;
    load(&v, x + i, count - i);
    v = v * a + b;
    store(&v, y + i, count - i);
  }
}

VERSIONED void ghn_multiply(const float *x, const float *y, float *z, size_t count, int adding) {
  for (size_t i = 0; i < count; i += LANES) {
    lanes v, w;
    load(&v, x + i, count - i);
    load(&w, y + i, count - i);
    v = v * w;
    if (adding) {
      load(&w, z + i, count - i);
      v = v + w;
    }
    store(&v, z + i, count - i);
  }
}

VERSIONED void ghn_add_scaled(float a, const float *x, float *y, size_t count) {
  for (size_t i = 0; i < count; i++) y[i] += a * x[i];
}

VERSIONED void ghn_sum(const float *x, const float *y, float *z, size_t count) {
  for (size_t i = 0; i < count; i++) z[i] = x[i] + y[i];
}
