"""What the figures of the tutorial are drawn with: boxes, texts, arrows and grids of numbers, as SVG that can be read on a
light page and on a dark one. A figure is a script make_NAME.py beside this file, which writes NAME.svg:

    python3 tutorial/figures/make_norm.py

A figure has a title and a description: they are what a reader hears who cannot see it."""
import html
import pathlib

FOLDER = pathlib.Path(__file__).resolve().parent

# Ink on a page without a colour of its own: dark on light, light on dark. The tints are seen on both.
STYLE = """
  .ink { stroke: #333; fill: none; stroke-width: 1.4 }
  .thin { stroke: #888; fill: none; stroke-width: 1 }
  .head { fill: #333; stroke: none }
  .a { fill: #4e8fd055 } .b { fill: #e08a3c55 } .c { fill: #4cae6a55 } .d { fill: #b06ac955 } .none { fill: none }
  text { fill: #222; font-family: sans-serif; font-size: 13px }
  .small { font-size: 11px } .mono { font-family: monospace; font-size: 12px } .strong { font-weight: bold }
  @media (prefers-color-scheme: dark) {
    .ink { stroke: #ccc } .head { fill: #ccc } text { fill: #e6e6e6 }
  }
"""


class Figure:
    """Collects shapes; x to the right, y down, in pixels."""

    def __init__(self, width, height, title, description):
        self.width, self.height = width, height
        self.title, self.description = title, description
        self.parts = []

    def box(self, x, y, width, height, label="", tint="none", style="", under=""):
        """A box with a label in its middle, and a smaller text below that label."""
        self.parts.append(f'<rect class="ink {tint}" x="{x}" y="{y}" width="{width}" height="{height}" rx="4"/>')
        middle = y + height / 2 + (4 if not under else -3)
        if label:
            self.text(x + width / 2, middle, label, "middle", style)
        if under:
            self.text(x + width / 2, middle + 16, under, "middle", "small")

    def text(self, x, y, text, anchor="start", style=""):
        self.parts.append(f'<text class="{style}" x="{x}" y="{y}" text-anchor="{anchor}">{html.escape(str(text))}</text>')

    def line(self, x1, y1, x2, y2, style="ink"):
        self.parts.append(f'<line class="{style}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>')

    def arrow(self, x1, y1, x2, y2):
        """A line with a point at its second end."""
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        ux, uy = (x2 - x1) / length, (y2 - y1) / length
        base_x, base_y = x2 - 8 * ux, y2 - 8 * uy
        self.line(x1, y1, round(base_x, 1), round(base_y, 1))
        corners = [(x2, y2), (base_x - 4 * uy, base_y + 4 * ux), (base_x + 4 * uy, base_y - 4 * ux)]
        points = " ".join(f"{round(px, 1)},{round(py, 1)}" for px, py in corners)
        self.parts.append(f'<polygon class="head" points="{points}"/>')

    def grid(self, x, y, rows, cell_width=52, cell_height=22, tints=None, style="mono"):
        """A table of numbers or words; tints[i][j], where given, is the tint of a cell."""
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                tint = tints[i][j] if tints else "none"
                left, top = x + j * cell_width, y + i * cell_height
                self.parts.append(f'<rect class="thin {tint}" x="{left}" y="{top}" width="{cell_width}" height="{cell_height}"/>')
                self.text(left + cell_width / 2, top + cell_height / 2 + 4, value, "middle", style)

    def write(self, name):
        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" width="{self.width}" '
            f'height="{self.height}" role="img" aria-labelledby="title description">',
            f'<title id="title">{html.escape(self.title)}</title>',
            f'<desc id="description">{html.escape(self.description)}</desc>',
            f"<style>{STYLE}</style>",
            *self.parts,
            "</svg>",
        ]
        (FOLDER / f"{name}.svg").write_text("\n".join(lines) + "\n", encoding="utf-8")
