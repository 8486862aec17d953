// Sums of a tile of neighbors, which stay in registers: counts are constants where these are inlined.

#ifndef GHN_TILES_H
#define GHN_TILES_H

#include "lanes.h"

// sums[j] ← `width` lanes from `from`, the vectors `step` floats apart.
INLINE void load_tile(lanes *sums, const float *from, ptrdiff_t step, size_t width, int count) {
#pragma clang loop unroll(full)
  for (int j = 0; j < count; j++) load(&sums[j], from + j * step, width);
}

// The reverse.
INLINE void store_tile(const lanes *sums, float *to, ptrdiff_t step, size_t width, int count) {
#pragma clang loop unroll(full)
  for (int j = 0; j < count; j++) store(&sums[j], to + j * step, width);
}

// sums[j] ← what z holds, if more is added to it, else `start`.
INLINE void begin_tile(lanes *sums, const lanes *start, const float *z, ptrdiff_t step,
                       size_t width, int adding, int count) {
#pragma clang loop unroll(full)
  for (int j = 0; j < count; j++) {
    sums[j] = *start;
    if (adding) load(&sums[j], z + j * step, width);
  }
}

// The cases of a switch over how many inputs or taps a tile has.
#define CASES_TO_9(CASE)                                                                      \
  CASE(1);                                                                                    \
  CASE(2);                                                                                    \
  CASE(3);                                                                                    \
  CASE(4);                                                                                    \
  CASE(5);                                                                                    \
  CASE(6);                                                                                    \
  CASE(7);                                                                                    \
  CASE(8);                                                                                    \
  CASE(9)
#define CASES_TO_12(CASE)                                                                     \
  CASES_TO_9(CASE);                                                                           \
  CASE(10);                                                                                   \
  CASE(11);                                                                                   \
  CASE(12)

#endif
