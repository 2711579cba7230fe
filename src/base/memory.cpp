#include "base/memory.h"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>

void keep_freed_memory() {
    mallopt(M_MMAP_THRESHOLD, 32 << 20);  // as high as glibc lets it be
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    mallopt(M_TOP_PAD, 64 << 20);
}

#else

void keep_freed_memory() {}

#endif
