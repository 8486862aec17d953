// What Swift's module of the C library does not bring along.

#ifndef GHN_CPROCESSMEMORY_H
#define GHN_CPROCESSMEMORY_H

// Makes the C library keep freed memory rather than return it to the system.
void ghn_keep_freed_memory(void);

#endif
