"""Where the next steps take hold of the machine: before it, behind it, or in its weights."""
from svg import Figure

figure = Figure(690, 320, "Where to go on",
                "In the middle, from left to right: prompt, model, logits, sampler, text, with a loop back from text to prompt. Retrieval "
                "acts on the prompt; fine-tuning, LoRA and preferences on the model's weights; constrained decoding on the logits; "
                "tools on the way from the text back to the prompt; a server shares the model among many prompts.")

MIDDLE = 140
xs = {"prompt": 20, "model": 160, "logits": 300, "sampler": 440, "text": 580}
for name, x in xs.items():
    figure.box(x, MIDDLE, 90, 40, name, "a" if name == "model" else "none", "strong")
for left, right in zip(list(xs)[:-1], list(xs)[1:]):
    figure.arrow(xs[left] + 90, MIDDLE + 20, xs[right], MIDDLE + 20)


def attach(x, y, width, label, under, target_x, target_y, tint):
    figure.box(x, y, width, 46, label, tint, "strong", under)
    figure.arrow(x + width / 2, y + 46 if y < MIDDLE else y, target_x, target_y)


attach(10, 36, 110, "retrieval", "finds a text first", 65, MIDDLE, "c")
attach(135, 36, 140, "fine-tuning, LoRA", "and preferences", 205, MIDDLE, "b")
attach(290, 36, 110, "grammar", "forbids tokens", 345, MIDDLE, "d")
attach(160, 240, 90, "server", "many prompts", 205, MIDDLE + 40, "c")
figure.line(625, MIDDLE + 40, 625, 263)
figure.arrow(625, 263, 505, 263)
figure.box(365, 240, 140, 46, "tools", "d", "strong", "run by the program")
figure.line(365, 263, 285, 263)
figure.line(285, 263, 285, 220)
figure.line(285, 220, 65, 220)
figure.arrow(65, 220, 65, MIDDLE + 40)
figure.write("further")
