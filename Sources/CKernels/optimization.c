#include "include/CKernels.h"
#include "lanes.h"

VERSIONED void ghn_adam(float *p, const float *g, float *m, float *v, size_t count,
                        const struct ghn_adam_factors *factors) {
  const struct ghn_adam_factors f = *factors;
  for (size_t i = 0; i < count; i += LANES) {
    size_t left = count - i;
    lanes parameter, gradient, first, second;
    load(&parameter, p + i, left);
    load(&gradient, g + i, left);
    load(&first, m + i, left);
    load(&second, v + i, left);
    gradient = gradient * f.gradient_scale + parameter * f.coupled_decay;
    first = first * f.first_decay + gradient * (1 - f.first_decay);
    second = second * f.second_decay + gradient * gradient * (1 - f.second_decay);
    lanes deviation = __builtin_elementwise_sqrt(second * f.second_correction) + f.epsilon;
    parameter = parameter * f.kept - first * f.rate / deviation;
    store(&parameter, p + i, left);
    store(&first, m + i, left);
    store(&second, v + i, left);
  }
}

VERSIONED void ghn_momentum(float *p, const float *g, float *m, size_t count,
                            const struct ghn_momentum_factors *factors) {
  const struct ghn_momentum_factors f = *factors;
  for (size_t i = 0; i < count; i++) {
    float gradient = g[i] * f.gradient_scale + p[i] * f.coupled_decay;
    float velocity = m[i] * f.momentum + gradient;
    m[i] = velocity;
    p[i] -= velocity * f.rate;
  }
}

VERSIONED double ghn_square_sum(const float *x, size_t count) {
  // Sums of 1024 squares lose nothing that matters in single precision; their sum might.
  double sum = 0;
  for (size_t start = 0; start < count; start += 1024) {
    size_t end = start + 1024 < count ? start + 1024 : count;
    lanes part = {0};
    for (size_t i = start; i < end; i += LANES) {
      lanes v;
      load(&v, x + i, end - i);
      part += v * v;
    }
    for (size_t i = 0; i < LANES; i++) sum += part[i];
  }
  return sum;
}
