"""One number of a matrix product: a row of x and a row of the weight, multiplied in pairs and summed."""
from svg import Figure

figure = Figure(740, 330, "One number of a matrix product",
                "On the left x of three rows and four columns, in the middle the weight of four rows and four columns, on the right "
                "y of three rows and four columns. The last row of x and the second row of the weight are marked; below, their four "
                "products are added up to the marked number of y.")
X = [["0", "-1", "0", "0"], ["0", "0", "1.4142", "1.4142"], ["0", "-1", "0", "0"]]
W = [["0", "1", "0", "0"], ["0", "-1", "-1", "0"], ["0", "-1", "0", "0"], ["0", "-1", "1", "0"]]
Y = [["-1", "1", "1", "1"], ["0", "-1.4142", "0", "1.4142"], ["-1", "1", "1", "1"]]


def marked(rows, row, column=None, tint="a"):
    tints = [["none"] * len(rows[0]) for _ in rows]
    for j in range(len(rows[0])):
        if column is None or j == column:
            tints[row][j] = tint
    return tints


figure.text(20, 30, "x [T, in] = [3, 4]", "start", "strong")
figure.grid(20, 45, X, 52, 26, marked(X, 2, tint="a"))
figure.text(270, 30, "weight [out, in] = [4, 4]", "start", "strong")
figure.grid(270, 45, W, 52, 26, marked(W, 1, tint="b"))
figure.text(520, 30, "y [T, out] = [3, 4]", "start", "strong")
figure.grid(520, 45, Y, 52, 26, marked(Y, 2, 1, tint="c"))

figure.text(20, 205, "row 2 of x", "start", "small")
figure.grid(110, 188, [["0", "-1", "0", "0"]], 60, 26, [["a"] * 4])
figure.text(20, 239, "row 1 of weight", "start", "small")
figure.grid(110, 222, [["0", "-1", "-1", "0"]], 60, 26, [["b"] * 4])
figure.text(20, 285, "products", "start", "small")
figure.grid(110, 268, [["0", "1", "0", "0"]], 60, 26)
for j in range(4):
    figure.arrow(140 + j * 60, 250, 140 + j * 60, 267)
figure.arrow(356, 281, 420, 281)
figure.text(388, 272, "sum", "middle", "small")
figure.box(424, 266, 60, 30, "1", "c", "mono")
figure.text(496, 286, "y(2, 1), attn.q[2, 0, 1] of the micro model", "start", "small")
figure.write("linear")
