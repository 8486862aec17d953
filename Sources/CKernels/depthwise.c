#include "include/CKernels.h"
#include "lanes.h"

enum { POSITIONS = 8, TAPS = 9 };

// `count` ≤ POSITIONS neighbouring positions of up to sixteen channels.
INLINE void tile(const ghn_windows *windows, const float *x, const float *w,
                 size_t channels, const float *bias, float *z, size_t width, int adding,
                 int count) {
  lanes sums[POSITIONS], start = {0};
  if (bias) load(&start, bias, width);
  for (int j = 0; j < count; j++) {
    sums[j] = start;
    if (adding) load(&sums[j], z + j * windows->z_step, width);
  }
  for (size_t t = 0; t < windows->taps; t++) {
    const float *from = x + windows->offsets[t];
    lanes weight, value;
    load(&weight, w + t * channels, width);
#pragma clang loop unroll(full)
    for (int j = 0; j < count; j++) {
      load(&value, from + j * windows->x_step, width);
      sums[j] = sums[j] + value * weight;
    }
  }
  for (int j = 0; j < count; j++) store(&sums[j], z + j * windows->z_step, width);
}

INLINE void row(const ghn_windows *windows, const float *x, const float *w, size_t channels,
                const float *bias, float *z, size_t width, int adding) {
  size_t rest = windows->positions;
  for (; rest >= POSITIONS; rest -= POSITIONS) {
    tile(windows, x, w, channels, bias, z, width, adding, POSITIONS);
    x += POSITIONS * windows->x_step;
    z += POSITIONS * windows->z_step;
  }
  for (; rest > 0; rest--) {
    tile(windows, x, w, channels, bias, z, width, adding, 1);
    x += windows->x_step;
    z += windows->z_step;
  }
}

VERSIONED void ghn_convolve_channels(const ghn_windows *windows, const float *x,
                                     size_t channels, const float *w, const float *bias,
                                     float *z, int adding) {
  for (size_t r = 0; r < windows->rows; r++) {
    const float *xs = x + (ptrdiff_t)r * windows->x_row;
    float *zs = z + (ptrdiff_t)r * windows->z_row;
    for (size_t c = 0; c < channels; c += LANES) {
      const float *shift = bias ? bias + c : bias;
      if (channels - c >= LANES) {
        row(windows, xs + c, w + c, channels, shift, zs + c, LANES, adding);
      } else {
        row(windows, xs + c, w + c, channels, shift, zs + c, channels - c, adding);
      }
    }
  }
}

// dw[t] += Σ x·dz over one row of positions, for `count` ≤ TAPS taps and up to sixteen channels.
INLINE void gradient_tile(const ghn_windows *windows, const ptrdiff_t *offsets, const float *x,
                          const float *dz, size_t rows, size_t channels, float *dw, size_t width,
                          int count) {
  lanes sums[TAPS];
  for (int t = 0; t < count; t++) load(&sums[t], dw + (size_t)t * channels, width);
  for (size_t r = 0; r < rows; r++) {
    const float *zs = dz + (ptrdiff_t)r * windows->z_row;
    const float *xs = x + (ptrdiff_t)r * windows->x_row;
    for (size_t j = 0; j < windows->positions; j++) {
      lanes gradient, value;
      load(&gradient, zs, width);
#pragma clang loop unroll(full)
      for (int t = 0; t < count; t++) {
        load(&value, xs + offsets[t], width);
        sums[t] = sums[t] + value * gradient;
      }
      zs += windows->z_step;
      xs += windows->x_step;
    }
  }
  for (int t = 0; t < count; t++) store(&sums[t], dw + (size_t)t * channels, width);
}

INLINE void gradient_taps(const ghn_windows *windows, const float *x, const float *dz,
                          size_t rows, size_t channels, float *dw, size_t width) {
#define CASE(count)                                                                           \
  case count:                                                                                 \
    gradient_tile(windows, offsets, x, dz, rows, channels, dw, width, count);                 \
    break
  const ptrdiff_t *offsets = windows->offsets;
  size_t rest = windows->taps;
  for (size_t blocks = (rest + TAPS - 1) / TAPS; blocks > 0; blocks--) {
    size_t count = (rest + blocks - 1) / blocks;
    switch (count) {
      CASE(1);
      CASE(2);
      CASE(3);
      CASE(4);
      CASE(5);
      CASE(6);
      CASE(7);
      CASE(8);
      CASE(9);
    }
    rest -= count;
    offsets += count;
    dw += count * channels;
  }
#undef CASE
}

VERSIONED void ghn_convolve_channels_weight_gradient(const ghn_windows *windows,
                                                     const float *x, size_t channels,
                                                     const float *dz, float *dw) {
  for (size_t c = 0; c < channels; c += LANES) {
    if (channels - c >= LANES) {
      gradient_taps(windows, x + c, dz + c, windows->rows, channels, dw + c, LANES);
    } else {
      gradient_taps(windows, x + c, dz + c, windows->rows, channels, dw + c, channels - c);
    }
  }
}
