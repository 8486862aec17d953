#include "include/CKernels.h"
#include "tiles.h"

// A panel holds the weights of up to two vectors of outputs, for all taps and inputs.
enum { PANEL = 2 * LANES, POSITIONS = 8 };

INLINE size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

// How many vectors of outputs the panel that starts at output `first` has.
INLINE size_t panel_vectors(size_t outputs, size_t first) {
  return outputs - first > LANES ? 2 : 1;
}

// Runs the statements for each tap and input of each panel. They see `at`, where the weight of the
// panel's first output stands in the file's order; `count`, how many outputs it has; `width`, how many
// floats a row of the panel; and `row`, where that begins in the panels.
#define FOR_PANEL_ROWS(order, ...)                                                            \
  for (size_t first = 0, row = 0; first < (order)->outputs; first += PANEL) {                 \
    size_t width = panel_vectors((order)->outputs, first) * LANES;                            \
    size_t count = smaller(width, (order)->outputs - first);                                  \
    for (size_t t = 0; t < (order)->taps; t++) {                                              \
      for (size_t i = 0; i < (order)->inputs; i++, row += width) {                            \
        size_t at = first * (order)->output_stride + i * (order)->input_stride +              \
                    (order)->indices[t];                                                      \
        __VA_ARGS__                                                                           \
      }                                                                                       \
    }                                                                                         \
  }

void ghn_pack_weights(const ghn_weight_order *order, const float *w, float *panels) {
  FOR_PANEL_ROWS(order, {
    for (size_t o = 0; o < count; o++) panels[row + o] = w[at + o * order->output_stride];
    for (size_t o = count; o < width; o++) panels[row + o] = 0;
  })
}

void ghn_add_unpacked_weights(const ghn_weight_order *order, const float *panels, float *w) {
  FOR_PANEL_ROWS(order, {
    for (size_t o = 0; o < count; o++) w[at + o * order->output_stride] += panels[row + o];
  })
}

// `count` ≤ POSITIONS neighboring positions, for one panel of `vectors` ≤ 2 vectors of outputs:
// their sums stay in registers while taps and inputs pass by.
INLINE void convolve_tile(const ghn_windows *windows, const float *x, size_t inputs,
                          const float *w, const float *bias, float *z, size_t outputs,
                          int adding, int count, int vectors) {
  lanes sums[POSITIONS][2];
#pragma clang loop unroll(full)
  for (int j = 0; j < count; j++) {
    for (int v = 0; v < vectors; v++) {
      size_t first = (size_t)v * LANES;
      if (adding) {
        load(&sums[j][v], z + j * windows->z_step + (ptrdiff_t)first, outputs - first);
      } else if (bias) {
        load(&sums[j][v], bias + first, outputs - first);
      } else {
        sums[j][v] = (lanes){0};
      }
    }
  }
  ptrdiff_t step = windows->x_step;
  for (size_t t = 0; t < windows->taps; t++) {
    const float *from = x + windows->offsets[t];
    for (size_t i = 0; i < inputs; i++) {
      lanes weights[2];
      for (int v = 0; v < vectors; v++) load(&weights[v], w + v * LANES, LANES);
      w += vectors * LANES;
#pragma clang loop unroll(full)
      for (int j = 0; j < count; j++) {
        float value = from[j * step + (ptrdiff_t)i];
        for (int v = 0; v < vectors; v++) sums[j][v] = sums[j][v] + value * weights[v];
      }
    }
  }
#pragma clang loop unroll(full)
  for (int j = 0; j < count; j++) {
    for (int v = 0; v < vectors; v++) {
      size_t first = (size_t)v * LANES;
      store(&sums[j][v], z + j * windows->z_step + (ptrdiff_t)first, outputs - first);
    }
  }
}

// The positions of one row, for one panel.
INLINE void convolve_row(const ghn_windows *windows, const float *x, size_t inputs,
                         const float *w, const float *bias, float *z, size_t outputs,
                         int adding, int vectors) {
#define TILE(count)                                                                           \
  convolve_tile(windows, x, inputs, w, bias, z, outputs, adding, count, vectors)
  size_t rest = windows->positions;
  for (; rest >= POSITIONS; rest -= POSITIONS) {
    TILE(POSITIONS);
    x += POSITIONS * windows->x_step;
    z += POSITIONS * windows->z_step;
  }
  switch (rest) {
    case 1: TILE(1); break;
    case 2: TILE(2); break;
    case 3: TILE(3); break;
    case 4: TILE(4); break;
    case 5: TILE(5); break;
    case 6: TILE(6); break;
    case 7: TILE(7); break;
  }
#undef TILE
}

