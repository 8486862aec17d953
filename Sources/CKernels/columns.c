#include "include/CKernels.h"
#include "lanes.h"

// Loops over the columns of long, narrow matrices: pixels × channels.
//
// A row of 16 or 24 floats is too short for a loop over vectors. So `folds` rows are seen as one
// row of folds × columns floats, which whole blocks of 64 mostly fill; the parameters of the
// columns are repeated accordingly. A chunk of rows stays in the first-level cache while the
// blocks of its width pass, and a block's parameters and sums stay in registers while its rows
// pass.

enum { VECTORS = 4, BLOCK = VECTORS * LANES, CHUNK = 8192, WIDEST = 4096 };

INLINE size_t fold_count(size_t rows, size_t columns) {
  size_t divisor = BLOCK;
  while (columns % divisor) divisor /= 2;
  size_t folds = BLOCK / divisor;
  while (folds > 1 && (folds * columns > WIDEST || folds > rows)) folds /= 2;
  return folds;
}

// Runs the statements for each chunk and block of a (rows, columns) matrix, and for the rows that
// are left over by folding. They see `first`, the index of the block's first float; `lines`, how
// many rows of `width` floats are to be walked; `start`, the column of the first float; and `room`,
// how many floats of the block exist: the constant BLOCK, but for the last block of a width.
#define FOR_BLOCKS(...)                                                           \
  if (rows > 0 && columns > 0) {                                                  \
    size_t folds = fold_count(rows, columns), done = 0;                           \
    while (done < rows) {                                                         \
      size_t width = folds * columns, most = CHUNK / width ? CHUNK / width : 1;   \
      size_t lines = (rows - done) / folds < most ? (rows - done) / folds : most; \
      if (lines == 0) {                                                           \
        folds = 1;                                                                \
        continue;                                                                 \
      }                                                                           \
      for (size_t start = 0; start < width; start += BLOCK) {                     \
        size_t first = done * columns + start;                                    \
        if (width - start >= BLOCK) {                                             \
          enum { room = BLOCK };                                                  \
          __VA_ARGS__                                                             \
        } else {                                                                  \
          size_t room = width - start;                                            \
          __VA_ARGS__                                                             \
        }                                                                         \
      }                                                                           \
      done += lines * folds;                                                      \
    }                                                                             \
  }

#define EACH_VECTOR for (size_t k = 0; k < VECTORS; k++)

// How many floats of vector k of a block exist.
INLINE size_t part(size_t room, size_t k) {
  return room > k * LANES ? room - k * LANES : 0;
}

// The parameters of a block's columns, repeated as the folding demands; `otherwise`, if there are
// none.
INLINE void spread(const float *p, float otherwise, size_t start, size_t columns, size_t room,
                   lanes *block) {
  float values[BLOCK];
  size_t column = start % columns;
  for (size_t i = 0; i < BLOCK; i++) {
    values[i] = p && i < room ? p[column] : otherwise;
    if (++column == columns) column = 0;
  }
  EACH_VECTOR load(&block[k], values + k * LANES, LANES);
}

// Adds a block's sums to those of its columns.
INLINE void gather(const lanes *block, size_t start, size_t columns, size_t room, double *sums) {
  float values[BLOCK];
  EACH_VECTOR store(&block[k], values + k * LANES, LANES);
  size_t column = start % columns;
  for (size_t i = 0; i < room; i++) {
    sums[column] += (double)values[i];
    if (++column == columns) column = 0;
  }
}

INLINE void put(const lanes *v, float *y, size_t room, int adding) {
  lanes sum = *v, before;
  if (adding) {
    load(&before, y, room);
    sum = sum + before;
  }
  store(&sum, y, room);
}

INLINE void sums_of_block(const float *x, size_t width, size_t lines, size_t room, lanes *sums) {
  EACH_VECTOR sums[k] = (lanes){0};
  for (size_t line = 0; line < lines; line++, x += width) {
    EACH_VECTOR {
      lanes v;
      load(&v, x + k * LANES, part(room, k));
      sums[k] = sums[k] + v;
    }
  }
}

VERSIONED void ghn_column_sums(const float *x, double *sums, size_t rows, size_t columns) {
  FOR_BLOCKS({
    lanes block[VECTORS];
    sums_of_block(x + first, width, lines, room, block);
    gather(block, start, columns, room, sums);
  })
}

INLINE void moments_of_block(const float *x, const lanes *pivot, size_t width, size_t lines,
                             size_t room, lanes *sums, lanes *squares) {
  EACH_VECTOR sums[k] = squares[k] = (lanes){0};
  for (size_t line = 0; line < lines; line++, x += width) {
    EACH_VECTOR {
      lanes v;
      load(&v, x + k * LANES, part(room, k));
      v = v - pivot[k];
      sums[k] = sums[k] + v;
      squares[k] = squares[k] + v * v;
    }
  }
}

