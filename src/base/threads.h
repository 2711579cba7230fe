#pragma once

#include <cstdint>

/// At most so many threads in the parallel loops of kernels/. Without OpenMP there is one, whatever is asked for.
void use_threads(int count);

/// How many threads the parallel loops use.
int thread_count();

/// Whether a loop of so many operations is worth sharing: waking the other threads takes some microseconds, in which one does a
/// few hundred thousand.
inline bool worth_sharing(int64_t operations) { return operations >= (1 << 18); }

/// work(i) for each i from 0 to count - 1, in ranges by all threads where `operations`, those of all of it, are worth sharing.
/// What one thread does alone is a plain loop and no parallel region: for a region of one, OpenMP's library makes a team each
/// time and asks for its memory. For loops that run for every token; `work` must not throw.
template <typename Work>
void share(int64_t count, int64_t operations, const Work& work) {
    const bool is_shared = thread_count() > 1 && worth_sharing(operations);
    if (!is_shared) {
        for (int64_t i = 0; i < count; ++i) {
            work(i);
        }
        return;
    }
#pragma omp parallel for schedule(static)
    for (int64_t i = 0; i < count; ++i) {
        work(i);
    }
}

/// Does part(job, 0), part(job, 1), .. part(job, count - 1), shared among the threads, each part by one of them. When parts
/// throw, what the first of them threw is thrown again after all are done, so that it is the same at any number of threads.
void run_parts(int count, void (*part)(void* job, int index), void* job);
