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

#endif
