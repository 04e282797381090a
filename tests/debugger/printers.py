"""How tensors, shapes and devices print in gdb, and the command `tensor`.

    python3 tests/debugger/printers.py build-debug/bin
"""
import json
import re
import subprocess
import sys
import unittest
from pathlib import Path
from typing import List

from session import PROJECT, DebuggerFailed, Session, skip_without_gdb

BINARIES = Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else PROJECT / "build-debug" / "bin"
PROGRAM = BINARIES / "debugger_specimens"

MAPS = [
    "  min 0, mean 143.5, max 287",
    "  n=0, c=0",
    "            0          1          2          3          4          5 ...",
    "            8          9         10         11         12         13 ...",
    "           16         17         18         19         20         21 ...",
    "           24         25         26         27         28         29 ...",
    "           32         33         34         35         36         37 ...",
    "         ...",
]
SHAPE = "(N=2, C=3, H=6, W=8) on cpu:0"


class Printers(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.gdb = Session(PROGRAM)
        cls.gdb("break look")
        cls.stop = cls.gdb("run")

    @classmethod
    def tearDownClass(cls) -> None:
        cls.gdb.close()

    def setUp(self) -> None:
        self.gdb("frame 0")

    def shown(self, expression: str) -> List[str]:
        """The lines with which `print` answers, without the number in front."""
        return re.sub(r"^\$\d+ = ", "", self.gdb(f"print {expression}")).splitlines()

    def block(self, expression: str) -> List[str]:
        """The lines between the braces of a tensor."""
        lines = self.shown(expression)
        self.assertTrue(lines[0].endswith(" = {"), lines)
        self.assertEqual(lines[-1], "}")
        return lines[1:-1]

    def test_tensor_and_views_of_any_constness(self) -> None:
        self.assertEqual(self.shown("tensor"), [f"maps {SHAPE} = {{", *MAPS, "}"])
        self.assertEqual(self.shown("view"), [f"{SHAPE} = {{", *MAPS, "}"])
        self.assertEqual(self.shown("const_view"), [f"{SHAPE} = {{", *MAPS, "}"])
        self.gdb("up")
        self.assertEqual(self.shown("maps"), [f"maps {SHAPE} = {{", *MAPS, "}"])
        self.assertEqual(self.shown("*pointer")[0],
                         "pointed at (N=1, C=1, H=1, W=2) on cpu:0 = {")

    def test_arguments_in_one_line(self) -> None:
        self.assertIn(f"look (tensor=maps {SHAPE} = {{...}}, view={SHAPE} = {{...}}, "
                      f"const_view={SHAPE} = {{...}})", self.stop)

    def test_shape_and_device(self) -> None:
        self.assertEqual(self.shown("view.shape"), ["(N=2, C=3, H=6, W=8)"])
        self.assertEqual(self.shown("view.device"), ["cpu:0"])
        self.gdb("up")
        self.assertEqual(self.shown("on_device.device_"), ["cuda:1"])

    def test_maps_of_one_number_are_a_matrix(self) -> None:
        self.gdb("up")
        rows = self.block("matrix")
        self.assertEqual(rows[1], "            0          1          2          3          4"
                                  "          5 ...")
        self.assertEqual(rows[5].split()[0], "36")
        self.assertEqual(rows[6].strip(), "...")
        self.assertEqual(self.block("list")[1].split(), "0 1 2 3 4 5 ...".split())
        self.assertEqual(self.block("small"), ["  min 0, mean 1.5, max 3", "  n=0, c=0",
                                               "            0          1",
                                               "            2          3"])

    def test_only_the_first_million_numbers_are_read(self) -> None:
        self.gdb("up")
        self.assertEqual(self.block("large")[0],
                         "  min 0, mean 5.243e+05, max 1.049e+06, of the first 1048576")

    def test_nan_is_counted(self) -> None:
        self.gdb("up")
        self.assertEqual(self.block("holes"), ["  min 0, mean 1, max 2, 1 NaN", "  n=0, c=0",
                                               "            0        nan          2"])

    def test_simulated_device_can_be_read(self) -> None:
        self.gdb("up")
        expected = ["  min 0, mean 1, max 2", "  n=0, c=0", "            0          1          2"]
        self.assertEqual(self.shown("on_device")[0],
                         "on device (N=1, C=1, H=1, W=3) on cuda:1 = {")
        self.assertEqual(self.block("on_device"), expected)
        self.assertEqual(self.shown("copied")[0], "(N=1, C=1, H=1, W=3) on cpu:0 = {")
        self.assertEqual(self.block("copied"), expected)

    def test_what_cannot_be_read_says_so(self) -> None:
        self.gdb("up")
        self.assertEqual(self.block("far_away"),
                         ["  its memory is the GPU's, which the host cannot read"])
        self.assertEqual(self.block("wild"), ["  its memory at 0x10 cannot be read"])
        self.assertEqual(self.block("not_yet"), ["  no such extents: not initialized yet?"])
        self.assertEqual(self.block("nothing"), ["  empty"])

    def test_image(self) -> None:
        self.gdb("up")
        self.assertEqual(self.shown("picture"), ["4 x 2 pixels, the first (0, 200, 0)"])

    def test_raw_shows_the_members(self) -> None:
        self.assertIn("shape = {n = 2, c = 3, h = 6, w = 8}", self.shown("/r view")[0])

    def test_command_tensor(self) -> None:
        lines = self.gdb("tensor view 1 2").splitlines()
        self.assertEqual(lines[:3], [SHAPE, "  min 0, mean 143.5, max 287", "  n=1, c=2"])
        self.assertEqual(len(lines), 3 + 6)
        self.assertEqual(lines[3].split(), [str(240 + i) for i in range(8)])
        lines = self.gdb("tensor tensor 0 tensor.shape_.c-1 4 6").splitlines()
        self.assertEqual(lines[2:], ["  n=0, c=2, from y=4, x=6", "          134        135",
                                     "          142        143"])
        self.gdb("up")
        self.assertEqual(self.gdb("tensor pointer.get()").splitlines()[0],
                         "pointed at (N=1, C=1, H=1, W=2) on cpu:0")

    def test_command_tensor_refuses(self) -> None:
        for command, reason in (("tensor view 2", "N is 2, but goes from 0 to 1"),
                                ("tensor", "usage: tensor TENSOR"),
                                ("tensor view.shape", "view.shape is a alexnet::Shape, not a"),
                                ("tensor no_such_thing", "No symbol")):
            with self.assertRaisesRegex(DebuggerFailed, reason):
                self.gdb(command)


class InAnEditor(unittest.TestCase):
    """VS Code talks to gdb in MI; these are its commands (setupCommands of launch.json first)."""

    def test_one_line(self) -> None:
        launch = json.loads((PROJECT / ".vscode" / "launch.json").read_text(encoding="utf-8"))
        setup = [command["text"].replace("${workspaceFolder}", str(PROJECT))
                 for command in launch["configurations"][0]["setupCommands"]]
        commands = [text if text.startswith("-") else f'-interpreter-exec console "{text}"'
                    for text in setup]
        commands += [f'-file-exec-and-symbols "{PROGRAM}"', "-break-insert look", "-exec-run",
                     "-var-create one * view", "-var-create other * tensor"]
        with subprocess.Popen(["gdb", "-nx", "-q", "--interpreter=mi"], text=True, cwd=PROJECT,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as gdb:
            answer = ""
            for command in commands:
                gdb.stdin.write(command + "\n")
                gdb.stdin.flush()
                end = "*stopped" if command == "-exec-run" else "^"
                for line in gdb.stdout:
                    answer += line
                    if line.startswith(end):
                        break
            gdb.stdin.write("-gdb-exit\n")
            gdb.stdin.close()
            gdb.wait()
        values = f"{SHAPE}: min 0, mean 143.5, max 287 [n=0, c=0] [0 1 2 3 4 5 ...] [8 9 10"
        self.assertIn(f'name="one",numchild="0",value="{values}', answer)
        self.assertIn(f'name="other",numchild="0",value="maps {values}', answer)


class Loading(unittest.TestCase):
    def test_every_program_names_the_script(self) -> None:
        with Session(PROGRAM) as gdb:
            self.assertRegex(gdb("info auto-load python-scripts"),
                             rf"Yes +{re.escape(str(PROJECT))}/src/core/gdb/alexnet\.py")

    def test_without_the_line_of_chapter_0_gdb_says_what_to_do(self) -> None:
        refused = subprocess.run(["gdb", "-nx", "-q", "-batch", str(PROGRAM)], text=True,
                                 stdin=subprocess.DEVNULL, capture_output=True)
        self.assertIn("add-auto-load-safe-path", refused.stdout + refused.stderr)


if __name__ == "__main__":
    skip_without_gdb()
    unittest.main()
