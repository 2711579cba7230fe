#include "base/rng.h"

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
