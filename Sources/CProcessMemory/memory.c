#include "CProcessMemory.h"

#include <stdint.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

void ghn_keep_freed_memory(void) {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the largest that it accepts
  mallopt(M_TRIM_THRESHOLD, INT32_MAX);
  mallopt(M_TOP_PAD, 64 << 20);
#endif
}
