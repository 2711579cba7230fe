"""Which numbers of a head are a pair: the half-split and the interleaved layout, for head_dim 8."""
from svg import Figure

TINTS = ["a", "b", "c", "d"]
figure = Figure(720, 300, "Two layouts of the same pairs",
                "Two rows of eight cells. In the half-split row cells 0 and 4, 1 and 5, 2 and 6, 3 and 7 have the same tint; in the "
                "interleaved row cells 0 and 1, 2 and 3, 4 and 5, 6 and 7. Lines between the rows show where each cell goes.")
LEFT, CELL = 190, 60
figure.text(20, 62, "half-split", "start", "strong")
figure.text(20, 80, "Hugging Face files", "start", "small")
figure.text(20, 222, "interleaved", "start", "strong")
figure.text(20, 240, "the paper, Meta's files", "start", "small")
for cell in range(8):
    pair, second = cell % 4, cell >= 4
    figure.box(LEFT + cell * CELL, 50, CELL, 34, f"{'y' if second else 'x'}{pair}", TINTS[pair], "mono")
    figure.text(LEFT + cell * CELL + CELL / 2, 42, cell, "middle", "small")
    target = 2 * pair + (1 if second else 0)
    figure.line(LEFT + cell * CELL + CELL / 2, 84, LEFT + target * CELL + CELL / 2, 210, "thin")
for cell in range(8):
    pair, second = cell // 2, cell % 2 == 1
    figure.box(LEFT + cell * CELL, 210, CELL, 34, f"{'y' if second else 'x'}{pair}", TINTS[pair], "mono")
    figure.text(LEFT + cell * CELL + CELL / 2, 262, cell, "middle", "small")
figure.text(LEFT, 288, "pair i = (xi, yi), turned by position * theta^(-2i/8) in both", "start", "small")
figure.write("layouts")
