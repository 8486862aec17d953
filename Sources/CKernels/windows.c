#include <string.h>

#include "include/CKernels.h"
#include "lanes.h"

// The pixel that a tap of a window sees; null beyond the image.
INLINE const float *pixel(const ghn_image_windows *p, const float *x, ptrdiff_t row,
                          ptrdiff_t column, ptrdiff_t r, ptrdiff_t s) {
  ptrdiff_t y = row * p->vertical.stride - p->vertical.padding + r * p->vertical.dilation;
  ptrdiff_t z = column * p->horizontal.stride - p->horizontal.padding + s * p->horizontal.dilation;
  if (y < 0 || y >= p->height || z < 0 || z >= p->width) return 0;
  return x + (y * p->width + z) * p->channels;
}

void ghn_gather_windows(const ghn_image_windows *p, const float *x, float *y) {
  const ptrdiff_t taps = p->vertical.extent * p->horizontal.extent;
  for (ptrdiff_t row = 0; row < p->output_height; row++) {
    for (ptrdiff_t column = 0; column < p->output_width; column++, y += taps * p->channels) {
      for (ptrdiff_t r = 0; r < p->vertical.extent; r++) {
        for (ptrdiff_t s = 0; s < p->horizontal.extent; s++) {
          const float *from = pixel(p, x, row, column, r, s);
          float *to = y + r * p->horizontal.extent + s;
          if (!from) {
            for (ptrdiff_t i = 0; i < p->channels; i++) to[i * taps] = 0;
          } else if (taps == 1) {
            memcpy(to, from, (size_t)p->channels * sizeof(float));
          } else {
            for (ptrdiff_t i = 0; i < p->channels; i++) to[i * taps] = from[i];
          }
        }
      }
    }
  }
}

void ghn_add_windows(const ghn_image_windows *p, const float *y, float *x) {
  const ptrdiff_t taps = p->vertical.extent * p->horizontal.extent;
  for (ptrdiff_t row = 0; row < p->output_height; row++) {
    for (ptrdiff_t column = 0; column < p->output_width; column++, y += taps * p->channels) {
      for (ptrdiff_t r = 0; r < p->vertical.extent; r++) {
        for (ptrdiff_t s = 0; s < p->horizontal.extent; s++) {
          float *to = (float *)pixel(p, x, row, column, r, s);
          const float *from = y + r * p->horizontal.extent + s;
          if (!to) continue;
          for (ptrdiff_t i = 0; i < p->channels; i++) to[i] += from[i * taps];
        }
      }
    }
  }
}
