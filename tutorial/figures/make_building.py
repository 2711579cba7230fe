"""One name, and the five places where it stands: source, golden, trace, debugger, exercise."""
from svg import Figure

figure = Figure(680, 330, "One name in five places",
                "In the middle the call tap(attn.scores) of the source. Arrows lead from it to the golden tensor that a test compares "
                "it with, to a line of trace, to the stop of the debugger, and to the exercise of that name, which the "
                "test grades.")

CENTRE_X, CENTRE_Y = 340, 165
figure.box(210, 135, 260, 60, 'tap("attn.scores", layer, scores)', "a", "mono", "src/model/attention.cpp")

PLACES = [
    (20, 20, "b", "make test T=attention", "compared with a golden tensor"),
    (460, 20, "c", "stepwise trace", "one line: shape, numbers, rms"),
    (20, 250, "d", "exercise R=attn.scores", "the region to write again"),
    (460, 250, "c", "at attn.scores 0", "the debugger stops there"),
]
for x, y, tint, label, under in PLACES:
    figure.box(x, y, 200, 56, label, tint, "mono", under)

figure.arrow(260, 135, 190, 80)
figure.arrow(420, 135, 490, 80)
figure.arrow(260, 195, 190, 246)
figure.arrow(420, 195, 490, 246)
figure.arrow(120, 80, 120, 246)
figure.text(128, 160, "grades", "start", "small")
figure.text(560, 160, "same numbers", "middle", "small")
figure.arrow(560, 150, 560, 82)
figure.arrow(560, 168, 560, 246)
figure.write("building")