VERSIONED void ghn_convolve(const ghn_windows *windows, const ghn_packed_weights *weights,
                            const float *x, float *z, int adding) {
  const float *panels = weights->panels, *bias = weights->bias;
  const size_t inputs = weights->inputs, outputs = weights->outputs;
  for (size_t first = 0; first < outputs; first += PANEL) {
    const float *w = panels + first * windows->taps * inputs;
    const float *shift = bias ? bias + first : bias;
    for (size_t row = 0; row < windows->rows; row++) {
      const float *xs = x + (ptrdiff_t)row * windows->x_row;
      float *zs = z + (ptrdiff_t)row * windows->z_row + first;
      if (panel_vectors(outputs, first) == 1) {
        convolve_row(windows, xs, inputs, w, shift, zs, outputs - first, adding, 1);
      } else {
        convolve_row(windows, xs, inputs, w, shift, zs, outputs - first, adding, 2);
      }
    }
  }
}

// dw += xᵀ·dz over some rows of positions, for one tap, `count` inputs and one panel.
INLINE void weight_gradient_tile(const ghn_windows *windows, const float *x, const float *dz,
                                 size_t outputs, size_t rows, float *dw, int count,
                                 int vectors) {
  lanes sums[16][2];
#pragma clang loop unroll(full)
  for (int i = 0; i < count; i++) {
    for (int v = 0; v < vectors; v++) load(&sums[i][v], dw + (i * vectors + v) * LANES, LANES);
  }
  for (size_t row = 0; row < rows; row++) {
    const float *xs = x + (ptrdiff_t)row * windows->x_row;
    const float *zs = dz + (ptrdiff_t)row * windows->z_row;
    for (size_t j = 0; j < windows->positions; j++) {
      lanes gradients[2];
      for (int v = 0; v < vectors; v++) {
        load(&gradients[v], zs + v * LANES, outputs - (size_t)v * LANES);
      }
#pragma clang loop unroll(full)
      for (int i = 0; i < count; i++) {
        for (int v = 0; v < vectors; v++) sums[i][v] = sums[i][v] + xs[i] * gradients[v];
      }
      xs += windows->x_step;
      zs += windows->z_step;
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < count; i++) {
    for (int v = 0; v < vectors; v++) store(&sums[i][v], dw + (i * vectors + v) * LANES, LANES);
  }
}

// The same for all inputs, in blocks of nearly equal size.
INLINE void weight_gradient_block(const ghn_windows *windows, const float *x, size_t inputs,
                                  const float *dz, size_t outputs, size_t rows, float *dw,
                                  int vectors) {
#define CASE(count)                                                                           \
  case count:                                                                                 \
    weight_gradient_tile(windows, x, dz, outputs, rows, dw, count, vectors);                  \
    break
  const size_t most = 12;
  size_t blocks = (inputs + most - 1) / most;
  for (; blocks > 0; blocks--) {
    size_t count = (inputs + blocks - 1) / blocks;
    switch (count) {
      CASES_TO_12(CASE);
    }
    inputs -= count;
    x += count;
    dw += count * (size_t)vectors * LANES;
  }
#undef CASE
}

VERSIONED void ghn_convolve_weight_gradient(const ghn_windows *windows, const float *x,
                                            size_t inputs, const float *dz, size_t outputs,
                                            float *panels) {
  // As many rows at a time as the first-level cache holds.
  size_t rows = 128 / (windows->positions + 1) + 1;
  for (size_t row = 0; row < windows->rows; row += rows) {
    size_t count = smaller(rows, windows->rows - row);
    const float *xs = x + (ptrdiff_t)row * windows->x_row;
    const float *zs = dz + (ptrdiff_t)row * windows->z_row;
    float *dw = panels;
    for (size_t first = 0; first < outputs; first += PANEL) {
      size_t vectors = panel_vectors(outputs, first);
      for (size_t t = 0; t < windows->taps; t++) {
        const float *from = xs + windows->offsets[t];
        if (vectors == 1) {
          weight_gradient_block(windows, from, inputs, zs + first, outputs - first, count, dw, 1);
        } else {
          weight_gradient_block(windows, from, inputs, zs + first, outputs - first, count, dw, 2);
        }
        dw += inputs * vectors * LANES;
      }
    }
  }
}
