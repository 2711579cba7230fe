"""One head of the micro model: from queries and keys to scores, weights and the mix."""
from svg import Figure

figure = Figure(760, 380, "One head of attention, step by step",
                "Queries of three tokens and keys of three tokens give a triangle of scores, softmax makes weights of each line, and "
                "the weights of the last line average the values of the three tokens.")
TOKENS = ["aaab", "d", "aaab"]
Q = [["-1.0000", "1.0000"], ["1.1900", "-0.7641"], ["-0.4931", "-1.3254"]]
K = [["1.0000", "0.0000"], ["0.4259", "-1.9541"], ["-0.4161", "0.9093"]]
V = [["0.0000", "1.0000"], ["1.4142", "-1.4142"], ["0.0000", "1.0000"]]
SCORES = [["-0.7071", "", ""], ["0.8414", "1.4142", ""], ["-0.3487", "1.6829", "-0.7071"]]
WEIGHTS = [["1.0000", "", ""], ["0.3606", "0.6394", ""], ["0.1072", "0.8178", "0.0749"]]
LAST = [["none"] * 3, ["none"] * 3, ["a"] * 3]


def table(x, y, title, rows, tints, labels=True):
    figure.text(x, y - 12, title, "start", "strong")
    figure.grid(x, y, rows, 68, 26, tints)
    if labels:
        for i, token in enumerate(TOKENS):
            figure.text(x - 8, y + i * 26 + 17, token, "end", "mono")


pair = [["none"] * 2, ["none"] * 2, ["a"] * 2]
table(60, 50, "q: what it looks for", Q, pair)
table(60, 190, "k: what it is found by", K, [["b"] * 2] * 3)
table(300, 50, "scores: q . k / sqrt(2)", SCORES, LAST)
table(300, 190, "weights: softmax of a line", WEIGHTS, LAST)
table(580, 190, "v: what it says", V, [["c"] * 2] * 3)
figure.arrow(200, 89, 258, 89)
figure.line(200, 229, 228, 229)
figure.line(228, 229, 228, 89)
figure.arrow(402, 131, 402, 161)
figure.text(412, 150, "each line sums to 1", "start", "small")
figure.text(300, 300, "0.1072 x (0, 1)  +  0.8178 x (1.4142, -1.4142)  +  0.0749 x (0, 1)", "start", "mono")
figure.text(300, 322, "= mix of the last token in this head:", "start", "small")
figure.grid(500, 306, [["1.1566", "-0.9744"]], 68, 26, [["d", "d"]])
figure.arrow(400, 270, 400, 286)
figure.text(300, 356, "empty cells are the future: score -inf, weight 0", "start", "small")
figure.write("attention")
