#include "base/threads.h"

#ifdef _OPENMP
#include <omp.h>

void use_threads(int count) { omp_set_num_threads(count); }

int thread_count() { return omp_get_max_threads(); }

#else

void use_threads(int) {}

int thread_count() { return 1; }

#endif
