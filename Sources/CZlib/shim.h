/* Input that zlib only reads is const. */
#define ZLIB_CONST
#include <zlib.h>
