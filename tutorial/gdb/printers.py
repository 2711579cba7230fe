"""For gdb: how a Tensor, a Matrix and a Shape are shown, and the commands `at`, `enter` and `callers`.

    (gdb) source tutorial/gdb/printers.py
    (gdb) at attn.scores 0
    (gdb) print scores
"""

import itertools
import os
import struct

import gdb
import gdb.printing

MAX_ROWS = 24  # that are shown of a tensor
MAX_COLUMNS = 10


def product(lengths):
    result = 1
    for length in lengths:
        result *= length
    return result


def lengths_of(shape):
    """The axes of a Shape, or None where it holds what was in memory before it was made, or lies nowhere yet."""
    try:
        rank = int(shape["rank_"])
        if not 0 <= rank <= 4:
            return None
        lengths = [int(shape["lengths_"][axis]) for axis in range(rank)]
    except gdb.MemoryError:
        return None
    return lengths if all(0 <= length < 2**40 for length in lengths) else None


def shape_text(lengths):
    return "[" + ", ".join(str(length) for length in lengths) + "]"


def number_text(number):
    return f"{number:9.5f}" if abs(number) < 1e5 or number != number else f"{number:9.3g}"


def row_text(numbers, columns):
    text = " ".join(number_text(number) for number in numbers)
    return text + (" .." if columns > len(numbers) else "")


def read_numbers(address, first, count, code, width):
    """`count` numbers of a struct code from an array in the program's memory."""
    memory = gdb.selected_inferior().read_memory(address + first * width, count * width)
    return struct.unpack(f"<{count}{code}", memory.tobytes())


def row_value(numbers):
    """A row as a value of the program's, float[n]: the form in which Visual Studio Code, too, can show it."""
    row_type = gdb.lookup_type("float").array(len(numbers) - 1)
    return gdb.Value(struct.pack(f"<{len(numbers)}f", *numbers), row_type)


