"""The whole machine: from a text to the next token, and round again."""
from svg import Figure

figure = Figure(700, 560, "The whole machine",
                "A column from above to below: text, tokens, embed, the block with attention and MLP, final norm, logits, "
                "probabilities, one token. From the token an arrow leads back up to the embedding. To the right of each stage "
                "stand the shape of its value in the running example and the chapters that explain it.")

LEFT, WIDTH, HEIGHT = 120, 210, 34
SHAPE, CHAPTER = 350, 545
stages = [
    ("text", "aaabdaaab", "9 bytes", "", "none"),
    ("tokenizer", "tokens", "[3]  7 4 7", "4", "c"),
    ("embedding", "embed", "[3, 4]", "6", "a"),
    ("attention", "attn.norm … attn.residual", "[3, 4]", "8, 9, 10, 11", "b"),
    ("MLP", "mlp.norm … mlp.residual", "[3, 4]", "8, 12", "b"),
    ("norm", "final.norm", "[3, 4]", "8", "a"),
    ("head", "logits", "[3, 8], last row used", "7, 14", "a"),
    ("sampler", "sample.probs", "[8]", "14", "d"),
    ("token", "sample.token", "[1]  1", "14, 15", "d"),
    ("decoder", "text", "\"a\" is shown", "4, 15", "c"),
]

figure.text(LEFT + WIDTH / 2, 22, "stage", "middle", "strong")
figure.text(SHAPE, 22, "value, and its shape", "start", "strong")
figure.text(CHAPTER + 20, 22, "chapter", "start", "strong")
for i, (name, tap, shape, chapter, tint) in enumerate(stages):
    top = 36 + i * 51
    figure.box(LEFT, top, WIDTH, HEIGHT, name, tint, "strong")
    figure.text(SHAPE, top + 14, tap, "start", "mono")
    figure.text(SHAPE, top + 30, shape, "start", "small")
    figure.text(CHAPTER + 20, top + 21, chapter, "start")
    if i + 1 < len(stages):
        figure.arrow(LEFT + WIDTH / 2, top + HEIGHT, LEFT + WIDTH / 2, top + 51)

# The block is repeated; the loop goes back.
block_top, block_end = 36 + 3 * 51, 36 + 4 * 51 + HEIGHT
figure.line(LEFT - 10, block_top, LEFT - 10, block_end)
figure.line(LEFT - 10, block_top, LEFT - 3, block_top)
figure.line(LEFT - 10, block_end, LEFT - 3, block_end)
figure.text(LEFT - 16, block_top + 40, "a block:", "end", "small")
figure.text(LEFT - 16, block_top + 55, "1 here,", "end", "small")
figure.text(LEFT - 16, block_top + 70, "6 in data/model", "end", "small")
token_middle = 36 + 8 * 51 + HEIGHT / 2
figure.line(LEFT, token_middle, 14, token_middle)
figure.line(14, token_middle, 14, 36 + 2 * 51 + HEIGHT / 2)
figure.arrow(14, 36 + 2 * 51 + HEIGHT / 2, LEFT, 36 + 2 * 51 + HEIGHT / 2)
figure.text(20, token_middle - 24, "the new token", "start", "small")
figure.text(20, token_middle - 9, "is read next", "start", "small")
figure.write("machine")
