// The few loops that need the vector unit. Every function works on plain rows of floats, keeps no
// state, and may be called from several threads at once. Buffers do not overlap unless said.

#ifndef GHN_CKERNELS_H
#define GHN_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

// Hidden, so that in a shared library the choice among a function's versions, which is made while the
// library is loaded, finds them without symbols that may not be resolved yet.
#pragma GCC visibility push(hidden)

// A product of row-major matrices whose rows lie strides apart: C ← A·B + bias, or C + A·B if adding.
// op(A) is (rows, inner), op(B) is (inner, columns), and bias, which may be null, a row of C.
typedef struct {
  const float *a, *b;
  float *c;
  size_t a_stride, b_stride, c_stride;
  size_t rows, inner, columns;
  int transposes_a, transposes_b, adding;
  const float *bias;
} ghn_product;
// The instructions with which products are made.
typedef enum { GHN_PORTABLE_PRODUCTS, GHN_AVX2_PRODUCTS, GHN_AVX512_PRODUCTS } ghn_products;
// Whether this processor has them.
int ghn_has_products(ghn_products kernels);
void ghn_multiply_matrices(ghn_products kernels, const ghn_product *product);

// Functions of one number, with constants a and b where they have some. y = f(x), and y may be x.
// The gradient: dx = dz · f′, or dx += dz · f′ if adding; dx may be dz.
#define GHN_FUNCTION(name)                                                              \
  void ghn_##name(const float *x, float *y, size_t count, float a, float b);            \
  void ghn_##name##_gradient(const float *values, const float *dz, float *dx,           \
                             size_t count, int adding, float a, float b);

// f′ follows from the values f(x).
GHN_FUNCTION(relu)
GHN_FUNCTION(sigmoid)
GHN_FUNCTION(tanh)
GHN_FUNCTION(exponential)
GHN_FUNCTION(square_root)
GHN_FUNCTION(reciprocal)
GHN_FUNCTION(clip)  // between a and b
GHN_FUNCTION(softplus)

// f′ follows from the arguments x.
GHN_FUNCTION(gelu)
GHN_FUNCTION(tanh_gelu)
GHN_FUNCTION(leaky_relu)  // a·x for negative x
GHN_FUNCTION(elu)  // b·x, and b·a·(eˣ − 1) for negative x
GHN_FUNCTION(hard_sigmoid)  // a·x + b between 0 and 1
GHN_FUNCTION(mish)
GHN_FUNCTION(silu)
GHN_FUNCTION(hard_swish)
GHN_FUNCTION(absolute)
GHN_FUNCTION(logarithm)
GHN_FUNCTION(error_function)
GHN_FUNCTION(sine)
GHN_FUNCTION(cosine)
GHN_FUNCTION(arctangent)
GHN_FUNCTION(power)  // xᵃ

// y = a·x + b; y may be x.
void ghn_scale(float a, float b, const float *x, float *y, size_t count);
// z = x·y, or z += x·y if adding; z may be x or y.
void ghn_multiply(const float *x, const float *y, float *z, size_t count, int adding);
// y += a·x.
void ghn_add_scaled(float a, const float *x, float *y, size_t count);
// z = x + y.
void ghn_sum(const float *x, const float *y, float *z, size_t count);

// z = the larger of x and y, or the smaller if the sign is −1 instead of 1.
void ghn_extreme(float sign, const float *x, const float *y, float *z, size_t count);
// dx += dz where x is what z became, half of it where x = y.
void ghn_extreme_gradient(float sign, const float *x, const float *y, const float *dz, float *dx,
                          size_t count);
// z = xʸ.
void ghn_raise(const float *x, const float *y, float *z, size_t count);
// dx += dz·∂z/∂x, dy += dz·∂z/∂y.
void ghn_raise_base_gradient(const float *x, const float *y, const float *dz, float *dx,
                             size_t count);
void ghn_raise_exponent_gradient(const float *x, const float *y, const float *dz, float *dy,
                                 size_t count);

// y[r·y_stride + c] = x[r·x_stride + c], or += that if adding, for each row and column.
void ghn_copy_block(const float *x, size_t x_stride, float *y, size_t y_stride, size_t rows,
                    size_t columns, int adding);

