"""Texts to try tokenizers on: pseudo-random ones from a seed, the same on every machine, and awkward ones by hand."""
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "data" / "samples"

# Ranges whose characters are all assigned since long, so that no Unicode version sees them differently.
LETTERS = [(0x61, 0x7A), (0x61, 0x7A), (0x41, 0x5A), (0xC0, 0xD6), (0x100, 0x17F), (0x3B1, 0x3C9), (0x410, 0x44F),
           (0x5D0, 0x5EA), (0x621, 0x63A), (0x905, 0x939), (0xE01, 0xE30), (0x4E00, 0x9FA5), (0x3041, 0x3096),
           (0x30A1, 0x30FA), (0xAC00, 0xD7A3), (0x1D400, 0x1D454), (0xFB00, 0xFB06), (0x20000, 0x20010)]
NUMBERS = [(0x30, 0x39), (0x30, 0x39), (0x30, 0x39), (0x660, 0x669), (0x966, 0x96F), (0x2160, 0x2188), (0xBC, 0xBE),
           (0x2460, 0x249B), (0x1D7CE, 0x1D7FF), (0xFF10, 0xFF19)]
OTHERS = [(0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E), (0x2010, 0x2027), (0x20A0, 0x20BF), (0x300, 0x36F),
          (0x93E, 0x94D), (0x1F600, 0x1F64F), (0x1F300, 0x1F3FA), (0x1F3FB, 0x1F3FF), (0x1F1E6, 0x1F1FF),
          (0x200B, 0x200F), (0xFE0F, 0xFE0F), (0xE000, 0xE010), (0x0, 0x8), (0x1C, 0x1F), (0xFFFD, 0xFFFD),
          (0x10FFFF, 0x10FFFF), (0x2580, 0x2582)]
SPACES = [" ", " ", " ", " ", "  ", "   ", "\n", "\n", "\t", "\r\n", "\r", "\u00a0", "\u2028", "\u3000", "\u2003", "\x0b",
          "\x0c", "\u0085", "\u1680", "\u202f"]
ENDINGS = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "\u2019s", "'", "''s", "\u2019"]


class SplitMix64:
    """Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)

    def below(self, n):
        return self.next() % n                                          # the bias does not matter here

    def choice(self, items):
        return items[self.below(len(items))]

    def char(self, ranges):
        first, last = self.choice(ranges)
        return chr(first + self.below(last - first + 1))

    def run(self, ranges, longest):
        first, last = self.choice(ranges)
        return "".join(chr(first + self.below(last - first + 1)) for _ in range(1 + self.below(longest)))


def read_sample(name):
    return (SAMPLES / name).read_bytes().decode("utf-8")


def sample_words():
    """The words of the samples, each once, in order."""
    return list(dict.fromkeys(word for name in ("prose.txt", "languages.txt", "code.txt")
                              for word in read_sample(name).split()))


def random_text(random, words, special):
    """A few parts of mixed kinds; special is a list of special token strings (may be empty)."""
    text = ""
    for _ in range(1 + random.below(10)):
        kind = random.below(14)
        if kind < 3:
            text += random.choice(words)
        elif kind < 6:
            text += random.choice(SPACES)
        elif kind == 6:
            text += " " + random.choice(words)
        elif kind == 7:
            text += random.run(LETTERS, 8)
        elif kind == 8:
            text += random.run(NUMBERS, 8)
        elif kind == 9:
            text += random.run(OTHERS, 4)
        elif kind == 10:
            text += random.choice(ENDINGS)
        elif kind == 11:
            text += (random.char(LETTERS) + random.char(LETTERS))[:1 + random.below(2)] * (1 + random.below(12))
        elif kind == 12 and special:
            token = random.choice(special)
            text += token if random.below(4) else token[:random.below(len(token))]
        else:
            text += random.char(random.choice([LETTERS, NUMBERS, OTHERS]))
    return text


def awkward_texts(special):
    texts = ["", " ", "  ", "   ", " " * 17, "\n", "\n\n", " \n", "\n ", "\r\n", "\t", "\t\t ", "\0", "a\0b", "\0\0", "\u00a0",
             "\u2028", "\u3000", "\ufeff", "a", " a", "a ", " a ", "  a", "aa", "aaa", "a" * 4, "a" * 7, "a" * 16, "a" * 33,
             "\u0301", " \u0301", "a\u0301", "\u0301\u0301\u0301", "\u093f", "\u00e9", "\u00ff", "\u0100", "\u0120", "\u2581",
             "\u2581\u2581 \u2581", " \u2581a", "<0x41>", "<0x0A>", "\U0001f600", "\U0001f600\U0001f600",
             "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e9\U0001f1ea", "\U0001f3f3\ufe0f\u200d\U0001f308",
             "\ue000", "\ufffd", "\U0010ffff", "it's", "'s", " 's", "don\u2019t", "don't don\u2019t", "12345", "1a2b3c", "\u00bd",
             "x\u00b2", "Hello, world!", "hello world", "the the the", "The clock's slow.", "  indented", "a  b   c    d",
             "abcabcabc", "ababab", "'''", "--------", "...", "!?", "\x7f", "\x1c", "tab\tand\nline"]
    for token in special:
        texts += [token, token + token, "a" + token + "b", " " + token + " ", "  " + token + "\n"]
    for token in special[:4]:
        texts += [token[:-1], token[1:], token[:-1] + token, token + token[1:], token.upper() + "?"]
    texts += ["".join(special), " ".join(special), "".join(reversed(special)), "Hi " + "Hi ".join(special) + " Hi"]
    return texts
