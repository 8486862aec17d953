#include "include/CKernels.h"
#include "tiles.h"

enum { POSITIONS = 8, TAPS = 9, MOST_COLUMNS = 5, MOST_ROWS = 3, MOST_DILATION = 2 };
// The pixels under a row of taps, for POSITIONS neighboring positions.
enum { REACH = (MOST_COLUMNS - 1) * MOST_DILATION + POSITIONS };

// Whether the taps stand in rows of `columns`, `dilation` positions apart: then neighboring
// positions share most pixels.
INLINE int is_regular(const ghn_windows *windows, size_t columns, ptrdiff_t dilation) {
  return windows->tap_columns == columns && windows->tap_step == dilation * windows->x_step;
}

// `count` ≤ POSITIONS neighboring positions of up to sixteen channels, for any taps.
INLINE void tile(const ghn_windows *windows, const float *x, const float *w, size_t w_step,
                 const lanes *start, float *z, size_t width, int adding, int count) {
  lanes sums[POSITIONS];
  begin_tile(sums, start, z, windows->z_step, width, adding, count);
  for (size_t t = 0; t < windows->taps; t++) {
    const float *from = x + windows->offsets[t];
    lanes weight, value;
    load(&weight, w + t * w_step, LANES);
#pragma clang loop unroll(full)
    for (int j = 0; j < count; j++) {
      load(&value, from + j * windows->x_step, width);
      sums[j] = sums[j] + value * weight;
    }
  }
  store_tile(sums, z, windows->z_step, width, count);
}

// POSITIONS neighboring positions, for rows of `columns` taps `dilation` positions apart.
INLINE void regular_tile(const ghn_windows *windows, const float *x, const float *w,
                         size_t w_step, const lanes *start, float *z, size_t width, int adding,
                         int columns, int dilation) {
  lanes sums[POSITIONS];
  begin_tile(sums, start, z, windows->z_step, width, adding, POSITIONS);
  for (size_t t = 0; t < windows->taps; t += (size_t)columns) {
    const float *from = x + windows->offsets[t];
    lanes pixels[REACH], weights[MOST_COLUMNS];
    load_tile(weights, w + t * w_step, (ptrdiff_t)w_step, LANES, columns);
    load_tile(pixels, from, windows->x_step, width, (columns - 1) * dilation + POSITIONS);
#pragma clang loop unroll(full)
    for (int k = 0; k < columns; k++) {
#pragma clang loop unroll(full)
      for (int j = 0; j < POSITIONS; j++) {
        sums[j] = sums[j] + pixels[j + k * dilation] * weights[k];
      }
    }
  }
  store_tile(sums, z, windows->z_step, width, POSITIONS);
}

INLINE void row(const ghn_windows *windows, const float *x, const float *w, size_t w_step,
                const float *bias, float *z, size_t width, int adding) {
#define TILES(make)                                                                           \
  for (; rest >= POSITIONS; rest -= POSITIONS) {                                              \
    make;                                                                                     \
    x += POSITIONS * windows->x_step;                                                         \
    z += POSITIONS * windows->z_step;                                                         \
  }
#define REGULAR(columns, dilation)                                                            \
  regular_tile(windows, x, w, w_step, &start, z, width, adding, columns, dilation)
  size_t rest = windows->positions;
  lanes start = {0};
  if (bias) load(&start, bias, width);
  if (is_regular(windows, 3, 1)) {
    TILES(REGULAR(3, 1))
  } else if (is_regular(windows, 3, 2)) {
    TILES(REGULAR(3, 2))
  } else if (is_regular(windows, 5, 1)) {
    TILES(REGULAR(5, 1))
  } else if (is_regular(windows, 5, 2)) {
    TILES(REGULAR(5, 2))
  } else {
    TILES(tile(windows, x, w, w_step, &start, z, width, adding, POSITIONS))
  }
  if (rest >= 4) {
    tile(windows, x, w, w_step, &start, z, width, adding, 4);
    x += 4 * windows->x_step;
    z += 4 * windows->z_step;
    rest -= 4;
  }
  for (; rest > 0; rest--) {
    tile(windows, x, w, w_step, &start, z, width, adding, 1);
    x += windows->x_step;
    z += windows->z_step;
  }
#undef REGULAR
#undef TILES
}

VERSIONED void ghn_convolve_channels(const ghn_windows *windows, const float *x,
                                     size_t channels, const float *w, const float *bias,
                                     float *z, int adding) {
  size_t w_step = (channels + LANES - 1) / LANES * LANES;
  for (size_t r = 0; r < windows->rows; r++) {
    const float *xs = x + (ptrdiff_t)r * windows->x_row;
    float *zs = z + (ptrdiff_t)r * windows->z_row;
    for (size_t c = 0; c < channels; c += LANES) {
      const float *shift = bias ? bias + c : bias;
      if (channels - c >= LANES) {
        row(windows, xs + c, w + c, w_step, shift, zs + c, LANES, adding);
      } else {
        row(windows, xs + c, w + c, w_step, shift, zs + c, channels - c, adding);
      }
    }
  }
}

// dw[t] += Σ x·dz over a row of positions, for `count` ≤ TAPS taps and up to sixteen channels.
INLINE void gradient_tile(const ghn_windows *windows, const ptrdiff_t *offsets, const float *x,
                          const float *dz, size_t positions, float *dw, size_t w_step,
                          size_t width, int count) {
  lanes sums[TAPS];
  load_tile(sums, dw, (ptrdiff_t)w_step, LANES, count);
  for (size_t j = 0; j < positions; j++) {
    lanes gradient, value;
    load(&gradient, dz, width);
#pragma clang loop unroll(full)
    for (int t = 0; t < count; t++) {
      load(&value, x + offsets[t], width);
      sums[t] = sums[t] + value * gradient;
    }
    dz += windows->z_step;
    x += windows->x_step;
  }
  store_tile(sums, dw, (ptrdiff_t)w_step, LANES, count);
}

