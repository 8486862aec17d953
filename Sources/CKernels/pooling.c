#include <math.h>

#include "include/CKernels.h"
#include "lanes.h"

// The positions of one axis that a window sees.
typedef struct {
  ptrdiff_t first, end;  // among the window's own positions
} seen_t;

INLINE seen_t seen(const ghn_window *w, ptrdiff_t output, ptrdiff_t inputs) {
  ptrdiff_t origin = output * w->stride - w->padding;
  ptrdiff_t first = origin < 0 ? (-origin + w->dilation - 1) / w->dilation : 0;
  ptrdiff_t room = inputs - origin;
  ptrdiff_t end = room <= 0 ? 0 : (room + w->dilation - 1) / w->dilation;
  if (end > w->extent) end = w->extent;
  return (seen_t){first, end < first ? first : end};
}

// How many of a window's positions lie inside the axis or its padding.
INLINE ptrdiff_t padded_count(const ghn_window *w, ptrdiff_t output, ptrdiff_t inputs) {
  ptrdiff_t room = inputs + w->padding + w->trailing_padding - output * w->stride;
  ptrdiff_t count = room <= 0 ? 0 : (room + w->dilation - 1) / w->dilation;
  return count < w->extent ? count : w->extent;
}

// Runs the statements for each window and each vector of channels. They see `source`, the index
// of the window's first pixel; the pixels of the window that exist, `v` and `h`; the
// distances `down` and `across` between them; the index `at` of the output's channels; and how many
// channels are left.
#define FOR_WINDOWS(...)                                                              \
  ptrdiff_t channels = p->channels, line = p->width * channels;                                \
  ptrdiff_t down = p->vertical.dilation * line, across = p->horizontal.dilation * channels;    \
  for (ptrdiff_t i = 0; i < p->output_height; i++) {                                           \
    seen_t v = seen(&p->vertical, i, p->height);                                               \
    for (ptrdiff_t j = 0; j < p->output_width; j++) {                                          \
      seen_t h = seen(&p->horizontal, j, p->width);                                            \
      ptrdiff_t origin = (i * p->vertical.stride - p->vertical.padding) * line +               \
                         (j * p->horizontal.stride - p->horizontal.padding) * channels;        \
      for (ptrdiff_t c = 0; c < channels; c += LANES) {                                        \
        ptrdiff_t source = origin + c, at = (i * p->output_width + j) * channels + c;          \
        size_t room = (size_t)(channels - c);                                                  \
        if (room >= LANES) {                                                                   \
          enum { room = LANES };                                                               \
          __VA_ARGS__                                                                          \
        } else {                                                                               \
          __VA_ARGS__                                                                          \
        }                                                                                      \
      }                                                                                        \
    }                                                                                          \
  }

#define FOR_PIXELS                                 \
  for (ptrdiff_t k = v.first; k < v.end; k++)      \
    for (ptrdiff_t l = h.first; l < h.end; l++)

VERSIONED void ghn_max_pool(const ghn_pooling *p, const float *x, float *y) {
  FOR_WINDOWS({
    lanes largest = (lanes){0} - INFINITY;
    FOR_PIXELS {
      lanes pixel;
      load(&pixel, x + source + k * down + l * across, room);
      int_lanes is_larger = (pixel > largest) | (pixel != pixel);
      choose(&largest, &is_larger, &pixel, &largest);
    }
    store(&largest, y + at, room);
  })
}

VERSIONED void ghn_max_pool_gradient(const ghn_pooling *p, const float *x, const float *y,
                                     const float *dy, float *dx) {
  FOR_WINDOWS({
    // The first pixel that equals the maximum gets the gradient; the rest of it is then 0.
    lanes largest, d;
    load(&largest, y + at, room);
    load(&d, dy + at, room);
    FOR_PIXELS {
      lanes pixel, sum;
      ptrdiff_t place = source + k * down + l * across;
      load(&pixel, x + place, room);
      load(&sum, dx + place, room);
      int_lanes is_first = pixel == largest;
      sum = sum + (lanes)((int_lanes)d & is_first);
      d = (lanes)((int_lanes)d & ~is_first);
      store(&sum, dx + place, room);
    }
  })
}

// One over the number of pixels that a window's average divides by.
INLINE float share(const ghn_pooling *p, ptrdiff_t i, ptrdiff_t j, const seen_t *v,
                   const seen_t *h) {
  ptrdiff_t count = p->counts_padding ? padded_count(&p->vertical, i, p->height) *
                                            padded_count(&p->horizontal, j, p->width)
                                      : (v->end - v->first) * (h->end - h->first);
  return count > 0 ? 1.0f / (float)count : 0;
}

VERSIONED void ghn_average_pool(const ghn_pooling *p, const float *x, float *y) {
  FOR_WINDOWS({
    lanes sum = {0};
    FOR_PIXELS {
      lanes pixel;
      load(&pixel, x + source + k * down + l * across, room);
      sum = sum + pixel;
    }
    sum = sum * share(p, i, j, &v, &h);
    store(&sum, y + at, room);
  })
}

VERSIONED void ghn_average_pool_gradient(const ghn_pooling *p, const float *dy, float *dx) {
  FOR_WINDOWS({
    lanes d;
    load(&d, dy + at, room);
    d = d * share(p, i, j, &v, &h);
    FOR_PIXELS {
      lanes sum;
      ptrdiff_t place = source + k * down + l * across;
      load(&sum, dx + place, room);
      sum = sum + d;
      store(&sum, dx + place, room);
    }
  })
}
