"""How tensors and related types print in gdb.

    (gdb) print weight
    $1 = conv1a.weight (N=32, C=3, H=7, W=7) on cpu:0 = {
      min -0.041, mean -8.7e-05, max 0.038
      n=0, c=0
        -0.001218   0.008031   ...
    }
    (gdb) tensor weight 5 2          another map: n=5, c=2; any expressions will do
    (gdb) print /r weight            the raw members

Programs name this file in a section of their own (auto_load.cpp), so gdb loads it by itself once it
is allowed to: chapter 0 of the course says how.
"""
import array
import math
from typing import Iterator, NamedTuple, Optional

import gdb
import gdb.printing
import gdb.types

ROWS, COLUMNS = 5, 6  # of a map, unless more is asked for
MOST_ROWS, MOST_COLUMNS = 16, 12  # of a map, for the command `tensor`
MOST_NUMBERS = 1 << 20  # read for min, mean and max: a debugger should not keep you waiting


class Shape(NamedTuple):
    """The four extents of a tensor."""

    n: int
    c: int
    h: int
    w: int

    @staticmethod
    def of(value: gdb.Value) -> "Shape":
        return Shape(*(int(value[extent]) for extent in "nchw"))

    def __str__(self) -> str:
        return f"(N={self.n}, C={self.c}, H={self.h}, W={self.w})"

    def size(self) -> int:
        return self.n * self.c * self.h * self.w

    def offset(self, n: int, c: int, y: int, x: int) -> int:
        return ((n * self.c + c) * self.h + y) * self.w + x

    def is_real(self) -> bool:
        """Whether a tensor can have this shape. Uninitialized variables may hold anything."""
        return min(self) >= 1 and self.size() <= 1 << 40


def device_text(value: gdb.Value) -> str:
    """"cuda:1"."""
    kind = str(value["kind"]).rpartition("::")[2]  # of alexnet::Device::Kind::cuda
    return f"{kind}:{int(value['index'])}"


def first_pointer(value: gdb.Value) -> Optional[gdb.Value]:
    """The pointer that std::unique_ptr hides in its bases and members, in any standard library."""
    for field in value.type.strip_typedefs().fields():
        kind = field.type.strip_typedefs().code
        if kind == gdb.TYPE_CODE_PTR:
            return value[field]
        if kind == gdb.TYPE_CODE_STRUCT:
            found = first_pointer(value[field])
            if found is not None:
                return found
    return None


