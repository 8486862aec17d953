// The products of AVX2: what its registers are like, and the tiles that fill them.

#define NAME(x) avx2_##x
#define TARGET __attribute__((target("avx2,fma")))
#define WIDTH 8
#define ROWS 6
#define FEW_ROWS 2

typedef float NAME(vector) __attribute__((vector_size(WIDTH * 4), aligned(4)));
typedef NAME(vector) NAME(eight);
#define VECTOR NAME(vector)

// The first `count` floats of a register, where that is not all of them.
static inline __attribute__((always_inline)) TARGET void NAME(load_part)(VECTOR *x,
                                                                         const float *from,
                                                                         size_t count) {
  const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  *x = (VECTOR)_mm256_maskload_ps(from, _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count), lanes));
}

static inline __attribute__((always_inline)) TARGET void NAME(store_part)(const VECTOR *x,
                                                                          float *to,
                                                                          size_t count) {
  const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  _mm256_maskstore_ps(to, _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count), lanes), (__m256)*x);
}

// Sums of floats of a register, eight of them.
static inline __attribute__((always_inline)) TARGET NAME(eight) NAME(fold)(VECTOR x) { return x; }

#include "product_tiles.h"

WIDE_TILES(1) WIDE_TILES(2) TILES(3) TILES(4) TILES(5) TILES(6)
static const NAME(tile_function) NAME(tiles)[ROWS][4] = {ALL(1),  ALL(2),  BOTH(3),
                                                         BOTH(4), BOTH(5), BOTH(6)};

#include "product_kernels.h"
