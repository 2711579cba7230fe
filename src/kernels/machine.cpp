#include "kernels/machine.h"

#include "base/threads.h"
#include "kernels/vec.h"

/// Sums begin .. end by the calling thread: eight streams side by side, each through an eighth of the numbers. A machine
/// that fetches ahead for several streams reads faster than for one.
static float sum_of_part(const float* numbers, int64_t begin, int64_t end) {
    constexpr int streams = 8;
    constexpr int64_t step = 2 * vec_width;
    const int64_t length = (end - begin) / streams / step * step;
    Vec sum[streams][2] = {};
    for (int64_t i = 0; i < length; i += step) {
#pragma GCC unroll 8
        for (int j = 0; j < streams; ++j) {
            const float* stream = numbers + begin + j * length + i;
            sum[j][0] += vec_load(stream);
            sum[j][1] += vec_load(stream + vec_width);
        }
    }
    Vec all = {};
    for (int j = 0; j < streams; ++j) {
        all += sum[j][0] + sum[j][1];
    }
    float total = vec_sum(all);
    for (int64_t i = begin + streams * length; i < end; ++i) {
        total += numbers[i];
    }
    return total;
}

float sum_of_numbers(const float* numbers, int64_t n) {
    const int64_t parts = thread_count();
    float total = 0.0f;
#pragma omp parallel for reduction(+ : total) schedule(static, 1)
    for (int64_t part = 0; part < parts; ++part) {
        total += sum_of_part(numbers, n * part / parts, n * (part + 1) / parts);
    }
    return total;
}

// A unit takes one multiply-add a cycle and has it done some four cycles later, and there are two units: eight chains at
// least must be under way. Twelve, with the two factors, fit into the 16 registers of AVX2.
constexpr int chains_under_way = 12;

/// x = x * factor + term, again and again, in chains that do not wait for one another.
static float multiply_add_chains(int64_t rounds, float factor, float term) {
    Vec x[chains_under_way];
    for (int j = 0; j < chains_under_way; ++j) {
        x[j] = vec_of(float(j));
    }
    const Vec factors = vec_of(factor);
    const Vec terms = vec_of(term);
    for (int64_t round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
        for (int j = 0; j < chains_under_way; ++j) {
            x[j] = x[j] * factors + terms;
        }
    }
    Vec all = {};
    for (int j = 0; j < chains_under_way; ++j) {
        all += x[j];
    }
    return vec_sum(all);
}

int64_t multiply_add_in_registers(int64_t rounds, float& result) {
    const int64_t threads = thread_count();
    float total = 0.0f;
#pragma omp parallel for reduction(+ : total) schedule(static, 1)
    for (int64_t thread = 0; thread < threads; ++thread) {
        total += multiply_add_chains(rounds, 0.5f, float(thread + 1));  // goes to 2 * (thread + 1), not to infinity
    }
    result = total;
    return threads * rounds * chains_under_way * vec_width * 2;
}
