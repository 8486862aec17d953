// The tiles of one instruction set: included by product_avx512.h and product_avx2.h, which define
//   NAME(x)   a name of its own for x       TARGET  the attribute that allows its instructions
//   WIDTH     floats in a register          ROWS    rows of a tile
//   VECTOR    a register                    NAME(load_part), NAME(store_part)  parts of one
//
// A tile stays in registers while k runs; whoever includes this says with TILES and WIDE_TILES which
// there are, and lists them with BOTH and ALL.

// One tile, of `rows` rows and `wide` registers of columns; A's element (i, k) is
// a[i·a_row + k·a_step].
static inline __attribute__((always_inline)) TARGET void NAME(tile)(
    const int rows, const int wide, size_t depth, const float *a, size_t a_row, size_t a_step,
    const float *b, size_t b_step, float *c, size_t c_row, size_t columns, const float *bias,
    int adding) {
  VECTOR sum[ROWS][4];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
#pragma clang loop unroll(full)
    for (int j = 0; j < wide; j++) sum[i][j] = (VECTOR){0};
  }
  // Three rows a pointer: what an address can add up by itself.
  const char *group[(ROWS + 2) / 3];
  size_t stride = a_row * sizeof(float);
#pragma clang loop unroll(full)
  for (int i = 0; i < (rows + 2) / 3; i++) group[i] = (const char *)(a + 3 * i * a_row);
  for (size_t k = 0; k < depth; k++) {
    VECTOR right[4];
#pragma clang loop unroll(full)
    for (int j = 0; j < wide; j++) right[j] = *(const VECTOR *)(b + j * WIDTH);
    b += b_step;
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      float x = *(const float *)(group[i / 3] + i % 3 * stride);
#pragma clang loop unroll(full)
      for (int j = 0; j < wide; j++) sum[i][j] += x * right[j];
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < (rows + 2) / 3; i++) group[i] += a_step * sizeof(float);
  }
  // The last register may be wider than what is left of the columns.
  size_t rest = columns - (wide - 1) * WIDTH;
  if (rest == WIDTH) {
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
#pragma clang loop unroll(full)
      for (int j = 0; j < wide; j++) {
        float *z = c + i * c_row + j * WIDTH;
        if (adding) {
          sum[i][j] += *(const VECTOR *)z;
        } else if (bias) {
          sum[i][j] += *(const VECTOR *)(bias + j * WIDTH);
        }
        *(VECTOR *)z = sum[i][j];
      }
    }
    return;
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
#pragma clang loop unroll(full)
    for (int j = 0; j < wide; j++) {
      float *z = c + i * c_row + j * WIDTH;
      const float *start = adding ? z : bias ? bias + j * WIDTH : 0;
      if (j < wide - 1) {
        if (start) sum[i][j] += *(const VECTOR *)start;
        *(VECTOR *)z = sum[i][j];
      } else {
        if (start) {
          VECTOR part;
          NAME(load_part)(&part, start, rest);
          sum[i][j] += part;
        }
        NAME(store_part)(&sum[i][j], z, rest);
      }
    }
  }
}

#define TILE(rows, wide)                                                                         \
  static TARGET __attribute__((noinline)) void NAME(tile_##rows##_##wide)(                       \
      size_t depth, const float *a, size_t a_row, size_t a_step, const float *b, size_t b_step,  \
      float *c, size_t c_row, size_t columns, const float *bias, int adding) {                   \
    NAME(tile)(rows, wide, depth, a, a_row, a_step, b, b_step, c, c_row, columns, bias, adding); \
  }
#define TILES(rows) TILE(rows, 1) TILE(rows, 2)
#define WIDE_TILES(rows) TILES(rows) TILE(rows, 3) TILE(rows, 4)
#define BOTH(rows) {NAME(tile_##rows##_1), NAME(tile_##rows##_2)}
#define ALL(rows) \
  {NAME(tile_##rows##_1), NAME(tile_##rows##_2), NAME(tile_##rows##_3), NAME(tile_##rows##_4)}
typedef void (*NAME(tile_function))(size_t, const float *, size_t, size_t, const float *, size_t,
                                    float *, size_t, size_t, const float *, int);
