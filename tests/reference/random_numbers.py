"""Random numbers that are the same everywhere: splitmix64 and xoshiro256**.

Sources: Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators" (splitmix64);
Blackman, Vigna 2018, "Scrambled linear pseudorandom number generators", arXiv:1805.01407 (xoshiro256**).
"""
import math

import numpy as np

MASK = (1 << 64) - 1


class SplitMix64:
    """A counter that is well mixed; used to spread a small seed over a large state."""

    def __init__(self, seed):
        self.state = seed & MASK

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)


def rotate_left(x, k):
    return ((x << k) | (x >> (64 - k))) & MASK


class Xoshiro256:
    """xoshiro256**: 256 bits of state, four outputs of splitmix64 of the seed (so that seed 0 is not all zero)."""

    def __init__(self, seed=0, state=None):
        mixer = SplitMix64(seed)
        self.s = list(state) if state else [mixer.next() for _ in range(4)]

    def next(self):
        s = self.s
        result = (rotate_left((s[1] * 5) & MASK, 7) * 9) & MASK
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate_left(s[3], 45)
        return result

    def uniform(self):
        """A number in [0, 1): the top 24 bits, so that a float32 holds it exactly."""
        return (self.next() >> 40) * 2.0 ** -24

    def normal(self):
        """Nearly a standard normal: twelve uniforms have mean 6 and variance 1. No log or cos: the same anywhere."""
        return sum(self.uniform() for _ in range(12)) - 6.0

    def normals(self, *shape):
        """Standard normals rounded to float32, as float64: [*shape]."""
        count = int(np.prod(shape))
        values = np.array([self.normal() for _ in range(count)])
        return values.astype(np.float32).astype(np.float64).reshape(shape)

    def box_muller(self):
        """A standard normal: Box & Muller 1958, from two uniforms of 53 bits, the first in (0, 1], the second in [0, 1)."""
        radius = math.sqrt(-2.0 * math.log(((self.next() >> 11) + 1) * 2.0 ** -53))
        return radius * math.cos(2.0 * math.pi * ((self.next() >> 11) * 2.0 ** -53))

    def fair_below(self, n):
        """A whole number in [0, n), each equally likely: outputs below 2^64 mod n are drawn again."""
        while True:
            bits = self.next()
            if bits >= 2 ** 64 % n:
                return bits % n

    def below(self, n):
        """A whole number in [0, n); the tiny bias does not matter for test data."""
        return int(self.uniform() * n)


def check_published_vectors():
    """First outputs that the authors' C code gives."""
    mixer = SplitMix64(1234567)
    assert [mixer.next() for _ in range(5)] == [
        6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821]
    generator = Xoshiro256(state=[1, 2, 3, 4])
    assert [generator.next() for _ in range(6)] == [
        11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600]
