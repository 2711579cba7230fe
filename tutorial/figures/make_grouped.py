"""Grouped queries in the micro model: two query heads, one key and value head."""
from svg import Figure

figure = Figure(700, 330, "Two query heads share one key and value head",
                "The last token's vector becomes two queries. Both are compared with the same three keys and give different weights: "
                "head 0 gives 0.82 to d, head 1 gives 0.74 to the token itself. Both average the same values; the two mixes lie side by "
                "side, and the output matrix reads them together.")
figure.box(20, 40, 120, 36, "query, head 0", "a")
figure.box(20, 230, 120, 36, "query, head 1", "b")
figure.text(300, 118, "keys and values of all tokens, kept once", "middle", "small")
figure.grid(210, 128, [["aaab", "d", "aaab"]], 60, 36, [["c"] * 3], "")
figure.arrow(100, 76, 206, 136)
figure.arrow(100, 230, 206, 158)
figure.text(210, 48, "weights of head 0", "start", "small")
figure.grid(210, 54, [["0.11", "0.82", "0.07"]], 60, 24, [["none", "a", "none"]])
figure.text(210, 252, "weights of head 1", "start", "small")
figure.grid(210, 215, [["0.14", "0.12", "0.74"]], 60, 24, [["none", "none", "b"]])
figure.arrow(392, 66, 450, 120)
figure.arrow(392, 227, 450, 172)
figure.text(432, 80, "average", "start", "small")
figure.text(432, 222, "average", "start", "small")
figure.grid(455, 134, [["1.16", "-0.97", "0.17", "0.70"]], 56, 24, [["a", "a", "b", "b"]])
figure.text(567, 126, "attn.mix", "middle", "mono")
figure.arrow(567, 160, 567, 262)
figure.box(497, 264, 140, 36, "o_proj", "none", "", "reads both")
figure.write("grouped")
