"""Runs what a chapter's box "Stop here, look at this" tells a reader to type into gdb.

    python3 tests/debugger/boxes.py build-debug/bin 03 [--show]
    python3 tests/debugger/boxes.py build-debug/bin README

(README has such a session, too, after the words "One thread of a block".) The blocks of the section
are one session. The lines before the first `(gdb)` are the shell's; then each line that begins with
`(gdb) ` is a command, and the lines below it, if there are any, are gdb's answer. In an answer,
`...` stands for anything, and a line that is only `...` for any lines; addresses may differ, and
numbers with a decimal point may differ by one part in a thousand, because processors round
differently.

The box passes if gdb accepts every command, `run` and `continue` come to a breakpoint, the program
does not end, and gdb gives every answer that is shown. `--show` prints the whole session.
"""
import argparse
import re
import sys
from pathlib import Path
from typing import Iterator, List, NamedTuple, Tuple

from session import PROJECT, DebuggerFailed, Session, skip_without_gdb

TITLE = "## Stop here, look at this"
STOPPED = r"(?:^|hit )(?:Temporary b|B)reakpoint \d+(?:\.\d+)?, "
GOES_ON = ("run", "continue", "next", "step", "finish", "until", "advance")


class Command(NamedTuple):
    line: int  # of the text
    text: str
    answer: List[str]


class Box(NamedTuple):
    shell: List[str]
    commands: List[Command]


class Wrong(Exception):
    """What the text says is not so."""


