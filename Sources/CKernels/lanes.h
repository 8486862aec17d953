// Sixteen floats at a time, whatever the instruction set: the compiler splits them where registers
// are narrower. Helpers take pointers, because vector arguments would tie them to one ABI.

#ifndef GHN_LANES_H
#define GHN_LANES_H

#include <stddef.h>
#include <stdint.h>

// One version of a function per instruction set, chosen when the program is loaded: before the
// runtime of the thread sanitizer is, which therefore gets none.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define GHN_ONE_VERSION
#endif
#endif
#if defined(__x86_64__) && defined(__linux__) && !defined(GHN_ONE_VERSION)
#define VERSIONED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define VERSIONED
#endif

#define INLINE static inline __attribute__((always_inline))

#pragma clang fp contract(fast)

enum { LANES = 16 };
typedef float lanes __attribute__((vector_size(64)));
typedef int32_t int_lanes __attribute__((vector_size(64)));

// Lanes from `count` on are zero. The loop becomes one masked instruction, if it is not unrolled.
INLINE void load_part(lanes *x, const float *from, size_t count) {
  float part[LANES];
#pragma clang loop unroll(disable) vectorize(enable)
  for (size_t i = 0; i < LANES; i++) part[i] = i < count ? from[i] : 0;
  __builtin_memcpy(x, part, sizeof(lanes));
}

INLINE void store_part(const lanes *x, float *to, size_t count) {
  float part[LANES];
  __builtin_memcpy(part, x, sizeof(lanes));
#pragma clang loop unroll(disable) vectorize(enable)
  for (size_t i = 0; i < LANES; i++) {
    if (i < count) to[i] = part[i];
  }
}

INLINE void load(lanes *x, const float *from, size_t count) {
  if (count >= LANES) {
    __builtin_memcpy(x, from, sizeof(lanes));
  } else {
    load_part(x, from, count);
  }
}

INLINE void store(const lanes *x, float *to, size_t count) {
  if (count >= LANES) {
    __builtin_memcpy(to, x, sizeof(lanes));
  } else {
    store_part(x, to, count);
  }
}

// y[i] = condition[i] ? a[i] : b[i], where a condition is 0 or −1.
INLINE void choose(lanes *y, const int_lanes *condition, const lanes *a, const lanes *b) {
  *y = (lanes)((*condition & (int_lanes)*a) | (~*condition & (int_lanes)*b));
}

// x ← eˣ, between 1.2e−38 and 2.4e38; relative error ≤ 2e−7. NaN stays NaN.
//
// eˣ = 2ⁿ·eʳ with n the integer next to x/ln 2; the polynomial in r is a Chebyshev fit.
INLINE void exponential(lanes *x) {
  const lanes low = (lanes){0} - 87.33f, high = (lanes){0} + 88.37f;
  int_lanes is_low = *x < low, is_high = *x > high;
  lanes v = *x;
  choose(&v, &is_low, &low, &v);
  choose(&v, &is_high, &high, &v);
  lanes y = v * 1.44269504f;
  const lanes half = (lanes){0} + 0.5f, minus_half = (lanes){0} - 0.5f;
  int_lanes is_negative = y < 0;
  lanes rounding;
  choose(&rounding, &is_negative, &minus_half, &half);
  int_lanes n = __builtin_convertvector(y + rounding, int_lanes);
  lanes whole = __builtin_convertvector(n, lanes);
  lanes r = v - whole * 0.693359375f;
  r = r + whole * 2.12194440e-4f;
  lanes q = r * 0.00139336521f + 0.00836318173f;
  q = q * r + 0.0416664667f;
  q = q * r + 0.166665763f;
  q = q * r + 0.5f;
  lanes p = q * (r * r) + r + 1.0f;
  *x = p * (lanes)((n + 127) << 23);
}

// x ← 1 / (1 + e⁻ˣ).
INLINE void logistic(lanes *x) {
  lanes e = -*x;
  exponential(&e);
  *x = 1.0f / (1.0f + e);
}

// x ← tanh x: an odd polynomial near zero, 1 − 2 / (1 + e²ˣ) elsewhere.
INLINE void hyperbolic_tangent(lanes *x) {
  lanes v = *x, u = v * v;
  lanes q = u * -0.00610494521f + 0.0210036393f;
  q = q * u - 0.0538524985f;
  q = q * u + 0.133327827f;
  q = q * u - 0.333333284f;
  lanes near = v + v * u * q;
  lanes e = v * 2.0f;
  exponential(&e);
  lanes far = 1.0f - 2.0f / (1.0f + e);
  int_lanes is_near = u < 0.390625f;
  choose(x, &is_near, &near, &far);
}

// x ← Φ(x), the distribution function of the standard normal.
//
// Φ(−a√2) = ½·erfc(a), and erfc(a)·exp(a²)/t is a polynomial in t = 1 / (1 + a/2): a Chebyshev
// fit on 0 ≤ a ≤ 9.5.
INLINE void normal_distribution(lanes *x) {
  lanes v = *x;
  int_lanes is_negative = v < 0;
  lanes minus_v = -v, a;
  choose(&a, &is_negative, &minus_v, &v);
  a = a * 0.707106781f;
  lanes t = 1.0f / (1.0f + 0.5f * a);
  lanes s = t - 0.5f;
  lanes q = s * -0.0580145195f + 0.0476489477f;
  q = q * s + 0.0951492265f;
  q = q * s - 0.102864392f;
  q = q * s - 0.171857938f;
  q = q * s + 0.145732746f;
  q = q * s + 0.55893898f;
  q = q * s + 0.687161088f;
  q = q * s + 0.510791361f;
  lanes e = -(a * a);
  exponential(&e);
  lanes tail = 0.5f * t * q * e, rest = 1.0f - tail;
  choose(x, &is_negative, &tail, &rest);
}

#endif
