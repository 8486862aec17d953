#include <math.h>

#include "include/CKernels.h"
#include "lanes.h"

// A window's maximum is the maximum over its rows of the maxima along them, and its sum likewise.
// So an image is pooled along its width first, and then along its height: kh + kw steps an output
// instead of kh·kw. Between the two lies an image (height, output_width, channels).
//
// A step combines one line of pixels with another, a fixed number of pixels away. With stride 1
// both lines are dense, and the loop over them sees long runs instead of the few channels of one
// pixel.

// For which outputs o, first ..< end, a tap of the window sees a pixel: o·stride + offset.
typedef struct {
  ptrdiff_t first, end, offset;
} reach_t;

INLINE reach_t reach(const ghn_window *w, ptrdiff_t tap, ptrdiff_t inputs, ptrdiff_t outputs) {
  ptrdiff_t offset = tap * w->dilation - w->padding, room = inputs - offset;
  ptrdiff_t first = offset < 0 ? (-offset + w->stride - 1) / w->stride : 0;
  ptrdiff_t end = room <= 0 ? 0 : (room + w->stride - 1) / w->stride;
  if (end > outputs) end = outputs;
  return (reach_t){first, end < first ? first : end, offset};
}

// Some of a window's taps: first ..< end.
typedef struct {
  ptrdiff_t first, end;
} taps_t;

// Those whose pixels lie at lowest ..< highest, where the first one's lies at `origin`.
INLINE taps_t taps_within(const ghn_window *w, ptrdiff_t origin, ptrdiff_t lowest, ptrdiff_t highest) {
  ptrdiff_t first = origin < lowest ? (lowest - origin + w->dilation - 1) / w->dilation : 0;
  ptrdiff_t end = origin < highest ? (highest - 1 - origin) / w->dilation + 1 : 0;
  if (end > w->extent) end = w->extent;
  return (taps_t){first, end < first ? first : end};
}

// Those that see a pixel for one of the outputs: a window may be much larger than the image.
INLINE taps_t seeing_taps(const ghn_window *w, ptrdiff_t inputs, ptrdiff_t outputs) {
  ptrdiff_t last = outputs > 0 ? (outputs - 1) * w->stride : 0;
  return taps_within(w, -w->padding, -last, inputs);
}

// Runs the statement for each stretch of floats that lie densely both in a line of inputs, from
// index `from` on, and in a line of outputs, from `to` on, for `count` floats.
#define FOR_STRETCHES(r, stride, channels, statement)                         \
  if ((stride) == 1) {                                                        \
    ptrdiff_t from = ((r).first + (r).offset) * (channels);                   \
    ptrdiff_t to = (r).first * (channels);                                    \
    size_t count = (size_t)(((r).end - (r).first) * (channels));              \
    statement;                                                                \
  } else {                                                                    \
    for (ptrdiff_t o = (r).first; o < (r).end; o++) {                         \
      ptrdiff_t from = (o * (stride) + (r).offset) * (channels);              \
      ptrdiff_t to = o * (channels);                                          \
      size_t count = (size_t)(channels);                                      \
      statement;                                                              \
    }                                                                         \
  }

INLINE void fill_line(float *y, float value, size_t count) {
  for (size_t i = 0; i < count; i++) y[i] = value;
}

// y ← max(x, y), NaN if one is.
INLINE void raise_line(const float *x, float *y, size_t count) {
  for (size_t i = 0; i < count; i += LANES) {
    lanes v, largest;
    load(&v, x + i, count - i);
    load(&largest, y + i, count - i);
    int_lanes is_larger = (v > largest) | (v != v);
    choose(&largest, &is_larger, &v, &largest);
    store(&largest, y + i, count - i);
  }
}

INLINE void add_line(const float *x, float *y, size_t count) {
  for (size_t i = 0; i < count; i += LANES) {
    lanes v, sum;
    load(&v, x + i, count - i);
    load(&sum, y + i, count - i);
    sum = sum + v;
    store(&sum, y + i, count - i);
  }
}

// Where x is the maximum: moves what is left of its gradient there.
INLINE void move_line(const float *x, const float *largest, float *left, float *dx,
                      size_t count) {
  for (size_t i = 0; i < count; i += LANES) {
    lanes v, top, d, sum;
    load(&v, x + i, count - i);
    load(&top, largest + i, count - i);
    load(&d, left + i, count - i);
    load(&sum, dx + i, count - i);
    int_lanes is_first = v == top;
    sum = sum + (lanes)((int_lanes)d & is_first);
    d = (lanes)((int_lanes)d & ~is_first);
    store(&sum, dx + i, count - i);
    store(&d, left + i, count - i);
  }
}

INLINE size_t input_line(const ghn_image_windows *p) { return (size_t)(p->width * p->channels); }

INLINE size_t output_line(const ghn_image_windows *p) {
  return (size_t)(p->output_width * p->channels);
}

// Pools each line of x along the width.
INLINE void narrow(const ghn_image_windows *p, const float *x, float *lines, int takes_maximum) {
  size_t line = output_line(p);
  taps_t taps = seeing_taps(&p->horizontal, p->width, p->output_width);
  for (ptrdiff_t i = 0; i < p->height; i++, x += input_line(p), lines += line) {
    fill_line(lines, takes_maximum ? -INFINITY : 0, line);
    for (ptrdiff_t tap = taps.first; tap < taps.end; tap++) {
      reach_t r = reach(&p->horizontal, tap, p->width, p->output_width);
      FOR_STRETCHES(r, p->horizontal.stride, p->channels,
                    takes_maximum ? raise_line(x + from, lines + to, count)
                                  : add_line(x + from, lines + to, count))
    }
  }
}

