#pragma once

/// At most so many threads in the parallel loops of kernels/. Without OpenMP there is one, whatever is asked for.
void use_threads(int count);

/// How many threads the parallel loops use.
int thread_count();