INLINE void gradient_row(const ghn_windows *windows, const float *x, const float *dz,
                         size_t positions, float *dw, size_t w_step, size_t width) {
#define CASE(count)                                                                           \
  case count:                                                                                 \
    gradient_tile(windows, offsets, x, dz, positions, dw, w_step, width, count);              \
    break
  const ptrdiff_t *offsets = windows->offsets;
  size_t rest = windows->taps;
  for (size_t blocks = (rest + TAPS - 1) / TAPS; blocks > 0; blocks--) {
    size_t count = (rest + blocks - 1) / blocks;
    switch (count) {
      CASES_TO_9(CASE);
    }
    rest -= count;
    offsets += count;
    dw += count * w_step;
  }
#undef CASE
}

// The same for `rows` ≤ MOST_ROWS rows of taps that stand regularly, over all rows of positions;
// what is left of a row after the last POSITIONS neighbors is left out.
INLINE void regular_gradient(const ghn_windows *windows, const ptrdiff_t *offsets,
                             const float *x, const float *dz, float *dw, size_t w_step,
                             size_t width, int rows, int columns, int dilation) {
  lanes sums[MOST_ROWS][MOST_COLUMNS];
#pragma clang loop unroll(full)
  for (int t = 0; t < rows * columns; t++) {
    load(&sums[t / columns][t % columns], dw + (size_t)t * w_step, LANES);
  }
  for (size_t r = 0; r < windows->rows; r++) {
    const float *zs = dz + (ptrdiff_t)r * windows->z_row;
    const float *xs = x + (ptrdiff_t)r * windows->x_row;
    for (size_t rest = windows->positions; rest >= POSITIONS; rest -= POSITIONS) {
      lanes gradients[POSITIONS];
      load_tile(gradients, zs, windows->z_step, width, POSITIONS);
#pragma clang loop unroll(full)
      for (int y = 0; y < rows; y++) {
        lanes pixels[REACH];
        const float *from = xs + offsets[y * columns];
        load_tile(pixels, from, windows->x_step, width, (columns - 1) * dilation + POSITIONS);
#pragma clang loop unroll(full)
        for (int j = 0; j < POSITIONS; j++) {
#pragma clang loop unroll(full)
          for (int k = 0; k < columns; k++) {
            sums[y][k] = sums[y][k] + pixels[j + k * dilation] * gradients[j];
          }
        }
      }
      zs += POSITIONS * windows->z_step;
      xs += POSITIONS * windows->x_step;
    }
  }
#pragma clang loop unroll(full)
  for (int t = 0; t < rows * columns; t++) {
    store(&sums[t / columns][t % columns], dw + (size_t)t * w_step, LANES);
  }
}

// All rows of regular taps, `most` at a time.
INLINE void regular_gradients(const ghn_windows *windows, const float *x, const float *dz,
                              float *dw, size_t w_step, size_t width, int most, int columns,
                              int dilation) {
  const ptrdiff_t *offsets = windows->offsets;
  size_t rest = windows->taps / (size_t)columns;
  while (rest > 0) {
    size_t rows = rest < (size_t)most ? rest : (size_t)most;
    if (rows == 3) {
      regular_gradient(windows, offsets, x, dz, dw, w_step, width, 3, columns, dilation);
    } else if (rows == 2) {
      regular_gradient(windows, offsets, x, dz, dw, w_step, width, 2, columns, dilation);
    } else {
      regular_gradient(windows, offsets, x, dz, dw, w_step, width, 1, columns, dilation);
    }
    rest -= rows;
    offsets += rows * (size_t)columns;
    dw += rows * (size_t)columns * w_step;
  }
}

INLINE void gradient(const ghn_windows *windows, const float *x, const float *dz, float *dw,
                     size_t w_step, size_t width) {
  size_t done = windows->positions / POSITIONS * POSITIONS;
  if (is_regular(windows, 3, 1)) {
    regular_gradients(windows, x, dz, dw, w_step, width, 3, 3, 1);
  } else if (is_regular(windows, 3, 2)) {
    regular_gradients(windows, x, dz, dw, w_step, width, 3, 3, 2);
  } else if (is_regular(windows, 5, 1)) {
    regular_gradients(windows, x, dz, dw, w_step, width, 2, 5, 1);
  } else if (is_regular(windows, 5, 2)) {
    regular_gradients(windows, x, dz, dw, w_step, width, 2, 5, 2);
  } else {
    done = 0;
  }
  if (done == windows->positions) return;
  x += (ptrdiff_t)done * windows->x_step;
  dz += (ptrdiff_t)done * windows->z_step;
  for (size_t r = 0; r < windows->rows; r++) {
    gradient_row(windows, x + (ptrdiff_t)r * windows->x_row, dz + (ptrdiff_t)r * windows->z_row,
                 windows->positions - done, dw, w_step, width);
  }
}

VERSIONED void ghn_convolve_channels_weight_gradient(const ghn_windows *windows,
                                                     const float *x, size_t channels,
                                                     const float *dz, float *dw) {
  size_t w_step = (channels + LANES - 1) / LANES * LANES;
  for (size_t c = 0; c < channels; c += LANES) {
    if (channels - c >= LANES) {
      gradient(windows, x + c, dz + c, dw + c, w_step, LANES);
    } else {
      gradient(windows, x + c, dz + c, dw + c, w_step, channels - c);
    }
  }
}
