"""gdb with a program loaded, which is given commands one by one."""
import os
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Optional

PROJECT = Path(__file__).resolve().parents[2]
SECONDS = 240  # for one command at most: breakpoint conditions are slow, and so are busy machines

# Runs a command as if it were typed, and reports when it is done and whether it failed.
STEP = """python
def step(command):
    error = ""
    try:
        gdb.execute(command, True)
    except gdb.error as thrown:
        error = str(thrown)
    gdb.flush()
    print("\\n@@done@@" + repr(error), flush=True)
end
"""


class DebuggerFailed(Exception):
    """gdb refused a command, or did not return from it."""


def why_no_gdb() -> Optional[str]:
    """Why gdb cannot be tested here; None if it can."""
    if shutil.which("gdb") is None:
        return "there is no gdb (scripts/bootstrap installs it)"
    tried = subprocess.run(
        ["gdb", "-nx", "-q", "-batch", "-ex", "python print('has', 'Python')",
         "-ex", "set startup-with-shell off", "-ex", "run", "/bin/true"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS)
    if "has Python" not in tried.stdout:
        return "this gdb was built without Python"
    if "exited normally" not in tried.stdout:
        return f"gdb cannot start a program here: {tried.stderr.strip()}"
    return None


def skip_without_gdb() -> None:
    reason = why_no_gdb()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(0)


class Session:
    """`gdb PROGRAM`, as started by a reader who has done what chapter 0 says."""

    def __init__(self, program: Path, *arguments: str):
        if not program.exists():
            raise DebuggerFailed(f"there is no {program}; build it first")
        command = ["gdb", "-nx", "-q", "-iex", f"add-auto-load-safe-path {PROJECT}"]
        for setting in ("width 0", "height 0",
                        "debuginfod enabled off",    # an older gdb lacks this setting: no harm
                        "inferior-tty /dev/null"):   # the program's output is not gdb's answer
            command += ["-iex", f"set {setting}"]
        self.folder = tempfile.TemporaryDirectory()  # for what the program writes
        self.gdb = subprocess.Popen(command + ["--args", str(program.resolve()), *arguments],
                                    cwd=self.folder.name, stdin=subprocess.PIPE,
                                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.gdb.stdin.write(STEP.encode())
        self("echo")  # the greeting is not an answer

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.gdb.kill()  # this ends the program in it, too
        self.gdb.communicate()
        self.folder.cleanup()

    def __call__(self, command: str) -> str:
        """What gdb answers. Raises DebuggerFailed if that is an error."""
        try:
            self.gdb.stdin.write(f"python step({command!r})\n".encode())
            self.gdb.stdin.flush()
        except BrokenPipeError:
            raise DebuggerFailed(f"{command}: gdb has ended") from None
        answer, deadline = b"", time.monotonic() + SECONDS
        while True:
            done = re.search(rb"\n@@done@@(.*)\n", answer)
            if done:
                break
            ready, _, _ = select.select([self.gdb.stdout], [], [], deadline - time.monotonic())
            piece = os.read(self.gdb.stdout.fileno(), 1 << 16) if ready else b""
            if not piece:
                why = "gdb ended" if ready else f"no answer in {SECONDS} seconds"
                raise DebuggerFailed(f"{command}: {why}\n{answer.decode(errors='replace')}")
            answer += piece
        error = done[1].decode()[1:-1]
        text = answer[:done.start()].decode(errors="replace")
        text = re.sub(r"^(\(gdb\) |>)+", "", text, flags=re.MULTILINE)
        if error:
            raise DebuggerFailed(f"{command}: {error}")
        return text.strip("\n")