// Column by column of matrices (rows, columns); parameters and sums have one element a column.
//
// sums += Σ x.
void ghn_column_sums(const float *x, double *sums, size_t rows, size_t columns);
// sums += Σ (x − pivot), squares += Σ (x − pivot)².
void ghn_column_moments(const float *x, const float *pivot, double *sums, double *squares,
                        size_t rows, size_t columns);
// sums += Σ y, products += Σ (x − pivot)·y.
void ghn_column_products(const float *x, const float *pivot, const float *y, double *sums,
                         double *products, size_t rows, size_t columns);
// y = a·x + b, or y += a·x + b if adding; a may be null for 1, b for 0, and y may be x.
void ghn_column_affine(const float *x, const float *a, const float *b, float *y, size_t rows,
                       size_t columns, int adding);
// z = a·(x − pivot) + b·y + c, or z += that if adding; z may be x or y. The coefficients are the rows
// pivot, a, b and c.
void ghn_column_combination(const float *x, const float *y, const float *coefficients, float *z,
                            size_t rows, size_t columns, int adding);
// Each row of y = row, or += row if adding.
void ghn_repeat_row(const float *row, float *y, size_t rows, size_t columns, int adding);

// y[Σ iₐ·ysₐ] = x[Σ iₐ·xsₐ], or += that if adding, for all indices i below the extents; strides may
// be 0 or negative. Between 2 and GHN_MOST_AXES axes.
enum { GHN_MOST_AXES = 16 };
void ghn_strided_copy(const float *x, const ptrdiff_t *xs, float *y, const ptrdiff_t *ys,
                      const ptrdiff_t *extents, size_t rank, int adding);

// Windows over one image (height, width, channels).
typedef struct {
  ptrdiff_t extent, stride, padding, trailing_padding, dilation;
} ghn_window;
typedef struct {
  ptrdiff_t height, width, channels, output_height, output_width;
  ghn_window vertical, horizontal;
  // Whether an average divides by the pixels of the padding too.
  int counts_padding;
} ghn_image_windows;

// What windows see, as rows: y[y′·output_width + x′][i][r][s] = x[y′·stride − padding + r·dilation, …, i],
// or 0 beyond the image; and the reverse, which adds each number to the pixel that it is of.
void ghn_gather_windows(const ghn_image_windows *p, const float *x, float *y);
void ghn_add_windows(const ghn_image_windows *p, const float *y, float *x);

// Pooling over windows.
// Each needs room for an image of (height, output_width, channels) in `lines`; the gradients also
// in `dlines`, and room for an output row in `left` or `shares`. They add to dx.
typedef struct {
  float *lines, *dlines, *left;
} ghn_pooling_room;
void ghn_max_pool(const ghn_image_windows *p, const float *x, float *lines, float *y);
void ghn_max_pool_gradient(const ghn_image_windows *p, const float *x, const float *y,
                           const float *dy, const ghn_pooling_room *room, float *dx);
void ghn_average_pool(const ghn_image_windows *p, const float *x, float *lines, float *y);
void ghn_average_pool_gradient(const ghn_image_windows *p, const float *dy, float *dlines,
                               float *shares, float *dx);

// One step of Adam: g ← gradient_scale·g + coupled_decay·p; m ← β₁·m + (1 − β₁)·g;
// v ← β₂·v + (1 − β₂)·g²; p ← kept·p − rate·m / (√(second_correction·v) + epsilon).
struct ghn_adam_factors {
  float gradient_scale, coupled_decay, first_decay, second_decay, second_correction, epsilon, rate,
      kept;
};
void ghn_adam(float *p, const float *g, float *m, float *v, size_t count,
              const struct ghn_adam_factors *factors);

// One step of gradient descent with momentum: g as above; m ← momentum·m + g; p ← p − rate·m.
struct ghn_momentum_factors {
  float gradient_scale, coupled_decay, momentum, rate;
};
void ghn_momentum(float *p, const float *g, float *m, size_t count,
                  const struct ghn_momentum_factors *factors);

// Σ x².
double ghn_square_sum(const float *x, size_t count);

