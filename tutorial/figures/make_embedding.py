"""The embedding table of the micro model, read on the way in and again on the way out."""
from svg import Figure

TABLE = [
    ("</s>", [2, 0, 1, 0]),
    ("a", [0, 0, -2, 0]),
    ("b", [1, 0, 0, 0]),
    ("c", [1, 2, 0, 0]),
    ("d", [0, 0, 1, 1]),
    ("aa", [0, 1, 0, 0]),
    ("ab", [-1, 0, 0, 0]),
    ("aaab", [0, -1, 0, 0]),
]
TINTS = {4: "b", 7: "a"}
LOGITS = ["-2.3956", "4.3879", "-0.1008", "-6.3724", "-1.6211", "-3.1358", "0.1008", "3.1358"]

figure = Figure(760, 330, "One table, used twice",
                "On the left the tokens 7, 4, 7 pick rows 7, 4 and 7 of the embedding table of eight rows. On the right the "
                "vector that comes out of the blocks is multiplied with all eight rows, which gives eight logits.")
LEFT, TOP, HEIGHT = 300, 60, 26

figure.text(75, 30, "in: look up a row", "middle", "strong")
figure.text(410, 30, "model.embed_tokens.weight [8, 4]", "middle", "strong")
figure.text(660, 30, "out: dot every row", "middle", "strong")

rows = [numbers for _, numbers in TABLE]
tints = [[TINTS.get(i, "none")] * 4 for i in range(8)]
figure.grid(LEFT, TOP, rows, 52, HEIGHT, tints)
for i, (token, _) in enumerate(TABLE):
    figure.text(LEFT - 12, TOP + i * HEIGHT + 17, f"{i}  {token}", "end", "mono")

for t, (token, tint) in enumerate([(7, "a"), (4, "b"), (7, "a")]):
    y = TOP + 20 + t * 60
    figure.box(20, y, 110, 34, f"token {token}", tint, "mono")
    figure.arrow(132, y + 17, LEFT - 78, TOP + token * HEIGHT + 13)

for i, logit in enumerate(LOGITS):
    y = TOP + i * HEIGHT + 13
    figure.arrow(LEFT + 4 * 52 + 6, y, 610, y)
    figure.text(690, y + 4, logit, "end", "mono")
figure.text(20, 300, "embed [3, 4] = rows 7, 4, 7 of the table", "start", "small")
figure.text(740, 300, "logits[2] = table times final.norm[2]: one number a row", "end", "small")
figure.write("embedding")
