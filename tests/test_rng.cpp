#include <cmath>
#include <set>

#include "base/rng.h"
#include "golden.h"
#include "harness.h"

static const SafetensorsFile& rng_golden() {
    static const SafetensorsFile file("data/golden/rng.safetensors");
    return file;
}

TEST(splitmix64_gives_the_published_numbers) {
    const std::vector<int64_t> want = rng_golden().load_integers("splitmix64/1234567");
    EXPECT_EQUAL(want.size(), size_t(10));
    EXPECT_EQUAL(uint64_t(want[0]), uint64_t(6457827717110365317ull));  // Rosetta Code prints the same five
    uint64_t state = 1234567;
    for (int64_t number : want) {
        EXPECT_EQUAL(splitmix64(state), uint64_t(number));
    }
}

TEST(xoshiro256ss_matches_golden_for_every_seed) {
    int seeds = 0;
    for (const uint64_t seed : {0, 1, 2, 42}) {
        Rng rng = make_rng(seed);
        for (int64_t number : rng_golden().load_integers("xoshiro256ss/seed" + std::to_string(seed))) {
            EXPECT_EQUAL(next_bits(rng), uint64_t(number));
        }
        ++seeds;
    }
    EXPECT_EQUAL(seeds, 4);
}

// The authors' own test: state 1, 2, 3, 4 gives these.
TEST(xoshiro256ss_steps_as_its_authors_say) {
    Rng rng = {{1, 2, 3, 4}};
    const std::vector<uint64_t> want = {11520, 0, 1509978240, 1215971899390074240};
    for (uint64_t number : want) {
        EXPECT_EQUAL(next_bits(rng), number);
    }
}

TEST(floats_match_golden_bit_for_bit) {
    const Tensor want = rng_golden().load("floats/seed42");
    Tensor got = Tensor::zeros(want.shape());
    Rng rng = make_rng(42);
    for (int64_t i = 0; i < got.size(); ++i) {
        got(i) = next_float(rng);
    }
    EXPECT_SAME(got, want);
}

// A float of 32 bits divided by 2^32 rounds up to 1: an index past the end for whoever scales it.
TEST(floats_lie_in_0_to_1_without_1) {
    Rng rng = make_rng(7);
    float least = 1;
    float most = 0;
    for (int i = 0; i < 200000; ++i) {
        const float x = next_float(rng);
        EXPECT(x >= 0.0f && x < 1.0f);
        EXPECT_EQUAL(x * 0x1p24f, float(int32_t(x * 0x1p24f)));  // a multiple of 2^-24: exact
        least = x < least ? x : least;
        most = x > most ? x : most;
    }
    EXPECT(least < 1e-4f);
    EXPECT(most > 1 - 1e-4f);
}

TEST(the_largest_and_smallest_bits_give_floats_inside_the_range) {
    // next_bits = rotl(s1 * 5, 7) * 9; with s1 = 0 it is 0, the smallest coin
    Rng rng = {{1, 0, 0, 0}};
    EXPECT_EQUAL(next_float(rng), 0.0f);
    // 9^-1 mod 2^64, rotated back, times 5^-1: next_bits is all ones
    const uint64_t inverse_of_9 = 0x8e38e38e38e38e39ull;
    const uint64_t inverse_of_5 = 0xcccccccccccccccdull;
    EXPECT_EQUAL(inverse_of_9 * 9, uint64_t(1));
    EXPECT_EQUAL(inverse_of_5 * 5, uint64_t(1));
    const uint64_t before_times_9 = ~uint64_t(0) * inverse_of_9;
    const uint64_t before_rotation = (before_times_9 >> 7) | (before_times_9 << 57);
    Rng largest = {{1, before_rotation * inverse_of_5, 0, 0}};
    EXPECT_EQUAL(next_float(largest), 1.0f - 0x1p-24f);
}

TEST(floats_fill_the_range_evenly) {
    Rng rng = make_rng(3);
    std::vector<int> counts(16, 0);
    const int n = 160000;
    for (int i = 0; i < n; ++i) {
        ++counts[size_t(next_float(rng) * 16)];
    }
    double chi_squared = 0;
    for (int count : counts) {
        chi_squared += (count - n / 16.0) * (count - n / 16.0) / (n / 16.0);
    }
    EXPECT(chi_squared < 44.3);  // 15 degrees of freedom: exceeded once in 10,000 seeds; this seed is fixed
}

// llama2.c #239: xorshift seeded with 0 stays 0 for ever.
TEST(seed_0_works) {
    Rng rng = make_rng(0);
    EXPECT(rng.state[0] != 0 && rng.state[1] != 0 && rng.state[2] != 0 && rng.state[3] != 0);
    std::set<uint64_t> seen;
    for (int i = 0; i < 1000; ++i) {
        seen.insert(next_bits(rng));
    }
    EXPECT_EQUAL(seen.size(), size_t(1000));
}

// Unmixed seeds 1, 2, 3 gave first coins in a line, so that "another seed" gave the same text.
TEST(neighbouring_seeds_start_far_apart) {
    std::set<int> tenths;
    std::set<uint64_t> first_numbers;
    for (uint64_t seed = 0; seed < 1000; ++seed) {
        Rng rng = make_rng(seed);
        first_numbers.insert(next_bits(rng));
        if (seed < 40) tenths.insert(int(next_float(rng) * 10));
    }
    EXPECT_EQUAL(first_numbers.size(), size_t(1000));
    EXPECT_EQUAL(tenths.size(), size_t(10));
    for (uint64_t seed = 0; seed < 64; ++seed) {
        Rng a = make_rng(seed);
        Rng b = make_rng(seed + 1);
        const int differing = __builtin_popcountll(next_bits(a) ^ next_bits(b));
        EXPECT(differing >= 12 && differing <= 52);
    }
}