class RowPrinter:
    """float[n] in one line."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        first, last = self.value.type.range()
        shown = [float(self.value[i]) for i in range(first, min(last + 1, first + MAX_COLUMNS))]
        return row_text(shown, last + 1 - first)


def find_row_printer(value):
    """RowPrinter for an array of float32, which has no name that a printer could be registered for."""
    kind = value.type.strip_typedefs()
    is_row = kind.code == gdb.TYPE_CODE_ARRAY and kind.target().name == "float"
    return RowPrinter(value) if is_row else None


def place_text(place):
    """[0,2]: without spaces, as Visual Studio Code names a child to gdb without quotation marks."""
    return "[" + ",".join(str(index) for index in place) + "]"


def rows_shown(lengths, read):
    """Pairs of an index such as [0,2] and the numbers of that row; one number more than is shown, where there are more.
    Behind the last row that is shown: how many more there are."""
    columns = lengths[-1] if lengths else 1
    shown = min(columns, MAX_COLUMNS + 1)
    if shown == 0:
        return
    places = itertools.product(*(range(length) for length in lengths[:-1]))
    for row, place in enumerate(itertools.islice(places, MAX_ROWS + 1)):
        if row == MAX_ROWS:
            yield "more_rows", product(lengths[:-1]) - MAX_ROWS
            return
        yield place_text(place) if place else "numbers", row_value(read(row * columns, shown))


class ShapePrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        lengths = lengths_of(self.value)
        return "Shape, not constructed yet" if lengths is None else shape_text(lengths)


class TextPrinter:
    """A value that has nothing to unfold."""

    def __init__(self, text):
        self.text = text

    def to_string(self):
        return self.text


class TensorPrinter:
    """Shape in one line, rows as children: a frame that has a tensor among its arguments stays short."""

    def __init__(self, value):
        self.address = int(value["data_"])
        self.lengths = lengths_of(value["shape_"])

    def to_string(self):
        return "Tensor " + shape_text(self.lengths)

    def children(self):
        return rows_shown(self.lengths, lambda first, count: read_numbers(self.address, first, count, "f", 4))


def is_constructed(tensor):
    """At the entry of a function its locals are what was there before: shape, size and memory do not agree. A local that
    is a reference lies anywhere then."""
    lengths = lengths_of(tensor["shape_"])
    try:
        size = int(tensor["size_"])
        address = int(tensor["data_"])
        if size == 0 and address == 0:
            return True
        if lengths is None or size != product(lengths):
            return False
        if size > 0:
            read_numbers(address, 0, 1, "f", 4)
            read_numbers(address, size - 1, 1, "f", 4)
    except (gdb.MemoryError, OverflowError):
        return False
    return True


def tensor_printer(value):
    if not is_constructed(value):
        return TextPrinter("Tensor, not constructed yet")
    return TensorPrinter(value) if int(value["size_"]) > 0 else TextPrinter("Tensor, empty")


class NarrowPrinter:
    """A weight matrix of narrow numbers, as the numbers that they stand for."""

    def __init__(self, value, kind, lengths):
        self.value = value
        self.type = kind
        self.lengths = lengths

    def to_string(self):
        return f"Matrix {self.type} {shape_text(self.lengths)}"

    def children(self):
        return rows_shown(self.lengths, self.read)

    def read(self, first, count):
        if self.type == "q8":
            quants = read_numbers(int(self.value["quants"]), first, count, "b", 1)
            blocks = (self.lengths[1] + 31) // 32
            scale_index = first // self.lengths[1] * blocks  # the numbers that are shown lie in a row's first block
            scale = read_numbers(int(self.value["scales"]), scale_index, 1, "H", 2)[0]
            return [quant * bf16_number(scale) for quant in quants]
        if self.type == "f16":
            return read_numbers(int(self.value["halves"]), first, count, "e", 2)
        return [bf16_number(half) for half in read_numbers(int(self.value["halves"]), first, count, "H", 2)]


class F32Printer:
    """A weight matrix that is a Tensor."""

    def __init__(self, tensor):
        self.tensor = tensor

    def to_string(self):
        return "Matrix f32, " + self.tensor.to_string()

    def children(self):
        return self.tensor.children()


def matrix_printer(value):
    try:
        kind = str(value["type"]).split("::")[-1]
    except gdb.MemoryError:
        return TextPrinter("Matrix, not constructed yet")
    if kind == "f32":
        tensor = tensor_printer(value["f32"])
        return F32Printer(tensor) if isinstance(tensor, TensorPrinter) else TextPrinter("Matrix f32, " + tensor.text)
    lengths = [int(value["narrow_rows"]), int(value["narrow_cols"])]
    if kind not in ("bf16", "f16", "q8") or not all(0 < length < 2**40 for length in lengths):
        return TextPrinter("Matrix, not constructed yet")
    return NarrowPrinter(value, kind, lengths)


def bf16_number(half):
    return struct.unpack("<f", struct.pack("<I", half << 16))[0]


class TapBreakpoint(gdb.Breakpoint):
    """Stops in tap(name, layer, value), or in tap(name, value) where no layer is asked for."""

    def __init__(self, function, name, layer):
        super().__init__(function, internal=True)
        self.silent = True
        self.name = name
        self.layer = layer

    def stop(self):
        frame = gdb.selected_frame()
        if frame.read_var("name").string() != self.name or frame.older().name().startswith("tap_tokens"):
            return False
        return self.layer is None or int(frame.read_var("layer")) == self.layer


def run_on():
    """Runs the program, or lets it go on, without what gdb says to that."""
    is_running = gdb.selected_inferior().pid != 0
    gdb.execute("continue" if is_running else "run", to_string=True)


def short_name(frame):
    return frame.name().split("(")[0].split("[abi:")[0]


def show_frame():
    """The function that is selected, and the line where it is. No line number: they change with each edit of a file."""
    frame = gdb.selected_frame()
    place = frame.find_sal()
    if place.symtab is None:
        print(short_name(frame))
        return
    print(f"{short_name(frame)}, {place.symtab.filename}")
    with open(place.symtab.fullname(), encoding="utf-8") as source:
        print("    " + source.read().splitlines()[place.line - 1].strip())


class At(gdb.Command):
    """at NAME [LAYER]: run on until the value of that name is tapped (of that layer), then go to the function that made it.

    at attn.scores 1
    at logits
    """

    def __init__(self):
        super().__init__("at", gdb.COMMAND_RUNNING)

    def invoke(self, argument, from_tty):
        words = argument.split()
        if not 1 <= len(words) <= 2 or (len(words) == 2 and not words[1].isdigit()):
            raise gdb.GdbError("at NAME [LAYER], as in: at attn.scores 1")
        layer = int(words[1]) if len(words) == 2 else None
        functions = ["tap(char const*, int, Tensor const&)"]
        if layer is None:
            functions += ["tap(char const*, Tensor const&)", "tap_tokens"]
        breakpoints = [TapBreakpoint(function, words[0], layer) for function in functions]
        try:
            run_on()
        finally:
            for breakpoint in breakpoints:
                breakpoint.delete()
        if gdb.selected_inferior().pid == 0:
            raise gdb.GdbError(f"the program ended, and {words[0]} was not reached")
        if not gdb.selected_frame().name().startswith("tap"):
            raise gdb.GdbError(f"stopped before {words[0]} was reached: see `where`")
        gdb.selected_frame().older().select()
        show_frame()


class Enter(gdb.Command):
    """enter FUNCTION [if CONDITION]: run on until that function is called (and the condition on its arguments holds)."""

    def __init__(self):
        super().__init__("enter", gdb.COMMAND_RUNNING)

    def invoke(self, argument, from_tty):
        function, _, condition = argument.partition(" if ")
        breakpoint = gdb.Breakpoint(function, internal=True)
        breakpoint.condition = condition or None
        breakpoint.silent = True
        try:
            run_on()
        finally:
            breakpoint.delete()
        if gdb.selected_inferior().pid == 0:
            raise gdb.GdbError(f"the program ended, and {function} was not called")
        show_frame()


class Callers(gdb.Command):
    """callers: the functions from main to here, one a line, without their arguments."""

    def __init__(self):
        super().__init__("callers", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        frame = gdb.selected_frame()
        while frame is not None:
            place = frame.find_sal()
            file = place.symtab.filename if place.symtab else "?"
            if file.startswith("src/"):
                print(f"{short_name(frame):24} {file}")
            frame = frame.older()


def register():
    os.environ["SHELL"] = "/bin/sh"  # what gdb starts the program with, whatever the reader's own shell is
    for files in ("/usr/include/c++/*", "/usr/include/c++/*/*", "/usr/include/c++/*/*/*"):
        gdb.execute("skip -gfi " + files, to_string=True)  # `step` shall not wander into the standard library
    printers = gdb.printing.RegexpCollectionPrettyPrinter("stepwise")
    printers.add_printer("Shape", "^Shape$", ShapePrinter)
    printers.add_printer("Tensor", "^Tensor$", tensor_printer)
    printers.add_printer("Matrix", "^Matrix$", matrix_printer)
    gdb.printing.register_pretty_printer(None, printers, replace=True)
    gdb.printing.register_pretty_printer(None, find_row_printer)
    At()
    Enter()
    Callers()


register()
