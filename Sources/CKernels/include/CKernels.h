// The few loops that need the vector unit. Every function works on plain rows of floats, keeps no
// state, and may be called from several threads at once. Buffers do not overlap unless said.

#ifndef GHN_CKERNELS_H
#define GHN_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

// Element by element, y from x; y may be x.
void ghn_relu(const float *x, float *y, size_t count);
void ghn_sigmoid(const float *x, float *y, size_t count);
void ghn_tanh(const float *x, float *y, size_t count);
void ghn_gelu(const float *x, float *y, size_t count);

// dx = dz · f′, or dx += dz · f′ if adding, with f′ from the value z = f(x), or from x for gelu;
// dx may be dz.
void ghn_relu_gradient(const float *z, const float *dz, float *dx, size_t count, int adding);
void ghn_sigmoid_gradient(const float *z, const float *dz, float *dx, size_t count, int adding);
void ghn_tanh_gradient(const float *z, const float *dz, float *dx, size_t count, int adding);
void ghn_gelu_gradient(const float *x, const float *dz, float *dx, size_t count, int adding);

// y = a·x; y may be x.
void ghn_scale(float a, const float *x, float *y, size_t count);
// y += a·x.
void ghn_add_scaled(float a, const float *x, float *y, size_t count);
// z = x + y.
void ghn_sum(const float *x, const float *y, float *z, size_t count);
// Σ over rows of x (rows, columns), added to y (columns).
void ghn_add_column_sums(const float *x, float *y, size_t rows, size_t columns);

// One update of a gated recurrent unit. a = W·input + b and c = U·hidden + b′ are (rows, 3·width)
// with the gates in the order r, z, n; hidden and next are (rows, width).
void ghn_gru(const float *a, const float *c, const float *hidden, float *next, size_t rows,
             size_t width);
// Writes da and dc, and adds to dhidden what flows through z directly.
void ghn_gru_gradient(const float *a, const float *c, const float *hidden, const float *dnext,
                      float *da, float *dc, float *dhidden, size_t rows, size_t width);

// y = (x − mean) / √(variance + epsilon) · scale + shift for each row of (rows, columns).
void ghn_layer_norm(const float *x, const float *scale, const float *shift, float epsilon,
                    float *y, size_t rows, size_t columns);
// Adds to dx (rows, columns) and dscale (columns); each may be null, and scale if dx is.
void ghn_layer_norm_gradient(const float *x, const float *scale, float epsilon, const float *dy,
                             float *dx, float *dscale, size_t rows, size_t columns);

// y = eˣ / Σ eˣ for each row of (rows, columns); y may be x.
void ghn_softmax(const float *x, float *y, size_t rows, size_t columns);
// dx += y · (dy − Σ y·dy) for each row.
void ghn_softmax_gradient(const float *y, const float *dy, float *dx, size_t rows,
                          size_t columns);

// x ← softmax(scale·x + biases[classes]) for each row of (rows, columns).
void ghn_attention_weights(float *x, float scale, const uint16_t *classes, const float *biases,
                           size_t rows, size_t columns);
// With u = y · (dy − Σ y·dy) for each row: dbiases[classes] += u and dy ← scale·u.
void ghn_attention_weights_gradient(const float *y, float *dy, float scale,
                                    const uint16_t *classes, float *dbiases, size_t rows,
                                    size_t columns);

// y[i] = Σ values[k]·x[columns[k]] for k in starts[i] ..< starts[i + 1]; y is (rows, width).
void ghn_sparse_product(const int32_t *starts, const int32_t *columns, const float *values,
                        const float *x, float *y, size_t rows, size_t width);
// dx[columns[k]] += values[k]·dy[i] for the same k.
void ghn_sparse_product_gradient(const int32_t *starts, const int32_t *columns,
                                 const float *values, const float *dy, float *dx, size_t rows,
                                 size_t width);

// A grid of windows over pixels, each a row of channels. Position (r, j) of the grid writes at
// z + r·z_row + j·z_step, and reads at x + r·x_row + j·x_step + offsets[t] for each tap t; all
// distances are in scalars. What it reads lies inside the buffer: padding is part of x.
typedef struct {
  size_t rows, positions, taps;
  ptrdiff_t x_row, x_step, z_row, z_step;
  const ptrdiff_t *offsets;
} ghn_windows;

// Copies w[o·output_stride + i·input_stride + indices[t]] into panels for ghn_convolve, which are
// as large as taps × inputs × outputs, with outputs rounded up to a multiple of 16.
void ghn_pack_weights(const float *w, size_t output_stride, size_t input_stride,
                      const size_t *indices, size_t taps, size_t inputs, size_t outputs,
                      float *panels);
// The way back, adding to w.
void ghn_add_unpacked_weights(const float *panels, size_t output_stride, size_t input_stride,
                              const size_t *indices, size_t taps, size_t inputs, size_t outputs,
                              float *w);
// z[o] = Σ over taps t and inputs i of x[t][i]·w[t][i][o], plus bias (may be null), or plus what z
// holds when adding.
void ghn_convolve(const ghn_windows *windows, const float *x, size_t inputs, const float *panels,
                  const float *bias, float *z, size_t outputs, int adding);
// dw[t][i][o] += Σ over positions of x[t][i]·dz[o], in panels.
void ghn_convolve_weight_gradient(const ghn_windows *windows, const float *x, size_t inputs,
                                  const float *dz, size_t outputs, float *panels);

// Each channel by itself: z[c] = Σ over taps t of x[t][c]·w[t][c], plus bias (may be null), or plus
// what z holds when adding; w is (taps, channels).
void ghn_convolve_channels(const ghn_windows *windows, const float *x, size_t channels,
                           const float *w, const float *bias, float *z, int adding);
// dw[t][c] += Σ over positions of x[t][c]·dz[c].
void ghn_convolve_channels_weight_gradient(const ghn_windows *windows, const float *x,
                                           size_t channels, const float *dz, float *dw);

#endif