TEST(the_same_seed_gives_the_same_numbers) {
    Rng a = make_rng(~uint64_t(0));
    Rng b = make_rng(~uint64_t(0));
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQUAL(next_bits(a), next_bits(b));
    }
}

TEST(normals_match_golden) {
    const Tensor want = rng_golden().load("normals/seed42");
    EXPECT_EQUAL(want.size(), int64_t(1000));
    Tensor got = Tensor::zeros(want.shape());
    Rng rng = make_rng(42);
    for (int64_t i = 0; i < got.size(); ++i) {
        got(i) = float(next_normal(rng));
    }
    EXPECT_CLOSE(got, want, one_ulp, 0);  // computed in double; the C library's log and cos may differ in its last bit
}

// Of a normal distribution: mean 0, variance 1, no skew, a fourth moment of 3; allowed are five standard errors, which
// are the root of 1, 2, 15 and 96 over n.
TEST(normals_have_the_moments_of_their_distribution) {
    Rng rng = make_rng(11);
    const int n = 400000;
    double sums[4] = {0, 0, 0, 0};
    double neighbours = 0;
    double last = 0;
    for (int i = 0; i < n; ++i) {
        const double x = next_normal(rng);
        double power = 1;
        for (double& sum : sums) {
            power *= x;
            sum += power / n;
        }
        neighbours += x * last / n;
        last = x;
    }
    EXPECT(std::fabs(sums[0]) < 5 * std::sqrt(1.0 / n));
    EXPECT(std::fabs(sums[1] - 1) < 5 * std::sqrt(2.0 / n));
    EXPECT(std::fabs(sums[2]) < 5 * std::sqrt(15.0 / n));
    EXPECT(std::fabs(sums[3] - 3) < 5 * std::sqrt(96.0 / n));
    EXPECT(std::fabs(neighbours) < 5 * std::sqrt(1.0 / n));
}

TEST(normals_have_the_tails_of_their_distribution) {
    Rng rng = make_rng(12);
    const int n = 400000;
    const std::vector<double> limits = {0.5, 1, 2, 3, 4};
    std::vector<int> above(limits.size(), 0);
    std::vector<int> below(limits.size(), 0);
    for (int i = 0; i < n; ++i) {
        const double x = next_normal(rng);
        for (size_t k = 0; k < limits.size(); ++k) {
            above[k] += x > limits[k];
            below[k] += x < -limits[k];
        }
    }
    for (size_t k = 0; k < limits.size(); ++k) {
        const double want = n * std::erfc(limits[k] / std::sqrt(2.0)) / 2;
        EXPECT(std::fabs(above[k] - want) < 5 * std::sqrt(want));
        EXPECT(std::fabs(below[k] - want) < 5 * std::sqrt(want));
    }
}

// The logarithm of 0 would be infinite: the coin of the radius is never 0, and may be 1.
TEST(the_smallest_coin_gives_a_finite_normal) {
    Rng rng = {{1, 0, 0, 0}};  // its first bits are all 0
    const double x = next_normal(rng);
    EXPECT(std::isfinite(x));
    EXPECT(std::fabs(x) <= std::sqrt(2 * 53 * std::log(2.0)));
}

TEST(whole_numbers_match_golden) {
    for (const uint64_t count : {uint64_t(1), uint64_t(6), uint64_t(1000), (uint64_t(1) << 63) + 1}) {
        Rng rng = make_rng(7);
        for (int64_t number : rng_golden().load_integers("below/" + std::to_string(count))) {
            EXPECT_EQUAL(next_below(rng, count), uint64_t(number));
        }
    }
}

TEST(whole_numbers_are_equally_likely) {
    for (const uint64_t count : {2, 3, 6, 7, 10, 16}) {
        Rng rng = make_rng(13);
        const int n = 70000;
        std::vector<int> counts(count, 0);
        for (int i = 0; i < n; ++i) {
            const uint64_t number = next_below(rng, count);
            EXPECT(number < count);
            ++counts[number];
        }
        const double each = double(n) / double(count);
        double chi_squared = 0;
        for (int seen : counts) {
            chi_squared += (seen - each) * (seen - each) / each;
        }
        EXPECT(chi_squared < 44.3);  // exceeded once in 10,000 with 15 degrees of freedom, more seldom with fewer
    }
}

// Of 2^63 + 1 numbers, bits % count would give those below 2^63 - 1 twice as often as the other two.
TEST(whole_numbers_of_a_range_that_divides_badly_are_equally_likely) {
    for (const uint64_t count : {(uint64_t(1) << 63) + 1, (uint64_t(3) << 62) + 5, ~uint64_t(0), uint64_t(1) << 63}) {
        Rng rng = make_rng(14);
        std::vector<int> counts(10, 0);
        for (int i = 0; i < 50000; ++i) {
            const uint64_t number = next_below(rng, count);
            EXPECT(number < count);
            ++counts[size_t(double(number) / double(count) * 10) % 10];
        }
        double chi_squared = 0;
        for (int seen : counts) {
            chi_squared += (seen - 5000.0) * (seen - 5000.0) / 5000;
        }
        EXPECT(chi_squared < 33.7);  // 9 degrees of freedom: exceeded once in 10,000
    }
}

TEST(of_one_number_there_is_no_choice) {
    Rng rng = make_rng(15);
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQUAL(next_below(rng, 1), uint64_t(0));
    }
}

TEST_MAIN
