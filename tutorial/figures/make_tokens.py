"""Byte-pair encoding: the merges of "aaabdaaabac" as a tree."""
from svg import Figure

figure = Figure(640, 290, "The merges of aaabdaaabac",
                "Eleven letters in the top row. Rank 0 joins a and a to aa, twice. Rank 1 joins a and b to ab, twice. "
                "Rank 2 joins aa and ab to aaab, twice. Below stand five tokens: aaab, d, aaab, a, c, with ids 7 4 7 1 3.")

LEFT, STEP, TOP = 100, 48, 24
ROWS = [("letters", [(1, "a")] * 3 + [(1, "b"), (1, "d")] + [(1, "a")] * 3 + [(1, "b"), (1, "a"), (1, "c")]),
        ("rank 0", [(2, "aa"), (1, "a"), (1, "b"), (1, "d"), (2, "aa"), (1, "a"), (1, "b"), (1, "a"), (1, "c")]),
        ("rank 1", [(2, "aa"), (2, "ab"), (1, "d"), (2, "aa"), (2, "ab"), (1, "a"), (1, "c")]),
        ("rank 2", [(4, "aaab"), (1, "d"), (4, "aaab"), (1, "a"), (1, "c")])]
TINT = {"aa": "a", "ab": "b", "aaab": "c"}

for row, (label, cells) in enumerate(ROWS):
    y = TOP + row * 58
    figure.text(LEFT - 14, y + 20, label, "end")
    column = 0
    for width, name in cells:
        figure.box(LEFT + column * STEP + 2, y, width * STEP - 4, 32, name, TINT.get(name, "none"), "mono")
        column += width
y = TOP + 4 * 58
figure.text(LEFT - 14, y, "ids", "end")
column = 0
for width, number in [(4, 7), (1, 4), (4, 7), (1, 1), (1, 3)]:
    figure.text(LEFT + (column + width / 2) * STEP, y, number, "middle", "mono")
    column += width
figure.write("tokens")
