// The products of one instruction set: included by product_avx512.h and product_avx2.h behind their
// tiles, with
//   NAME(x)   a name of its own for x       TARGET  the attribute that allows its instructions
//   WIDTH     floats in a register          ROWS    rows of a tile
//   FEW_ROWS  up to so many rows, tiles are four registers wide, else two
//   NAME(fold)  the sums of a register's floats, eight of them
//
// C is made in tiles that stay in registers while k runs over DEPTH values at most. A block of B of
// so many rows and BLOCK_COLUMNS columns stays in the second-level cache, a tile's rows of A in the
// first. Each element is its start plus the sum over k in order, DEPTH values at a time, wherever
// its tile lies; only products of few rows with a transposed B, and those of few columns, add up
// WIDTH partial sums instead.

// Eight rows of eight floats, transposed.
static inline __attribute__((always_inline)) TARGET void NAME(transpose)(
    const float *x, size_t x_row, float *y, size_t y_row) {
  typedef NAME(eight) eight;
  eight r[8], s[8];
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i++) r[i] = *(const eight *)(x + i * x_row);
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i += 2) {
    s[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    s[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i += 4) {
    r[i] = __builtin_shufflevector(s[i], s[i + 2], 0, 1, 8, 9, 4, 5, 12, 13);
    r[i + 1] = __builtin_shufflevector(s[i], s[i + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    r[i + 2] = __builtin_shufflevector(s[i + 1], s[i + 3], 0, 1, 8, 9, 4, 5, 12, 13);
    r[i + 3] = __builtin_shufflevector(s[i + 1], s[i + 3], 2, 3, 10, 11, 6, 7, 14, 15);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    *(eight *)(y + i * y_row) = __builtin_shufflevector(r[i], r[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    *(eight *)(y + (i + 4) * y_row) =
        __builtin_shufflevector(r[i], r[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

// y[k·width + i] = x[i·row + k·step] for i < count, zero up to width; either row or step is 1.
static TARGET void NAME(pack)(const float *x, size_t row, size_t step, size_t count, size_t depth,
                              size_t width, float *y) {
  if (row == 1) {
    for (size_t k = 0; k < depth; k++) {
      const float *from = x + k * step;
      float *to = y + k * width;
      size_t i = 0;
      for (; i + 8 <= count; i += 8) *(NAME(eight) *)(to + i) = *(const NAME(eight) *)(from + i);
      for (; i < count; i++) to[i] = from[i];
      for (; i < width; i++) to[i] = 0;
    }
    return;
  }
  for (size_t i = 0; i < width; i += 8) {
    size_t from = i, k = 0;
    if (i + 8 > count) {
      for (; k < depth; k++) *(NAME(eight) *)(y + k * width + i) = (NAME(eight)){0};
      // The last eight rows, of which some are packed already.
      from = i < count && count >= 8 ? count - 8 : i;
    }
    k = 0;
    if (from + 8 <= count) {
      for (; k + 8 <= depth; k += 8) {
        NAME(transpose)(x + from * row + k, row, y + k * width + from, width);
      }
    }
    for (; k < depth; k++) {
      for (size_t j = i; j < i + 8 && j < count; j++) y[k * width + j] = x[j * row + k];
    }
  }
}

// Some rows of A, `depth` of their elements, to where they lie apart as the caches like it.
static TARGET void NAME(copy_rows)(const float *a, int transposed, size_t stride, size_t rows,
                                   size_t depth, float *copy) {
  if (transposed) {
    for (size_t k = 0; k < depth; k++) {
      for (size_t i = 0; i < rows; i++) copy[k * ROWS + i] = a[k * stride + i];
    }
  } else {
    for (size_t i = 0; i < rows; i++) {
      __builtin_memcpy(copy + i * COPY_STRIDE, a + i * stride, depth * sizeof(float));
    }
  }
}

// The sum of a register's floats, half by half.
static inline __attribute__((always_inline)) TARGET float NAME(total)(VECTOR x) {
  NAME(eight) y = NAME(fold)(x);
  y += __builtin_shufflevector(y, y, 4, 5, 6, 7, 0, 1, 2, 3);
  y += __builtin_shufflevector(y, y, 2, 3, 0, 1, 6, 7, 4, 5);
  return y[0] + y[1];
}

// Few rows times the rows of a transposed B: each element is a sum of WIDTH partial sums.
#define DOT_COLUMNS 4
static inline __attribute__((always_inline)) TARGET void NAME(dots)(
    const int rows, const int columns, size_t inner, const float *a, size_t a_row, const float *b,
    size_t b_row, float *c, size_t c_row, const float *bias, int adding) {
  VECTOR sum[4][DOT_COLUMNS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
#pragma clang loop unroll(full)
    for (int j = 0; j < columns; j++) sum[i][j] = (VECTOR){0};
  }
  size_t k = 0;
  for (; k + WIDTH <= inner; k += WIDTH) {
    VECTOR right[DOT_COLUMNS];
#pragma clang loop unroll(full)
    for (int j = 0; j < columns; j++) right[j] = *(const VECTOR *)(b + j * b_row + k);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      VECTOR left = *(const VECTOR *)(a + i * a_row + k);
#pragma clang loop unroll(full)
      for (int j = 0; j < columns; j++) sum[i][j] += left * right[j];
    }
  }
  if (k < inner) {
    VECTOR right[DOT_COLUMNS];
#pragma clang loop unroll(full)
    for (int j = 0; j < columns; j++) NAME(load_part)(&right[j], b + j * b_row + k, inner - k);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      VECTOR left;
      NAME(load_part)(&left, a + i * a_row + k, inner - k);
#pragma clang loop unroll(full)
      for (int j = 0; j < columns; j++) sum[i][j] += left * right[j];
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
#pragma clang loop unroll(full)
    for (int j = 0; j < columns; j++) {
      float total = NAME(total)(sum[i][j]);
      float *z = c + i * c_row + j;
      *z = total + (adding ? *z : bias ? bias[j] : 0);
    }
  }
}

static TARGET void NAME(dot_product)(const ghn_product *p) {
  size_t j = 0;
  for (; j < p->columns; j += DOT_COLUMNS) {
    int columns = p->columns - j < DOT_COLUMNS ? (int)(p->columns - j) : DOT_COLUMNS;
    const float *bias = p->bias ? p->bias + j : 0;
    for (size_t i = 0; i < p->rows; i += 4) {
      size_t left = p->rows - i;
#define DOTS(r, n)                                                                         \
  NAME(dots)(r, n, p->inner, p->a + i * p->a_stride, p->a_stride, p->b + j * p->b_stride,  \
             p->b_stride, p->c + i * p->c_stride + j, p->c_stride, bias, p->adding)
#define ALL_ROWS(n)              \
  switch (left) {                \
    case 1: DOTS(1, n); break;   \
    case 2: DOTS(2, n); break;   \
    case 3: DOTS(3, n); break;   \
    default: DOTS(4, n);         \
  }
      switch (columns) {
        case 1: ALL_ROWS(1); break;
        case 2: ALL_ROWS(2); break;
        case 3: ALL_ROWS(3); break;
        default: ALL_ROWS(4);
      }
#undef ALL_ROWS
#undef DOTS
    }
  }
}

static TARGET void NAME(product)(const ghn_product *p, float *room);

// Few columns would leave most of a register empty.
#define NARROW (WIDTH / 2)

// Where A is stored transposed, its rows fill registers: the transposed product is made, some
// rows at a time.
static TARGET void NAME(transposed_product)(const ghn_product *p, float *room) {
  enum { MOST_ROWS = 256 };
  float part[NARROW * MOST_ROWS];
  for (size_t first = 0; first < p->rows; first += MOST_ROWS) {
    size_t rows = p->rows - first < MOST_ROWS ? p->rows - first : MOST_ROWS;
    ghn_product q = {.a = p->b,
                     .b = p->a + first,
                     .c = part,
                     .a_stride = p->b_stride,
                     .b_stride = p->a_stride,
                     .c_stride = MOST_ROWS,
                     .rows = p->columns,
                     .inner = p->inner,
                     .columns = rows,
                     .transposes_a = !p->transposes_b};
    NAME(product)(&q, room);
    for (size_t i = 0; i < rows; i++) {
      float *z = p->c + (first + i) * p->c_stride;
      for (size_t j = 0; j < p->columns; j++) {
        z[j] = part[j * MOST_ROWS + i] + (p->adding ? z[j] : p->bias ? p->bias[j] : 0);
      }
    }
  }
}

// Else the products of A's rows with B's columns, which are copied one after another.
static TARGET void NAME(narrow_product)(const ghn_product *p, float *room) {
  ghn_product q = *p;
  if (!p->transposes_b) {
    for (size_t j = 0; j < p->columns; j++) {
      for (size_t k = 0; k < p->inner; k++) room[j * p->inner + k] = p->b[k * p->b_stride + j];
    }
    q.b = room;
    q.b_stride = p->inner;
  }
  NAME(dot_product)(&q);
}

static TARGET void NAME(product)(const ghn_product *p, float *room) {
  if (p->columns <= NARROW && p->rows > 16 && p->inner >= 2 * WIDTH) {
    if (p->transposes_a) {
      NAME(transposed_product)(p, room);
      return;
    }
    if (p->transposes_b || p->inner * p->columns <= DEPTH * BLOCK_COLUMNS) {
      NAME(narrow_product)(p, room);
      return;
    }
  }
  if (p->transposes_b && !p->transposes_a && (p->rows <= 2 || (p->rows <= 16 && p->inner >= 512))) {
    NAME(dot_product)(p);
    return;
  }
  size_t a_row = p->transposes_a ? 1 : p->a_stride, a_step = p->transposes_a ? p->a_stride : 1;
  size_t b_row = p->transposes_b ? 1 : p->b_stride, b_column = p->transposes_b ? p->b_stride : 1;
  float *packed_b = room, *copied_a = room + DEPTH * BLOCK_COLUMNS;
  // What lies a multiple of a page apart falls into the same places of a cache.
  int copies_a = p->columns > 2 * WIDTH && p->a_stride % 1024 == 0;
  const size_t tile_columns = (p->rows <= FEW_ROWS ? 4 : 2) * WIDTH;
  for (size_t first = 0; first < p->columns; first += BLOCK_COLUMNS) {
    size_t columns = p->columns - first < BLOCK_COLUMNS ? p->columns - first : BLOCK_COLUMNS;
    for (size_t k = 0; k < p->inner || k == 0; k += DEPTH) {
      size_t depth = p->inner - k < DEPTH ? p->inner - k : DEPTH;
      const float *b = p->b + k * b_row + first * b_column;
      const float *bias = p->bias && k == 0 ? p->bias + first : 0;
      int adding = p->adding || k > 0;
      // A row of tiles reads each number of B once: packing pays where there are more of them.
      int packs_b = p->transposes_b || p->rows > 8 * ROWS;
      for (size_t j = 0; j < columns; j += tile_columns) {
        size_t count = columns - j < tile_columns ? columns - j : tile_columns;
        if (packs_b || count % WIDTH != 0) {
          NAME(pack)(b + j * b_column, b_column, b_row, count, depth,
                     (count + WIDTH - 1) / WIDTH * WIDTH, packed_b + j * DEPTH);
        }
      }
      for (size_t i = 0; i < p->rows; i += ROWS) {
        size_t rows = p->rows - i < ROWS ? p->rows - i : ROWS;
        const float *a = p->a + i * a_row + k * a_step;
        size_t row = a_row, step = a_step;
        if (copies_a) {
          NAME(copy_rows)(a, p->transposes_a, p->a_stride, rows, depth, copied_a);
          a = copied_a;
          (row = p->transposes_a ? 1 : COPY_STRIDE), (step = p->transposes_a ? ROWS : 1);
        }
        for (size_t j = 0; j < columns; j += tile_columns) {
          size_t count = columns - j < tile_columns ? columns - j : tile_columns;
          size_t registers = (count + WIDTH - 1) / WIDTH;
          int is_packed = packs_b || count % WIDTH != 0;
          NAME(tiles)[rows - 1][registers - 1](
              depth, a, row, step, is_packed ? packed_b + j * DEPTH : b + j,
              is_packed ? registers * WIDTH : b_row, p->c + i * p->c_stride + first + j,
              p->c_stride, count, bias ? bias + j : 0, adding);
        }
      }
    }
  }
}
#undef DOT_COLUMNS
#undef NARROW

// What the instruction set and its tiles have defined ends here, too.
#undef NAME
#undef TARGET
#undef WIDTH
#undef ROWS
#undef FEW_ROWS
#undef VECTOR
#undef TILE
#undef TILES
#undef WIDE_TILES
#undef BOTH
#undef ALL
