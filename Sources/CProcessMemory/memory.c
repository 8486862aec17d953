#define _GNU_SOURCE
#include "CProcessMemory.h"

#include <stdint.h>

#ifdef __GLIBC__
#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { HUGE_PAGE = 2 << 20, GROWTH = 64 << 20, FIRST_GROWTH = 3 << 29 };

// Lets the heap grow by so much that all of a training fits, and asks for huge pages behind it:
// networks walk through all of their memory in each step, and huge pages spare most of the look-ups
// of addresses. What is never touched takes no memory.
static void grow_heap_once(void) {
  mallopt(M_TOP_PAD, FIRST_GROWTH);
  // Larger than what may be free already, and smaller than what gets pages of its own.
  void *start = malloc(16 << 20);
  mallopt(M_TOP_PAD, GROWTH);
  uintptr_t first = ((uintptr_t)start + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
  uintptr_t end = (uintptr_t)sbrk(0);
  if (start && first < end) madvise((void *)first, end - first, MADV_HUGEPAGE);
  free(start);
}
#endif

void ghn_keep_freed_memory(void) {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the largest that it accepts
  mallopt(M_TRIM_THRESHOLD, INT32_MAX);
  mallopt(M_ARENA_MAX, 1);  // a second arena could not use what the first has kept
  grow_heap_once();
#endif
}