// Runs the statement for each line of the input, `source`, that the windows of a row of outputs see.
#define FOR_SEEN_LINES(p, output, statement)                                            \
  {                                                                                     \
    ptrdiff_t origin = (output) * (p)->vertical.stride - (p)->vertical.padding;         \
    taps_t seen = taps_within(&(p)->vertical, origin, 0, (p)->height);                  \
    for (ptrdiff_t tap = seen.first; tap < seen.end; tap++) {                           \
      size_t source = (size_t)(origin + tap * (p)->vertical.dilation);                  \
      statement;                                                                        \
    }                                                                                   \
  }

VERSIONED void ghn_max_pool(const ghn_image_windows *p, const float *x, float *lines, float *y) {
  size_t line = output_line(p);
  narrow(p, x, lines, 1);
  for (ptrdiff_t i = 0; i < p->output_height; i++, y += line) {
    fill_line(y, -INFINITY, line);
    FOR_SEEN_LINES(p, i, raise_line(lines + source * line, y, line))
  }
}

VERSIONED void ghn_max_pool_gradient(const ghn_image_windows *p, const float *x, const float *y,
                                     const float *dy, const ghn_pooling_room *room, float *dx) {
  float *lines = room->lines, *dlines = room->dlines, *left = room->left;
  // The first row whose maximum is the window's gets the gradient, and then its first pixel.
  size_t line = output_line(p);
  narrow(p, x, lines, 1);
  fill_line(dlines, 0, line * (size_t)p->height);
  for (ptrdiff_t i = 0; i < p->output_height; i++, y += line, dy += line) {
    __builtin_memcpy(left, dy, line * sizeof(float));
    FOR_SEEN_LINES(p, i, move_line(lines + source * line, y, left, dlines + source * line, line))
  }
  taps_t taps = seeing_taps(&p->horizontal, p->width, p->output_width);
  for (ptrdiff_t i = 0; i < p->height; i++) {
    for (ptrdiff_t tap = taps.first; tap < taps.end; tap++) {
      reach_t r = reach(&p->horizontal, tap, p->width, p->output_width);
      FOR_STRETCHES(r, p->horizontal.stride, p->channels,
                    move_line(x + from, lines + to, dlines + to, dx + from, count))
    }
    x += input_line(p);
    dx += input_line(p);
    lines += line;
    dlines += line;
  }
}

// One over the number of pixels that the windows of an output row divide by, and of a column
// likewise: the whole is a product.
INLINE float share(const ghn_window *w, ptrdiff_t output, ptrdiff_t inputs, int counts_padding) {
  ptrdiff_t origin = output * w->stride - w->padding;
  ptrdiff_t most = counts_padding ? inputs + w->trailing_padding : inputs;
  taps_t counted = taps_within(w, origin, counts_padding ? origin : 0, most);
  ptrdiff_t count = counted.end - counted.first;
  return count > 0 ? 1.0f / (float)count : 0;
}

// y ← the line x, each pixel divided by the size of its window; y may be x.
INLINE void divide_line(const ghn_image_windows *p, ptrdiff_t row, const float *x, float *y) {
  float part = share(&p->vertical, row, p->height, p->counts_padding);
  for (ptrdiff_t j = 0; j < p->output_width; j++, x += p->channels, y += p->channels) {
    float factor = part * share(&p->horizontal, j, p->width, p->counts_padding);
    for (size_t c = 0; c < (size_t)p->channels; c += LANES) {
      lanes v;
      load(&v, x + c, (size_t)p->channels - c);
      v = v * factor;
      store(&v, y + c, (size_t)p->channels - c);
    }
  }
}

VERSIONED void ghn_average_pool(const ghn_image_windows *p, const float *x, float *lines, float *y) {
  size_t line = output_line(p);
  narrow(p, x, lines, 0);
  for (ptrdiff_t i = 0; i < p->output_height; i++, y += line) {
    fill_line(y, 0, line);
    FOR_SEEN_LINES(p, i, add_line(lines + source * line, y, line))
    divide_line(p, i, y, y);
  }
}

VERSIONED void ghn_average_pool_gradient(const ghn_image_windows *p, const float *dy, float *dlines,
                                         float *shares, float *dx) {
  size_t line = output_line(p);
  fill_line(dlines, 0, line * (size_t)p->height);
  for (ptrdiff_t i = 0; i < p->output_height; i++, dy += line) {
    divide_line(p, i, dy, shares);
    FOR_SEEN_LINES(p, i, add_line(shares, dlines + source * line, line))
  }
  taps_t taps = seeing_taps(&p->horizontal, p->width, p->output_width);
  for (ptrdiff_t i = 0; i < p->height; i++, dlines += line, dx += input_line(p)) {
    for (ptrdiff_t tap = taps.first; tap < taps.end; tap++) {
      reach_t r = reach(&p->horizontal, tap, p->width, p->output_width);
      FOR_STRETCHES(r, p->horizontal.stride, p->channels,
                    add_line(dlines + to, dx + from, count))
    }
  }
}
