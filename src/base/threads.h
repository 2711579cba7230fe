#pragma once

#include <cstdint>

/// At most so many threads in the parallel loops of kernels/. Without OpenMP there is one, whatever is asked for.
void use_threads(int count);

/// How many threads the parallel loops use.
int thread_count();

/// Whether a loop of so many operations is worth sharing: waking the other threads takes some microseconds, in which one does a
/// few hundred thousand.
inline bool worth_sharing(int64_t operations) { return operations >= (1 << 18); }
