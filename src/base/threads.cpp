#include "base/threads.h"

#include <exception>
#include <vector>

#ifdef _OPENMP
#include <omp.h>

void use_threads(int count) { omp_set_num_threads(count); }

int thread_count() { return omp_get_max_threads(); }

#else

void use_threads(int) {}

int thread_count() { return 1; }

#endif

/// No exception may leave a parallel loop, so each is kept for later.
static void run_part(void (*part)(void* job, int index), void* job, int index, std::exception_ptr& thrown) {
    try {
        part(job, index);
    } catch (...) {
        thrown = std::current_exception();
    }
}

void run_parts(int count, void (*part)(void* job, int index), void* job) {
    std::vector<std::exception_ptr> thrown(static_cast<size_t>(count));
#pragma omp parallel for schedule(dynamic, 1) if (count > 1)
    for (int i = 0; i < count; ++i) {
        run_part(part, job, i, thrown[size_t(i)]);
    }
    for (const std::exception_ptr& error : thrown) {
        if (error != nullptr) std::rethrow_exception(error);
    }
}