// One update of a gated recurrent unit. a = W·input + b and c = U·hidden + b′ are (rows, 3·width)
// with the gates in the order r, z, n; hidden and next are (rows, width).
typedef struct {
  const float *a, *c, *hidden;
  size_t rows, width;
} ghn_gru_operands;
void ghn_gru(const ghn_gru_operands *operands, float *next);
// Writes da and dc, and adds to dhidden what flows through z directly.
void ghn_gru_gradient(const ghn_gru_operands *operands, const float *dnext, float *da, float *dc,
                      float *dhidden);

// z[i, p] = scale · (x[p, i] + bias[i]) for x (positions, columns); bias may be null.
void ghn_spread_positions(const float *x, const float *bias, float scale, float *z,
                          size_t positions, size_t columns);

// y = (x − mean) / √(variance + epsilon) · scale + shift for each row of (rows, columns).
void ghn_layer_norm(const float *x, const float *scale, const float *shift, float epsilon,
                    float *y, size_t rows, size_t columns);
// What the gradient of a norm reads: x and dy (rows, columns), and scale.
typedef struct {
  const float *x, *scale, *dy;
  float epsilon;
  size_t rows, columns;
} ghn_norm_operands;
// dx (rows, columns) = the gradient, or += it if adding; dx may be dy, or null. Adds to dscale.
void ghn_layer_norm_gradient(const ghn_norm_operands *operands, float *dx, float *dscale,
                             int adding);
// y = x / √(mean x² + epsilon) · scale for each row of (rows, columns).
void ghn_rms_norm(const float *x, const float *scale, float epsilon, float *y, size_t rows,
                  size_t columns);
// Adds to dx and dscale.
void ghn_rms_norm_gradient(const ghn_norm_operands *operands, float *dx, float *dscale);

// y = eˣ / Σ eˣ for each row of (rows, columns); y may be x.
void ghn_softmax(const float *x, float *y, size_t rows, size_t columns);
// dx = y · (dy − Σ y·dy) for each row, or dx += that if adding; dx may be dy.
void ghn_softmax_gradient(const float *y, const float *dy, float *dx, size_t rows,
                          size_t columns, int adding);

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
  // The taps stand in rows of this many, which are this far apart.
  size_t tap_columns;
  ptrdiff_t tap_step;
} ghn_windows;

// Where the weights of taps t, inputs i and outputs o stand in a file's order:
// w[o·output_stride + i·input_stride + indices[t]].
typedef struct {
  size_t output_stride, input_stride;
  const size_t *indices;
  size_t taps, inputs, outputs;
} ghn_weight_order;
// Copies them into panels for ghn_convolve, which are as large as taps × inputs × outputs, with
// outputs rounded up to a multiple of 16.
void ghn_pack_weights(const ghn_weight_order *order, const float *w, float *panels);
// The way back, adding to w.
void ghn_add_unpacked_weights(const ghn_weight_order *order, const float *panels, float *w);
// Weights in panels, and perhaps a bias.
typedef struct {
  const float *panels, *bias;
  size_t inputs, outputs;
} ghn_packed_weights;
// z[o] = Σ over taps t and inputs i of x[t][i]·w[t][i][o], plus bias (may be null), or plus what z
// holds when adding.
void ghn_convolve(const ghn_windows *windows, const ghn_packed_weights *weights, const float *x,
                  float *z, int adding);
// dw[t][i][o] += Σ over positions of x[t][i]·dz[o], in panels.
void ghn_convolve_weight_gradient(const ghn_windows *windows, const float *x, size_t inputs,
                                  const float *dz, size_t outputs, float *panels);

// Each channel by itself: z[c] = Σ over taps t of x[t][c]·w[t][c], plus bias (may be null), or plus
// what z holds when adding; w is (taps, channels rounded up to a multiple of 16).
void ghn_convolve_channels(const ghn_windows *windows, const float *x, size_t channels,
                           const float *w, const float *bias, float *z, int adding);
// dw[t][c] += Σ over positions of x[t][c]·dz[c].
void ghn_convolve_channels_weight_gradient(const ghn_windows *windows, const float *x,
                                           size_t channels, const float *dz, float *dw);

#pragma GCC visibility pop

#endif
