#include "include/CKernels.h"
#include "lanes.h"

VERSIONED void ghn_spread_positions(const float *x, const float *bias, float scale, float *z,
                                    size_t positions, size_t columns) {
  if (positions == 1) {
    for (size_t i = 0; i < columns; i++) z[i] = scale * (x[i] + (bias ? bias[i] : 0));
    return;
  }
  for (size_t i = 0; i < columns; i++) {
    float offset = bias ? bias[i] : 0;
    for (size_t p = 0; p < positions; p++) {
      z[i * positions + p] = scale * (x[p * columns + i] + offset);
    }
  }
}
