"""In the simulator gdb stops in one CUDA thread of one block.

    python3 tests/debugger/cuda_thread.py build-debug/bin
"""
import sys
import unittest
from pathlib import Path

from session import PROJECT, Session, skip_without_gdb

BINARIES = Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else PROJECT / "build-debug" / "bin"
KERNEL = PROJECT / "src" / "layers" / "gemm" / "gemm_2_shared_tile.cuh"


def line_of(text: str) -> int:
    """The number of the kernel's line that has this text."""
    lines = KERNEL.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


class OneThread(unittest.TestCase):
    def test_stops_in_the_thread_that_was_asked_for(self) -> None:
        program = BINARIES / "alexnet"
        with Session(program, "check", "--device", "cuda:0", "--variant", "lenet5") as gdb:
            line = line_of("sum += a_tile")
            gdb(f"break {KERNEL.name}:{line} if threadIdx.x == 33 && blockIdx.x == 2")
            self.assertRegex(gdb("run"), rf"Breakpoint 1.*{KERNEL.name}:{line}\n")
            self.assertEqual(gdb("print threadIdx"), "$1 = {x = 33, y = 0, z = 0}")
            self.assertIn("x = 2,", gdb("print blockIdx"))
            # The thread's own variables are those of thread 33: 32 threads make up two rows of 16.
            self.assertEqual(gdb("print row"), "$3 = 2")
            self.assertEqual(gdb("print col"), "$4 = 1")
            self.assertEqual(gdb("print sum"), "$5 = 0")
            gdb("next")
            self.assertEqual(gdb("print threadIdx.x"), "$6 = 33")


if __name__ == "__main__":
    skip_without_gdb()
    unittest.main()
