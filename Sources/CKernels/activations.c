#include <math.h>

#include "include/CKernels.h"
#include "lanes.h"

// For each function of one number: what becomes of the arguments x, and what becomes of dz, given
// x or the values f(x). FUNCTION makes the loops of the two. They read a vector of each operand
// before they write one, so that dx may be dz: plain loops over pointers that overlap would not be
// vectorized.

#define VALUE(name) INLINE void value_##name(lanes *x, float a, float b)
#define GRADIENT_FROM_VALUE(name) \
  INLINE void gradient_##name(lanes *d, const lanes *z, float a, float b)
#define GRADIENT_FROM_ARGUMENT(name) \
  INLINE void gradient_##name(lanes *d, const lanes *x, float a, float b)

#define FUNCTION(name)                                                                   \
  VERSIONED void ghn_##name(const float *x, float *y, size_t count, float a, float b) {  \
    for (size_t i = 0; i < count; i += LANES) {                                          \
      lanes v;                                                                           \
      load(&v, x + i, count - i);                                                        \
      value_##name(&v, a, b);                                                            \
      store(&v, y + i, count - i);                                                       \
    }                                                                                    \
  }                                                                                      \
  VERSIONED void ghn_##name##_gradient(const float *values, const float *dz, float *dx,  \
                                       size_t count, int adding, float a, float b) {     \
    for (size_t i = 0; i < count; i += LANES) {                                          \
      lanes v, d;                                                                        \
      load(&v, values + i, count - i);                                                   \
      load(&d, dz + i, count - i);                                                       \
      gradient_##name(&d, &v, a, b);                                                     \
      if (adding) {                                                                      \
        load(&v, dx + i, count - i);                                                     \
        d = d + v;                                                                       \
      }                                                                                  \
      store(&d, dx + i, count - i);                                                      \
    }                                                                                    \
  }

#define ALL(number) ((lanes){0} + (number))

// target ← yes where the condition holds, else no.
#define PICK(target, condition, yes, no)                        \
  do {                                                          \
    int_lanes on = condition;                                   \
    lanes first = yes, second = no;                             \
    choose(&(target), &on, &first, &second);                    \
  } while (0)

// target ← target where the condition holds, else 0.
#define KEEP(target, condition)                                 \
  do {                                                          \
    int_lanes on = condition;                                   \
    target = (lanes)((int_lanes)(target) & on);                 \
  } while (0)

// A function of the C library, one element after the other.
#define EACH(target, function)                                  \
  for (int k = 0; k < LANES; k++) (target)[k] = function((target)[k])

// v ← max(low, min(high, v)); NaN stays NaN.
INLINE void limit(lanes *v, float low, float high) {
  PICK(*v, *v < low, ALL(low), *v);
  PICK(*v, *v > high, ALL(high), *v);
}

VALUE(relu) { PICK(*x, *x < 0, ALL(0), *x); }
GRADIENT_FROM_VALUE(relu) { KEEP(*d, *z > 0); }
FUNCTION(relu)

VALUE(leaky_relu) { PICK(*x, *x < 0, a * *x, *x); }
GRADIENT_FROM_ARGUMENT(leaky_relu) { PICK(*d, *x > 0, *d, a * *d); }
FUNCTION(leaky_relu)

VALUE(elu) {
  lanes e = *x;
  exponential(&e);
  PICK(*x, *x < 0, b * a * (e - 1.0f), b * *x);
}
GRADIENT_FROM_ARGUMENT(elu) {
  lanes e = *x;
  exponential(&e);
  PICK(*d, *x < 0, b * a * e * *d, b * *d);
}
FUNCTION(elu)

VALUE(sigmoid) { logistic(x); }
GRADIENT_FROM_VALUE(sigmoid) { *d = *d * *z * (1.0f - *z); }
FUNCTION(sigmoid)

VALUE(hard_sigmoid) {
  *x = a * *x + b;
  limit(x, 0, 1);
}
GRADIENT_FROM_ARGUMENT(hard_sigmoid) {
  lanes z = a * *x + b;
  *d = *d * a;
  KEEP(*d, (z > 0) & (z < 1));
}
FUNCTION(hard_sigmoid)

VALUE(tanh) { hyperbolic_tangent(x); }
GRADIENT_FROM_VALUE(tanh) { *d = *d * (1.0f - *z * *z); }
FUNCTION(tanh)

// log(1 + eˣ) is x to the last place from 20 on.
static float softplus(float x) { return x > 20 ? x : log1pf(expf(x)); }

VALUE(softplus) { EACH(*x, softplus); }
GRADIENT_FROM_VALUE(softplus) {
  // 1 / (1 + e⁻ˣ) = 1 − e⁻ᶻ
  lanes e = -*z;
  EACH(e, -expm1f);
  *d = *d * e;
}
FUNCTION(softplus)

