#pragma once

#include <cstdint>

// Loops that do nothing but what bounds the others: reading memory, and multiplying and adding. `stepwise bench` times
// them beside the real work, which cannot be faster.

/// The sum of n numbers, read once from first to last, by all threads, a part each. Several registers add side by side, so
/// that no addition waits for the one before: the time is that of reading. Not the same bits at another number of
/// threads; nothing depends on them.
float sum_of_numbers(const float* numbers, int64_t n);

/// Multiply-adds in registers alone, the same number in every thread; returns the floating-point operations done, two a
/// multiply-add. `result` is what they come to, to be used somewhere, or else the compiler would drop the work.
int64_t multiply_add_in_registers(int64_t rounds, float& result);
