#pragma once

#include <cstdint>

/// xoshiro256**: 256 bits of state, period 2^256 - 1.
/// Written here, as is every draw made from it, because the standard library's distributions give other
/// numbers on other platforms. Source: Blackman & Vigna 2018, "Scrambled linear pseudorandom number
/// generators", and their public-domain description.
struct Rng {
    uint64_t state[4];
};

/// Next output of splitmix64, which spreads a small seed over 64 bits (Steele, Lea & Flood 2014).
uint64_t splitmix64(uint64_t& state);

/// A generator whose four words are the first four outputs of splitmix64(seed): neighbouring seeds
/// (1, 2, 3) start far apart, and no seed, 0 included, gives the all-zero state that would stay zero.
Rng make_rng(uint64_t seed);

/// 64 random bits.
uint64_t next_bits(Rng& rng);

/// A float in [0, 1): the top 24 bits times 2^-24, so every value is exact and 1 never comes.
float next_float(Rng& rng);

/// A whole number in [0, count), each equally likely: bits that would favour the first numbers are drawn again
/// (Lemire 2019 describes the older of the two ways). count >= 1.
uint64_t next_below(Rng& rng, uint64_t count);

/// A number from the normal distribution of mean 0 and standard deviation 1, by the polar form of two uniform numbers
/// (Box & Muller 1958). In double, from 53-bit uniforms.
double next_normal(Rng& rng);