// t ← tanh(log(1 + eˣ)) = n / (n + 2) with n = e²ˣ + 2eˣ, which is 1 to the last place from x = 20
// on, where e²ˣ does not overflow yet.
INLINE void mish_gate(const lanes *x, lanes *t) {
  lanes e = *x;
  limit(&e, -87.0f, 20.0f);
  exponential(&e);
  lanes n = e * e + 2.0f * e;
  *t = n / (n + 2.0f);
}

VALUE(mish) {
  lanes t;
  mish_gate(x, &t);
  *x = *x * t;
}
GRADIENT_FROM_ARGUMENT(mish) {
  lanes t, s = *x;
  mish_gate(x, &t);
  logistic(&s);
  *d = *d * (t + *x * s * (1.0f - t * t));
}
FUNCTION(mish)

VALUE(gelu) {
  lanes p = *x;
  normal_distribution(&p);
  *x = *x * p;
}
GRADIENT_FROM_ARGUMENT(gelu) {
  lanes distribution = *x, density = *x * *x * -0.5f;
  normal_distribution(&distribution);
  exponential(&density);
  *d = *d * (distribution + *x * density * 0.398942280f);
}
FUNCTION(gelu)

// s ← ½·(1 + tanh u) = σ(2u) with u = √(2/π)·(x + 0.044715·x³).
INLINE void tanh_gelu_gate(const lanes *x, lanes *s) {
  *s = 1.595769122f * (*x + 0.044715f * *x * *x * *x);
  logistic(s);
}

VALUE(tanh_gelu) {
  lanes s;
  tanh_gelu_gate(x, &s);
  *x = *x * s;
}
GRADIENT_FROM_ARGUMENT(tanh_gelu) {
  lanes s;
  tanh_gelu_gate(x, &s);
  lanes slope = 1.595769122f * (1.0f + 0.134145f * *x * *x);
  *d = *d * (s + *x * s * (1.0f - s) * slope);
}
FUNCTION(tanh_gelu)

VALUE(silu) {
  lanes s = *x;
  logistic(&s);
  *x = *x * s;
}
GRADIENT_FROM_ARGUMENT(silu) {
  lanes s = *x;
  logistic(&s);
  *d = *d * s * (1.0f + *x * (1.0f - s));
}
FUNCTION(silu)

VALUE(hard_swish) {
  lanes s = *x * 0.166666667f + 0.5f;
  limit(&s, 0, 1);
  *x = *x * s;
}
GRADIENT_FROM_ARGUMENT(hard_swish) {
  lanes s = *x * 0.333333333f + 0.5f;
  PICK(s, *x < 3, s, ALL(1));
  KEEP(s, *x > -3);
  *d = *d * s;
}
FUNCTION(hard_swish)

VALUE(clip) { limit(x, a, b); }
GRADIENT_FROM_VALUE(clip) { KEEP(*d, (*z > a) & (*z < b)); }
FUNCTION(clip)

VALUE(absolute) { PICK(*x, *x < 0, -*x, *x); }
GRADIENT_FROM_ARGUMENT(absolute) {
  PICK(*d, *x < 0, -*d, *d);
  KEEP(*d, *x != 0);
}
FUNCTION(absolute)

VALUE(reciprocal) { *x = 1.0f / *x; }
GRADIENT_FROM_VALUE(reciprocal) { *d = -*d * *z * *z; }
FUNCTION(reciprocal)

VALUE(square_root) { EACH(*x, sqrtf); }
GRADIENT_FROM_VALUE(square_root) { *d = 0.5f * *d / *z; }
FUNCTION(square_root)

VALUE(exponential) { EACH(*x, expf); }
GRADIENT_FROM_VALUE(exponential) { *d = *d * *z; }
FUNCTION(exponential)

VALUE(logarithm) { EACH(*x, logf); }
GRADIENT_FROM_ARGUMENT(logarithm) { *d = *d / *x; }
FUNCTION(logarithm)

VALUE(error_function) { EACH(*x, erff); }
GRADIENT_FROM_ARGUMENT(error_function) {
  lanes density = -*x * *x;
  exponential(&density);
  *d = *d * density * 1.128379167f;
}
FUNCTION(error_function)

VALUE(sine) { EACH(*x, sinf); }
GRADIENT_FROM_ARGUMENT(sine) {
  lanes slope = *x;
  EACH(slope, cosf);
  *d = *d * slope;
}
FUNCTION(sine)

VALUE(cosine) { EACH(*x, cosf); }
GRADIENT_FROM_ARGUMENT(cosine) {
  lanes slope = *x;
  EACH(slope, -sinf);
  *d = *d * slope;
}
FUNCTION(cosine)

VALUE(arctangent) { EACH(*x, atanf); }
GRADIENT_FROM_ARGUMENT(arctangent) { *d = *d / (1.0f + *x * *x); }
FUNCTION(arctangent)

VALUE(power) {
  for (int k = 0; k < LANES; k++) (*x)[k] = powf((*x)[k], a);
}
GRADIENT_FROM_ARGUMENT(power) {
  lanes slope = *x;
  for (int k = 0; k < LANES; k++) slope[k] = a * powf(slope[k], a - 1);
  *d = *d * slope;
}
FUNCTION(power)
