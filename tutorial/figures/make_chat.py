"""What is sent in each turn of a conversation: all that was said, of which the cache has most."""
from svg import Figure

SCALE, LEFT = 6.4, 90
# Tokens of each turn as `stepwise chat --stats` tells them: found in the cache, read, generated.
turns = [(0, 25, 13), (39, 11, 7), (58, 12, 5)]

figure = Figure(680, 250, "What a turn sends, and what it computes",
                "Three bars, one a turn. Each bar is the whole conversation so far in tokens. In the second and third turn most of "
                "the bar is marked as kept in the cache; only a short part is read, and a short part is generated.")
for i, (kept, read, made) in enumerate(turns):
    top = 30 + i * 58
    figure.text(LEFT - 12, top + 21, f"turn {i + 1}", "end", "strong")
    x = LEFT
    for amount, tint in ((kept, "none"), (read, "a"), (made, "b")):
        if amount == 0:
            continue
        figure.box(x, top, amount * SCALE, 32, str(amount), tint)
        x += amount * SCALE
for i, (tint, words) in enumerate((("none", "kept in the cache"), ("a", "read in this turn"), ("b", "generated"))):
    figure.box(LEFT + i * 180, 212, 22, 16, "", tint)
    figure.text(LEFT + 30 + i * 180, 225, words, "start", "small")
figure.write("chat")
