#ifndef C_SPIN_LOOP_H
#define C_SPIN_LOOP_H

/// Tells the processor that this thread only waits: what shares its core gets more of it.
static inline void ghn_relax_processor(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#endif
