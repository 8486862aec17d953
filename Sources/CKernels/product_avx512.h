// The products of AVX-512: what its registers are like, and the tiles that fill them.

#define NAME(x) avx512_##x
#define TARGET __attribute__((target("avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma")))
#define WIDTH 16
#define ROWS 14
#define FEW_ROWS 6

typedef float NAME(vector) __attribute__((vector_size(WIDTH * 4), aligned(4)));
typedef float NAME(eight) __attribute__((vector_size(32), aligned(4)));
#define VECTOR NAME(vector)

// The first `count` floats of a register, where that is not all of them.
static inline __attribute__((always_inline)) TARGET void NAME(load_part)(VECTOR *x,
                                                                         const float *from,
                                                                         size_t count) {
  *x = (VECTOR)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), from);
}

static inline __attribute__((always_inline)) TARGET void NAME(store_part)(const VECTOR *x,
                                                                          float *to,
                                                                          size_t count) {
  _mm512_mask_storeu_ps(to, (__mmask16)((1u << count) - 1), (__m512)*x);
}

// Sums of floats of a register, eight of them.
static inline __attribute__((always_inline)) TARGET NAME(eight) NAME(fold)(VECTOR x) {
  return __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7) +
         __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
}

#include "product_tiles.h"

WIDE_TILES(1) WIDE_TILES(2) WIDE_TILES(3) WIDE_TILES(4) WIDE_TILES(5) WIDE_TILES(6)
TILES(7) TILES(8) TILES(9) TILES(10) TILES(11) TILES(12) TILES(13) TILES(14)
static const NAME(tile_function) NAME(tiles)[ROWS][4] = {
    ALL(1),  ALL(2),  ALL(3),  ALL(4),   ALL(5),   ALL(6),   BOTH(7),
    BOTH(8), BOTH(9), BOTH(10), BOTH(11), BOTH(12), BOTH(13), BOTH(14)};

#include "product_kernels.h"