VERSIONED void ghn_column_moments(const float *x, const float *pivot, double *sums,
                                  double *squares, size_t rows, size_t columns) {
  FOR_BLOCKS({
    lanes pivots[VECTORS], s[VECTORS], q[VECTORS];
    spread(pivot, 0, start, columns, room, pivots);
    moments_of_block(x + first, pivots, width, lines, room, s, q);
    gather(s, start, columns, room, sums);
    gather(q, start, columns, room, squares);
  })
}

INLINE void products_of_block(const float *x, const lanes *pivot, const float *y, size_t width,
                              size_t lines, size_t room, lanes *sums, lanes *products) {
  EACH_VECTOR sums[k] = products[k] = (lanes){0};
  for (size_t line = 0; line < lines; line++, x += width, y += width) {
    EACH_VECTOR {
      lanes v, w;
      load(&v, x + k * LANES, part(room, k));
      load(&w, y + k * LANES, part(room, k));
      sums[k] = sums[k] + w;
      products[k] = products[k] + (v - pivot[k]) * w;
    }
  }
}

VERSIONED void ghn_column_products(const float *x, const float *pivot, const float *y,
                                   double *sums, double *products, size_t rows,
                                   size_t columns) {
  FOR_BLOCKS({
    lanes pivots[VECTORS], s[VECTORS], q[VECTORS];
    spread(pivot, 0, start, columns, room, pivots);
    products_of_block(x + first, pivots, y + first, width, lines, room, s, q);
    gather(s, start, columns, room, sums);
    gather(q, start, columns, room, products);
  })
}

INLINE void affine_block(const float *x, const lanes *a, const lanes *b, float *y, size_t width,
                         size_t lines, size_t room, int adding) {
  for (size_t line = 0; line < lines; line++, x += width, y += width) {
    EACH_VECTOR {
      lanes v;
      load(&v, x + k * LANES, part(room, k));
      v = v * a[k] + b[k];
      put(&v, y + k * LANES, part(room, k), adding);
    }
  }
}

VERSIONED void ghn_column_affine(const float *x, const float *a, const float *b, float *y,
                                 size_t rows, size_t columns, int adding) {
  FOR_BLOCKS({
    lanes slopes[VECTORS], offsets[VECTORS];
    spread(a, 1, start, columns, room, slopes);
    spread(b, 0, start, columns, room, offsets);
    if (adding) {
      affine_block(x + first, slopes, offsets, y + first, width, lines, room, 1);
    } else {
      affine_block(x + first, slopes, offsets, y + first, width, lines, room, 0);
    }
  })
}

INLINE void repeat_block(const lanes *row, float *y, size_t width, size_t lines, size_t room,
                         int adding) {
  for (size_t line = 0; line < lines; line++, y += width) {
    EACH_VECTOR put(&row[k], y + k * LANES, part(room, k), adding);
  }
}

VERSIONED void ghn_repeat_row(const float *row, float *y, size_t rows, size_t columns,
                              int adding) {
  FOR_BLOCKS({
    lanes v[VECTORS];
    spread(row, 0, start, columns, room, v);
    if (adding) {
      repeat_block(v, y + first, width, lines, room, 1);
    } else {
      repeat_block(v, y + first, width, lines, room, 0);
    }
  })
}

INLINE void combine_block(const float *x, const lanes *pivot, const lanes *a, const float *y,
                          const lanes *b, const lanes *c, float *z, size_t width, size_t lines,
                          size_t room, int adding) {
  for (size_t line = 0; line < lines; line++, x += width, y += width, z += width) {
    EACH_VECTOR {
      lanes v, w;
      load(&v, x + k * LANES, part(room, k));
      load(&w, y + k * LANES, part(room, k));
      v = (v - pivot[k]) * a[k] + (w * b[k] + c[k]);
      put(&v, z + k * LANES, part(room, k), adding);
    }
  }
}

VERSIONED void ghn_column_combination(const float *x, const float *y, const float *coefficients,
                                      float *z, size_t rows, size_t columns, int adding) {
  const float *pivot = coefficients, *a = pivot + columns, *b = a + columns, *c = b + columns;
  FOR_BLOCKS({
    lanes p[VECTORS], f[VECTORS], g[VECTORS], h[VECTORS];
    spread(pivot, 0, start, columns, room, p);
    spread(a, 0, start, columns, room, f);
    spread(b, 0, start, columns, room, g);
    spread(c, 0, start, columns, room, h);
    if (adding) {
      combine_block(x + first, p, f, y + first, g, h, z + first, width, lines, room, 1);
    } else {
      combine_block(x + first, p, f, y + first, g, h, z + first, width, lines, room, 0);
    }
  })
}
