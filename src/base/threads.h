#pragma once

#include <cstdint>

/// At most so many threads in the parallel loops of kernels/. Without OpenMP there is one, whatever is asked for.
void use_threads(int count);

/// How many threads the parallel loops use.
int thread_count();

/// Whether a loop of so many operations is worth sharing: waking the other threads takes some microseconds, in which one does a
/// few hundred thousand.
inline bool worth_sharing(int64_t operations) { return operations >= (1 << 18); }

/// Does part(job, 0), part(job, 1), .. part(job, count - 1), shared among the threads, each part by one of them. When parts
/// throw, what the first of them threw is thrown again after all are done, so that it is the same at any number of threads.
void run_parts(int count, void (*part)(void* job, int index), void* job);
