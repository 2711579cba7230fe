"""Row-major order: one row of memory, seen as [3, 4] and as [3, 2, 2]. Numbers: attn.q of the micro model."""
from svg import Figure

figure = Figure(680, 330, "Two shapes over the same memory",
                "Twelve numbers in a row, at places 0 to 11. Above they are seen as three rows of four, below as three "
                "tokens of two heads of two. Number (1, 2) of the first and number (1, 1, 0) of the second are both place 6.")

VALUES = ["-1", "1", "1", "1", "0", "-1.41", "0", "1.41", "-1", "1", "1", "1"]
TINTS = ["a"] * 4 + ["b"] * 4 + ["c"] * 4
ROW = ["a", "b", "c"]
figure.text(30, 30, "[3, 4]: tokens, features", "start", "strong")
figure.grid(30, 42, [VALUES[4 * t:4 * t + 4] for t in range(3)], 52, 24, [[ROW[t]] * 4 for t in range(3)])
figure.text(330, 30, "[3, 2, 2]: tokens, heads, features of a head", "start", "strong")
for head in range(2):
    rows = [VALUES[4 * t + 2 * head:4 * t + 2 * head + 2] for t in range(3)]
    figure.grid(330 + head * 140, 42, rows, 52, 24, [[ROW[t]] * 2 for t in range(3)])
    figure.text(330 + head * 140 + 52, 134, f"head {head}", "middle", "small")
figure.text(30, 200, "in memory", "start", "strong")
figure.grid(30, 212, [VALUES], 52, 28, [TINTS])
for place in range(12):
    figure.text(30 + place * 52 + 26, 258, place, "middle", "small")
MARK = 30 + 6 * 52 + 26
figure.arrow(30 + 2 * 52 + 26, 90, MARK - 6, 210)
figure.arrow(330 + 140 + 26, 90, MARK + 6, 210)
figure.text(MARK, 290, "place 6 is (1, 2) on the left and (1, 1, 0) on the right", "middle", "small")
figure.write("tensors")