class Numbers(NamedTuple):
    """A tensor, or a view of one, as gdb sees it."""

    name: str
    shape: Shape
    device: str
    data: gdb.Value

    @staticmethod
    def of_view(value: gdb.Value) -> "Numbers":
        return Numbers("", Shape.of(value["shape"]), device_text(value["device"]), value["data"])

    @staticmethod
    def of_tensor(value: gdb.Value) -> "Numbers":
        name = value["name_"].format_string(raw=False).strip('"')
        return Numbers(name, Shape.of(value["shape_"]), device_text(value["device_"]),
                       first_pointer(value["data_"]))

    def read(self, first: int, count: int) -> array.array:
        """Elements first ... first + count - 1. Raises gdb.MemoryError."""
        element = self.data.type.strip_typedefs().target()
        address = int(self.data) + first * element.sizeof
        elements = array.array("d" if element.sizeof == 8 else "f")
        memory = gdb.selected_inferior().read_memory(address, count * element.sizeof)
        elements.frombytes(bytes(memory))
        return elements

    def why_not(self) -> str:
        """Why there are no numbers to show; empty if there are."""
        if not self.shape.is_real():
            return "no such extents: not initialized yet?"
        if int(self.data) == 0:
            return "empty"
        try:
            self.read(0, 1)
        except gdb.MemoryError:
            if self.device.startswith("cuda"):
                return "its memory is the GPU's, which the host cannot read"
            return f"its memory at {int(self.data):#x} cannot be read"
        return ""

    def title(self) -> str:
        return f"{self.name} {self.shape} on {self.device}".lstrip()

    def statistics(self) -> str:
        count = min(self.shape.size(), MOST_NUMBERS)
        values = self.read(0, count)
        total, remarks = sum(values), []
        if math.isnan(total):  # with a NaN among them, min and max mean nothing
            numbers = array.array(values.typecode, (v for v in values if v == v))
            if len(numbers) < count:
                remarks.append(f"{count - len(numbers)} NaN")
            values, total = numbers, sum(numbers)
        if values:
            mean = total / len(values)
            remarks.insert(0, f"min {min(values):.4g}, mean {mean:.4g}, max {max(values):.4g}")
        if count < self.shape.size():
            remarks.append(f"of the first {count}")
        return ", ".join(remarks)

    def is_matrix(self) -> bool:
        """Maps of one number each, as in fully connected layers: images are shown as rows."""
        return self.shape.h == self.shape.w == 1

    def rows(self, n: int, c: int, y: int, x: int, height: int, width: int) -> Iterator[str]:
        """A part of map (n, c), starting at row y and column x: one line per row."""
        shape = self.shape
        if self.is_matrix():
            yield from self.matrix_rows(n, c, height, width)
            return
        for row in range(y, min(y + height, shape.h)):
            values = self.read(shape.offset(n, c, row, x), min(width, shape.w - x))
            yield text_of(values, more=x + width < shape.w)
        if y + height < shape.h:
            yield "       ..."

    def matrix_rows(self, n: int, c: int, height: int, width: int) -> Iterator[str]:
        """The same for a matrix, starting at row n and column c."""
        rows, columns = self.shape.n, self.shape.c
        if columns == 1:  # a list of numbers
            yield text_of(self.read(n, min(width, rows - n)), more=n + width < rows)
            return
        for row in range(n, min(n + height, rows)):
            values = self.read(row * columns + c, min(width, columns - c))
            yield text_of(values, more=c + width < columns)
        if n + height < rows:
            yield "       ..."


def text_of(values: array.array, more: bool) -> str:
    """A row of numbers, in columns."""
    return "".join(f"{value:11.4g}" for value in values) + (" ..." if more else "")


def lines_of(numbers: Numbers, n: int = 0, c: int = 0, y: int = 0, x: int = 0, height: int = ROWS,
             width: int = COLUMNS) -> Iterator[str]:
    """What a tensor holds: min, mean and max, and a part of one of its maps."""
    if numbers.why_not():
        yield numbers.why_not()
        return
    yield numbers.statistics()
    if not numbers.is_matrix():
        yield f"n={n}, c={c}" + (f", from y={y}, x={x}" if y or x else "")
    yield from numbers.rows(n, c, y, x, height, width)


def in_terminal() -> bool:
    """Whether a person types the commands, not an editor (which speaks MI or DAP to gdb)."""
    try:
        with open("/proc/self/cmdline", encoding="utf-8") as file:
            arguments = file.read().split("\0")
    except OSError:
        return True
    options = " ".join(arguments[1:])
    return not any(f"{option}{kind}" in options for kind in ("mi", "dap")
                   for option in ("-interpreter=", "-interpreter ", "-i=", "-i "))


class NumbersPrinter:
    """A tensor or a view in a terminal: name, shape, device, and below them what it holds.

    Where gdb shows a function's arguments (its `print frame-arguments`), what the tensor holds is
    left out, because it is a child.
    """

    def __init__(self, numbers: Numbers):
        self.numbers = numbers

    def to_string(self) -> str:
        return self.numbers.title()

    def children(self) -> Iterator:
        yield "0", "".join(f"\n  {line}" for line in lines_of(self.numbers)) + "\n"

    def display_hint(self) -> str:
        return "array"  # no names for children


