#include "include/CKernels.h"
#include "lanes.h"

enum { TILE = 16 };

// One line: y[i·ys] ← x[i·xs], or += that.
INLINE void copy_line(const float *x, ptrdiff_t xs, float *y, ptrdiff_t ys, ptrdiff_t count,
                      int adding) {
  if (!adding) {
    if (xs == 1 && ys == 1) {
      __builtin_memcpy(y, x, (size_t)count * sizeof(float));
    } else if (xs == 0 && ys == 1) {
      for (ptrdiff_t i = 0; i < count; i++) y[i] = *x;
    } else {
      for (ptrdiff_t i = 0; i < count; i++) y[i * ys] = x[i * xs];
    }
  } else if (xs == 1 && ys == 1) {
    for (ptrdiff_t i = 0; i < count; i++) y[i] += x[i];
  } else if (ys == 0) {
#pragma clang fp reassociate(on)
    float sum = 0;
    for (ptrdiff_t i = 0; i < count; i++) sum += x[i * xs];
    *y += sum;
  } else {
    for (ptrdiff_t i = 0; i < count; i++) y[i * ys] += x[i * xs];
  }
}

// The two innermost axes; where x runs along the outer of them and y along the inner, in tiles
// whose cache lines stay.
INLINE void copy_plane(const float *x, const ptrdiff_t *xs, float *y, const ptrdiff_t *ys,
                       const ptrdiff_t *extents, int adding) {
  if (xs[0] == 1 && xs[1] != 1 && ys[1] == 1) {
    for (ptrdiff_t i = 0; i < extents[0]; i += TILE) {
      ptrdiff_t rows = extents[0] - i < TILE ? extents[0] - i : TILE;
      for (ptrdiff_t j = 0; j < extents[1]; j += TILE) {
        ptrdiff_t columns = extents[1] - j < TILE ? extents[1] - j : TILE;
        for (ptrdiff_t k = i; k < i + rows; k++) {
          copy_line(x + k + j * xs[1], xs[1], y + k * ys[0] + j, 1, columns, adding);
        }
      }
    }
  } else {
    for (ptrdiff_t i = 0; i < extents[0]; i++) {
      copy_line(x + i * xs[0], xs[1], y + i * ys[0], ys[1], extents[1], adding);
    }
  }
}

VERSIONED void ghn_strided_copy(const float *x, const ptrdiff_t *xs, float *y,
                                const ptrdiff_t *ys, const ptrdiff_t *extents, size_t rank,
                                int adding) {
  for (size_t axis = 0; axis < rank; axis++) {
    if (extents[axis] == 0) return;
  }
  ptrdiff_t position[GHN_MOST_AXES] = {0};
  while (1) {
    if (adding) {
      copy_plane(x, xs + rank - 2, y, ys + rank - 2, extents + rank - 2, 1);
    } else {
      copy_plane(x, xs + rank - 2, y, ys + rank - 2, extents + rank - 2, 0);
    }
    size_t axis = rank - 2;
    while (1) {
      if (axis == 0) return;
      axis--;
      x += xs[axis];
      y += ys[axis];
      if (++position[axis] < extents[axis]) break;
      x -= xs[axis] * extents[axis];
      y -= ys[axis] * extents[axis];
      position[axis] = 0;
    }
  }
}

INLINE void copy_rows(const float *x, size_t x_stride, float *y, size_t y_stride, size_t rows,
                      size_t columns, int adding) {
  for (size_t row = 0; row < rows; row++, x += x_stride, y += y_stride) {
    for (size_t i = 0; i < columns; i += LANES) {
      lanes v, sum;
      load(&v, x + i, columns - i);
      if (adding) {
        load(&sum, y + i, columns - i);
        v = v + sum;
      }
      store(&v, y + i, columns - i);
    }
  }
}

VERSIONED void ghn_copy_block(const float *x, size_t x_stride, float *y, size_t y_stride,
                              size_t rows, size_t columns, int adding) {
  if (adding) {
    copy_rows(x, x_stride, y, y_stride, rows, columns, 1);
  } else if (columns > 256 || columns % LANES) {
    for (size_t row = 0; row < rows; row++) {
      __builtin_memcpy(y + row * y_stride, x + row * x_stride, columns * sizeof(float));
    }
  } else {
    // A few vectors a row: a call for each would take longer than the copying.
    copy_rows(x, x_stride, y, y_stride, rows, columns, 0);
  }
}
