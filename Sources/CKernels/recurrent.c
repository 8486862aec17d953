#include "include/CKernels.h"
#include "lanes.h"

VERSIONED void ghn_gru(const ghn_gru_operands *operands, float *next) {
  const float *a = operands->a, *c = operands->c, *hidden = operands->hidden;
  const size_t rows = operands->rows, width = operands->width;
  for (size_t row = 0; row < rows; row++) {
    const float *as = a + row * 3 * width, *cs = c + row * 3 * width;
    for (size_t i = 0; i < width; i += LANES) {
      size_t room = width - i;
      lanes r, z, n, h, other;
      load(&r, as + i, room);
      load(&other, cs + i, room);
      r = r + other;
      logistic(&r);
      load(&z, as + width + i, room);
      load(&other, cs + width + i, room);
      z = z + other;
      logistic(&z);
      load(&n, as + 2 * width + i, room);
      load(&other, cs + 2 * width + i, room);
      n = n + r * other;
      hyperbolic_tangent(&n);
      load(&h, hidden + row * width + i, room);
      h = n + z * (h - n);
      store(&h, next + row * width + i, room);
    }
  }
}

VERSIONED void ghn_gru_gradient(const ghn_gru_operands *operands, const float *dnext, float *da,
                                float *dc, float *dhidden) {
  const float *a = operands->a, *c = operands->c, *hidden = operands->hidden;
  const size_t rows = operands->rows, width = operands->width;
  for (size_t row = 0; row < rows; row++) {
    size_t gates = row * 3 * width, states = row * width;
    for (size_t i = 0; i < width; i += LANES) {
      size_t room = width - i;
      lanes r, z, n, h, cn, other, dnew, sum;
      load(&r, a + gates + i, room);
      load(&other, c + gates + i, room);
      r = r + other;
      logistic(&r);
      load(&z, a + gates + width + i, room);
      load(&other, c + gates + width + i, room);
      z = z + other;
      logistic(&z);
      load(&n, a + gates + 2 * width + i, room);
      load(&cn, c + gates + 2 * width + i, room);
      n = n + r * cn;
      hyperbolic_tangent(&n);
      load(&h, hidden + states + i, room);
      load(&dnew, dnext + states + i, room);

      lanes dz = dnew * (h - n) * z * (1.0f - z);
      lanes dn = dnew * (1.0f - z) * (1.0f - n * n);
      lanes dr = dn * cn * r * (1.0f - r);
      lanes dcn = dn * r;
      store(&dr, da + gates + i, room);
      store(&dr, dc + gates + i, room);
      store(&dz, da + gates + width + i, room);
      store(&dz, dc + gates + width + i, room);
      store(&dn, da + gates + 2 * width + i, room);
      store(&dcn, dc + gates + 2 * width + i, room);
      load(&sum, dhidden + states + i, room);
      sum = sum + dnew * z;
      store(&sum, dhidden + states + i, room);
    }
  }
}
