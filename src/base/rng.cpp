#include "base/rng.h"

#include <cmath>

static uint64_t rotate_left(uint64_t bits, int count) { return (bits << count) | (bits >> (64 - count)); }

uint64_t splitmix64(uint64_t& state) {
    state += 0x9e3779b97f4a7c15ull;  // 2^64 divided by the golden ratio
    uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ull;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebull;
    return mixed ^ (mixed >> 31);
}

Rng make_rng(uint64_t seed) {
    Rng rng;
    for (uint64_t& word : rng.state) {
        word = splitmix64(seed);
    }
    return rng;
}

uint64_t next_bits(Rng& rng) {
    uint64_t* s = rng.state;
    const uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    const uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate_left(s[3], 45);
    return result;
}

float next_float(Rng& rng) {
    const uint64_t top_24_bits = next_bits(rng) >> 40;
    return float(top_24_bits) * 0x1p-24f;
}

uint64_t next_below(Rng& rng, uint64_t count) {
    const uint64_t surplus = (0 - count) % count;  // 2^64 mod count: so many outputs would favour the first numbers
    uint64_t bits = next_bits(rng);
    while (bits < surplus) {
        bits = next_bits(rng);
    }
    return bits % count;
}

double next_normal(Rng& rng) {
    const double radius_coin = double((next_bits(rng) >> 11) + 1) * 0x1p-53;  // in (0, 1]: its logarithm is finite
    const double angle_coin = double(next_bits(rng) >> 11) * 0x1p-53;         // in [0, 1)
    const double radius = std::sqrt(-2.0 * std::log(radius_coin));
    const double angle = 2.0 * 3.14159265358979323846 * angle_coin;
    return radius * std::cos(angle);
}
