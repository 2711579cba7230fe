"""RoPE turns: the query and the key of one token of the micro model at positions 0, 1 and 2, and two pairs of tokens that
stand equally far apart."""
import math

from svg import Figure

RADIUS = 85
figure = Figure(760, 330, "A turn for each position",
                "Three circles. In the first the query of the token aaab stands at three angles, one for each position. In the second a "
                "query at position 2 and a key at position 1 enclose an angle; in the third, at positions 4 and 3, both have been "
                "turned by the same amount and the angle is the same.")


def turned(vector, angle):
    a, b = vector
    return a * math.cos(angle) - b * math.sin(angle), a * math.sin(angle) + b * math.cos(angle)


def circle(cx, cy, title, under):
    figure.parts.append(f'<circle class="thin" cx="{cx}" cy="{cy}" r="{RADIUS}"/>')
    figure.line(cx - RADIUS - 12, cy, cx + RADIUS + 12, cy, "thin")
    figure.line(cx, cy - RADIUS - 12, cx, cy + RADIUS + 12, "thin")
    figure.text(cx, 30, title, "middle", "strong")
    figure.text(cx, 300, under, "middle", "small")


def vector(cx, cy, xy, label):
    length = math.hypot(*xy)
    x, y = cx + RADIUS * xy[0] / length, cy - RADIUS * xy[1] / length
    figure.arrow(cx, cy, round(x, 1), round(y, 1))
    lx, ly = cx + (RADIUS + 20) * xy[0] / length, cy - (RADIUS + 20) * xy[1] / length
    figure.text(round(lx, 1), round(ly + 4, 1), label, "middle", "mono")


Q_AAAB, K_D = (-1.0, 1.0), (-1.4142, -1.4142)
circle(130, 165, "q of aaab", "at positions 0, 1 and 2: one radian more each")
for position in range(3):
    vector(130, 165, turned(Q_AAAB, position), f"q{position}")
for cx, query, key in ((380, 2, 1), (630, 4, 3)):
    circle(cx, 165, f"positions {query} and {key}", "score 1.6829 in both")
    vector(cx, 165, turned(Q_AAAB, query), f"q{query}")
    vector(cx, 165, turned(K_D, key), f"k{key}")
figure.write("rope")