class NumbersLine:
    """The same in an editor, which shows one line for a variable.

    Without children: if a value has any, editors show them instead of the text.
    """

    def __init__(self, numbers: Numbers):
        self.numbers = numbers

    def to_string(self) -> str:
        what, *rows = lines_of(self.numbers)
        corner = " ".join(f"[{' '.join(row.split())}]" for row in rows)
        return f"{self.numbers.title()}: {what} {corner}".rstrip()


PRINTER = NumbersPrinter if in_terminal() else NumbersLine


class TextPrinter:
    """A value that prints as a short text."""

    def __init__(self, text: str):
        self.text = text

    def to_string(self) -> str:
        return self.text


def image_text(value: gdb.Value) -> str:
    """"48 x 48 pixels, the first (255, 12, 0)"."""
    width, height = int(value["width"]), int(value["height"])
    text = f"{width} x {height} pixels"
    try:
        first = bytes(gdb.selected_inferior().read_memory(int(first_pointer(value["rgb"])), 3))
        return f"{text}, the first ({first[0]}, {first[1]}, {first[2]})"
    except (gdb.MemoryError, IndexError):
        return text


def build_printers() -> gdb.printing.RegexpCollectionPrettyPrinter:
    """All printers. alexnet_f64 is the library built again with doubles, for gradient checks."""
    printers = gdb.printing.RegexpCollectionPrettyPrinter("alexnet")

    def add(name: str, make) -> None:
        printers.add_printer(name, f"^alexnet(_f64)?::{name}$", make)

    add("Shape", lambda value: TextPrinter(str(Shape.of(value))))
    add("Device", lambda value: TextPrinter(device_text(value)))
    add("Image", lambda value: TextPrinter(image_text(value)))
    add("TensorView", lambda value: PRINTER(Numbers.of_view(value)))
    add("ConstTensorView", lambda value: PRINTER(Numbers.of_view(value)))
    add("HostView", lambda value: PRINTER(Numbers.of_view(value["view"])))
    add("Tensor", lambda value: PRINTER(Numbers.of_tensor(value)))
    return printers


class TensorCommand(gdb.Command):
    """Print a map of a tensor: tensor TENSOR [N [C [Y [X]]]]

N and C select the map, Y and X the row and column to start at. Each may be any expression, such as
a variable of the loop in which the program stopped: tensor y image f oy ox
For a matrix (H = W = 1), N and C are the row and column to start at."""

    def __init__(self):
        super().__init__("tensor", gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument: str, from_tty: bool) -> None:
        words = gdb.string_to_argv(argument)
        if not 1 <= len(words) <= 5:
            raise gdb.GdbError("usage: tensor TENSOR [N [C [Y [X]]]]")
        numbers = self.numbers(words[0])
        place = [int(gdb.parse_and_eval(word)) for word in words[1:]]
        place += [0] * (4 - len(place))
        for name, index, extent in zip("NCYX", place, numbers.shape):
            if not numbers.why_not() and not 0 <= index < extent:
                raise gdb.GdbError(f"{name} is {index}, but goes from 0 to {extent - 1}")
        print(numbers.title())
        for line in lines_of(numbers, *place, MOST_ROWS, MOST_COLUMNS):
            print(f"  {line}")

    @staticmethod
    def numbers(expression: str) -> Numbers:
        value = gdb.parse_and_eval(expression)
        if value.type.strip_typedefs().code == gdb.TYPE_CODE_PTR:
            value = value.dereference()
        name = str(gdb.types.get_basic_type(value.type))
        kind = name.rpartition("::")[2]
        if kind == "Tensor":
            return Numbers.of_tensor(value)
        if kind in ("TensorView", "ConstTensorView"):
            return Numbers.of_view(value)
        if kind == "HostView":
            return Numbers.of_view(value["view"])
        raise gdb.GdbError(f"{expression} is a {name}, not a tensor")


# Registering twice does no harm: a program may be loaded again.
gdb.printing.register_pretty_printer(None, build_printers(), replace=True)
TensorCommand()