def lines_of_blocks(text: Path, begin: str) -> Iterator[Tuple[int, str]]:
    """The numbered lines of the blocks from the line with these words to the next heading."""
    inside = fenced = False
    for number, line in enumerate(text.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("```"):
            fenced = not fenced
        elif inside and (fenced or line.startswith("    ")):
            yield number, line if fenced else line[4:]
        elif not fenced:
            inside = begin in line or (inside and not line.startswith("#"))


def read_box(text: Path, begin: str) -> Box:
    """The session that a text shows. What comes before its first build is not part of it."""
    shell, commands = [], []
    for number, line in lines_of_blocks(text, begin):
        if line.startswith("(gdb) "):
            commands.append(Command(number, line[len("(gdb) "):].strip(), []))
        elif commands:
            commands[-1].answer.append(line.rstrip())
        elif line.startswith("scripts/build") or shell:
            shell.append(line)
    return Box(shell, commands)


def program_of(box: Box, target: str, binaries: Path) -> List[str]:
    """The program that gdb is given, and its arguments. Checks the shell's lines."""
    expected = [f"scripts/build debug {target}"]
    if box.shell[:1] != expected or len(box.shell) != 2:
        raise Wrong(f"the box begins with {box.shell}, expected {expected} and a line with gdb")
    started = re.fullmatch(r"gdb (?:--args )?build-debug/bin/(\S+)((?: \S+)*)", box.shell[1])
    if not started or started[1] != target:
        raise Wrong(f"{box.shell[1]!r} does not start {target} in gdb")
    return [str(binaries / target), *started[2].split()]


NUMBER = re.compile(r"(-?\d+\.\d+(?:e[-+]?\d+)?|-?\d+e[-+]?\d+|\d+)")


def line_matches(shown: str, line: str) -> bool:
    """Whether gdb's line is the one in the text."""
    shown, line = (re.sub(r"0x[0-9a-f]+", "0x0", text) for text in (shown, line))
    pieces = NUMBER.split(shown.rstrip())
    pattern = ""
    for i, piece in enumerate(pieces):
        # Any number matches a number with a point: their values are compared below. Where columns
        # are as wide as their numbers, a number that is one character longer has one space less
        # beside it.
        fraction = i % 2 == 1 and not piece.isdigit()
        pattern += r"(-?[\d.]+(?:e[-+]?\d+)?)" if fraction else re.escape(piece)
    pattern = re.sub(r"\\\.\\\.\\\.", ".*?", re.sub(r"(?:\\ )+", r"\\s+", pattern))
    found = re.fullmatch(pattern, line.rstrip())
    if not found:
        return False
    expected = [float(piece) for piece in pieces[1::2] if not piece.isdigit()]
    return all(abs(float(a) - b) <= 1e-3 * abs(b) + 1e-7 for a, b in zip(found.groups(), expected))


def answer_matches(shown: List[str], answer: List[str]) -> bool:
    """Whether these lines follow each other, from the first to the last."""
    if not shown:
        return not answer
    if shown[0] == "...":
        return any(answer_matches(shown[1:], answer[i:]) for i in range(len(answer) + 1))
    return bool(answer) and line_matches(shown[0], answer[0]) and \
        answer_matches(shown[1:], answer[1:])


def check(command: Command, answer: str) -> None:
    """Raises Wrong if the answer is not what the text promises."""
    word = command.text.split()[0]
    if word in ("break", "tbreak"):
        if not re.search(r"Breakpoint \d+ at ", answer):
            raise Wrong("sets no breakpoint")
        at_line = re.search(r" (\S+):\d+", command.text)
        files = [path for part in ("chapters", "src") if at_line
                 for path in (PROJECT / part).glob(f"**/{at_line[1]}")]
        if len(files) > 1:  # gdb stops in all of them, as soon as each has code in that line
            raise Wrong(f"is any of {len(files)} files; write a folder before its name")
    if word in GOES_ON and re.search(r"exited |is not being run|received signal", answer):
        raise Wrong("the program ends")
    if word in ("run", "continue") and not re.search(STOPPED, answer, re.MULTILINE):
        raise Wrong("comes to no breakpoint")
    if "argument ignored" in answer:  # `continue 3`, where the last stop was no breakpoint
        raise Wrong("counts nothing")
    if word == "finish" and "Run till exit" not in answer:
        raise Wrong("does not come to the end of the function")
    lines = [line for line in answer.splitlines() if line.strip()]
    shown = [line for line in command.answer if line.strip()]
    if word in GOES_ON:  # the text leaves out what gdb says of threads that come and go
        shown = ["..."] + shown
    if command.answer and not answer_matches(shown, lines):
        raise Wrong("gdb answers otherwise than the text shows")


def run(box: Box, program: List[str]) -> Iterator[str]:
    """Goes through the session; yields its lines. Raises Wrong."""
    with Session(Path(program[0]), *program[1:]) as gdb:
        for command in box.commands:
            yield f"(gdb) {command.text}"
            answer = ""
            try:
                answer = gdb(command.text)
                yield answer
                check(command, answer)
            except (DebuggerFailed, Wrong) as failed:
                shown = "\n".join(command.answer)
                raise Wrong(f"line {command.line}: (gdb) {command.text}\n{failed}\n"
                            f"--- the text shows\n{shown}\n--- gdb\n{answer}") from None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binaries", type=Path, help="the folder of the programs")
    parser.add_argument("number", help="of the chapter, 03, or README")
    parser.add_argument("--show", action="store_true", help="print the session")
    options = parser.parse_args()
    skip_without_gdb()
    if options.number == "README":
        text, begin, target = PROJECT / "README.md", "One thread of a block", "alexnet"
    else:
        text = next((PROJECT / "chapters").glob(f"{options.number}-*")) / "README.md"
        begin, target = TITLE, f"chapter_{options.number}_demo"
    box = read_box(text, begin)
    try:
        program = program_of(box, target, options.binaries)
        if not box.commands:
            raise Wrong("the box has no command for gdb")
        for line in run(box, program):
            if options.show:
                print(line)
    except Wrong as wrong:
        print(f"{text.relative_to(PROJECT)}: {wrong}")
        return 1
    print(f"{text.relative_to(PROJECT)}: {len(box.commands)} commands, "
          f"{sum(bool(command.answer) for command in box.commands)} answers as shown")
    return 0


if __name__ == "__main__":
    sys.exit(main())
