"""What the experiments share: their options, and the program that trains.

A training run is a run folder below --runs. What is finished there is not repeated, and what was
interrupted is resumed; so each experiment is one command that may be stopped and given again.
"""
import argparse
import errno
import fcntl
import json
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Dict, List, Sequence, Tuple

try:
    import matplotlib
    import numpy as np
except ImportError as error:
    DEBIANS = "/usr/bin/python3"  # it has apt's packages, and need not come first in PATH
    TRIED = "ALEXNET_TRIED_DEBIANS_PYTHON"  # or this might go on for ever
    if os.path.exists(DEBIANS) and sys.prefix != "/usr" and TRIED not in os.environ:
        os.environ[TRIED] = "1"  # a virtual environment may link to it
        os.execv(DEBIANS, [DEBIANS, *sys.argv])
    sys.exit(f"{sys.executable} has no {error.name}: scripts/bootstrap --reproduce, "
             "or pip install numpy matplotlib")

PROJECT = Path(__file__).resolve().parents[2]
BUILD = PROJECT / os.environ.get("ALEXNET_BUILD", "build")
PROGRAM = BUILD / "bin" / "alexnet"

matplotlib.use("Agg")  # pictures are files; there may be no display
matplotlib.rcParams.update({"figure.dpi": 90, "axes.spines.top": False, "axes.spines.right": False,
                            "axes.titlesize": "medium", "legend.frameon": False})


class Failed(Exception):
    """What was asked could not be done; the text, such as the program's last line, says why."""


class WrongUsage(Failed):
    """Options that do not go together. The exit code is 2, as for those that argparse refuses."""


@dataclass
class Experiment:
    """One command of this folder, and its options."""
    name: str
    quick: bool
    data: str
    runs: Path
    seeds: List[int]
    machine: List[str]  # options for every command that computes: all three, each with its value
    record: bool = False  # are records of runs kept, and used where they exist?
    started: float = field(default_factory=time.monotonic)
    trains_in: Dict[Path, IO[str]] = field(default_factory=dict)  # run folders and their locks

    def say(self, text: str) -> None:
        print(f"[{self.name}, {(time.monotonic() - self.started) / 60:.1f} min] {text}",
              file=sys.stderr, flush=True)


def experiment(name: str, description: str, seeds: int = 0, quick_seeds: int = 1,
               more: Sequence[Any] = ()) -> Tuple["Experiment", argparse.Namespace]:
    """Reads the command line. `seeds` 0: there is one run, and no choice. `more` are further
    options as (flag, keywords). Returns the experiment and all parsed options.
    """
    parser = argparse.ArgumentParser(description=description, allow_abbrev=False,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true",
                        help="takes minutes on two cores, on drawn pictures: shows that everything "
                             "works, but nothing about the paper; results stay in --runs")
    parser.add_argument("--data", default=os.environ.get("ALEXNET_DATA", ""), metavar="DIR",
                        help="folder of data sets (scripts/reproduce/data.py says which); "
                             "default: $ALEXNET_DATA")
    parser.add_argument("--runs", default=PROJECT / "runs" / "reproduce", type=Path, metavar="DIR",
                        help="where trainings are kept (default: runs/reproduce)")
    if seeds > 0:
        parser.add_argument("--seeds", type=at_least_one, metavar="N",
                            help=f"number of seeds (default: {seeds}; with --quick {quick_seeds})")
    else:
        parser.set_defaults(seeds=1)
    parser.add_argument("--placement", default="cpu", metavar="DEVICE",
                        help="such as cuda:0 or a=cuda:0,b=cuda:1 (default: cpu)")
    parser.add_argument("--math", choices=["fp32", "tf32", "bf16"], default="fp32",
                        help="how GPUs multiply (default: fp32)")
    parser.add_argument("--threads", type=at_least_one, default=processors(),
                        help="CPU threads (default: one per processor)")
    for flag, keywords in more:
        parser.add_argument(flag, **keywords)
    o = parser.parse_args()
    if not PROGRAM.exists():
        sys.exit(f"{PROGRAM}: is not built (scripts/build default alexnet); ALEXNET_BUILD names "
                 "another build folder")
    # All three in every command: a run that is resumed would otherwise use those that it began
    # with, and results would name a device that it was not on.
    machine = ["--placement", o.placement, "--math", o.math, "--threads", str(o.threads)]
    count = o.seeds or (quick_seeds if o.quick else seeds)
    e = Experiment(name, o.quick, o.data, o.runs.resolve() / ("quick" if o.quick else "full"),
                   list(range(1, count + 1)), machine)
    return e, o


def processors() -> int:
    """Those that this process may use: of a whole node, a batch job has some."""
    return len(os.sched_getaffinity(0))


def at_least_one(text: str) -> int:
    """The number that an option gives."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 on, found '{text}'")
    return int(text)


def main(function) -> None:
    """Calls the function; errors that arise outside these scripts end in one line."""
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt  # as Ctrl-C does, so that the program is stopped, too
    signal.signal(signal.SIGTERM, interrupt)
    try:
        function()
    except KeyboardInterrupt:
        print("\nstopped; the same command continues from here", file=sys.stderr)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)  # so that a loop in a shell ends, too
    except (Failed, OSError, ValueError, subprocess.CalledProcessError) as error:
        print(f"{Path(sys.argv[0]).name}: {error}", file=sys.stderr)
        sys.exit(2 if isinstance(error, WrongUsage) else 1)


def alexnet(*arguments: str) -> str:
    """Runs the program; its log goes to our stderr. Returns what it prints. Raises Failed."""
    # Into a file, not a pipe: a pipe could fill up while we read the log, and both would wait.
    with tempfile.TemporaryFile("w+") as printed, \
            subprocess.Popen([str(PROGRAM), *arguments], stdout=printed, stderr=subprocess.PIPE,
                             text=True) as process:
        try:
            last = ""
            for line in process.stderr:
                last = line.strip() or last
                if sys.stderr.isatty() and "% " in line[:6]:  # progress: one line, overwritten
                    print("\r\x1b[2K" + line.rstrip(), end="", file=sys.stderr, flush=True)
                else:
                    print(line, end="", file=sys.stderr, flush=True)
            process.wait()
        except KeyboardInterrupt:
            process.terminate()  # Ctrl-C in a terminal reaches it, too, but a signal to us does not
            process.communicate()  # it saves what there is to save
            raise
        printed.seek(0)
        output = printed.read()
    if -process.returncode in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        raise KeyboardInterrupt  # it was interrupted alone
    if process.returncode != 0:
        raise Failed(last)
    return output


def device_name(machine: Sequence[str]) -> str:
    """What a result's speed and rounding depend on: "cuda:0: NVIDIA H100, tf32", or the processor
    and the number of threads."""
    of = dict(zip(machine[::2], machine[1::2]))
    placement = of["--placement"]
    if "cuda" in placement:
        used = {tower.rpartition("=")[2] for tower in placement.split(",")}
        used = {device if ":" in device else f"{device}:0" for device in used}
        known = json.loads(alexnet("devices", "--json"))
        names = sorted({row["name"] for row in known["devices"] if row["device"] in used})
        return f"{placement}: {', '.join(names)}, {of['--math']}"
    return threads_on_processor(of["--threads"])


def threads_on_processor(threads: str) -> str:
    return f"{threads} thread{'s' if threads != '1' else ''} on {processor()}"


def version() -> str:
    """Of the sources beside these scripts: the commit, and whether there are changes since."""
    told = subprocess.run(["git", "-C", str(PROJECT), "describe", "--always", "--dirty"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    return told.stdout.strip() or "unknown: not a git checkout"


def processor() -> str:
    """Its name, as Linux reports it, and numbers that tell generations of the same name apart;
    elsewhere what Python knows of it, which is less."""
    told = Path("/proc/cpuinfo")
    facts: Dict[str, str] = {}
    for line in told.read_text().splitlines() if told.exists() else []:
        key, _, value = line.partition(":")
        facts.setdefault(key.strip(), value.strip())
    numbers = [f"{key.split()[-1]} {facts[key]}" for key in ("cpu family", "model") if key in facts]
    name = facts.get("model name") or platform.processor() or "an unknown processor"
    return f"{name} ({', '.join(numbers)})" if numbers else name


@dataclass
class Run:
    """A finished training run, and the answers of its network."""
    folder: Path

    @property
    def note(self) -> Dict[str, Any]:
        return read(self.folder / "experiment.json")

    def metrics(self, split: str) -> Dict[str, Any]:
        """The columns of metrics.csv, by name: the rows of training, or of validation."""
        path = self.folder / "metrics.csv"
        if not path.exists():  # it diverged before the first row
            return {name: np.array([]) for name in ("epoch", "iteration", "top1_error",
                                                    "elapsed_s")}
        lines = [line.split(",") for line in path.read_text().splitlines()]
        for number, line in enumerate(lines, 1):
            if len(line) != len(lines[0]) or "split" not in lines[0]:
                raise Failed(f"{path}:{number}: expected as many columns as in the first row, one "
                             f"of them split; found {len(line)}; remove that folder to train again")
        place = lines[0].index("split")
        rows = [line for line in lines[1:] if line[place] == split]
        return {name: np.array([float(row[i]) for row in rows])
                for i, name in enumerate(lines[0]) if name != "split"}

    def errors_per_epoch(self) -> Any:
        """The epochs, and the training error of each: the fraction of pictures that the network got
        wrong while it learned from them, averaged over the rows that end in that epoch. A row is 20
        iterations, and may have begun in the epoch before. An epoch in which no row ends is left
        out, and so is one that was interrupted.
        """
        rows = self.metrics("train")
        epochs = np.unique(rows["epoch"]).astype(int)
        epochs = epochs[epochs <= self.note["done"]]
        return epochs, np.array([rows["top1_error"][rows["epoch"] == epoch].mean()
                                 for epoch in epochs])

    def validation_error(self, epoch: int) -> float:
        """The top-1 error on the validation pictures after that epoch."""
        rows = self.metrics("val")
        return float(rows["top1_error"][rows["epoch"] == epoch][-1])

    def seconds(self) -> float:
        """Of training: elapsed_s starts again from zero whenever a run is resumed."""
        elapsed = self.metrics("train")["elapsed_s"]
        if len(elapsed) == 0:
            return 0.0
        ends = np.append(elapsed[1:] < elapsed[:-1], True)
        return float(elapsed[ends].sum())

    def evaluate(self, e: Experiment, stage: int, ten_views: bool = False) -> Dict[str, Any]:
        """Loss and errors at that stage, in one view or ten."""
        return self.answer(f"eval-{'ten' if ten_views else 'one'}", stage, "eval",
                           *(["--ten-crop"] if ten_views else []), *e.machine)

    def filters(self, stage: int) -> Dict[str, Any]:
        """The first layer's kernels at that stage, which are also drawn beside the answer."""
        return self.answer("filters", stage, "filters", "--out",
                           str(self.folder / f"filters-{stage}.png"))

    def answer(self, name: str, stage: int, command: str, *options: str) -> Dict[str, Any]:
        """What `alexnet COMMAND --checkpoint` says of the network when it is trained that far. It
        must be asked then, because old checkpoints are deleted; the answer is kept in
        NAME-STAGE.json."""
        path = self.folder / f"{name}-{stage}.json"
        if not path.exists():
            write(path, alexnet(command, *self.network_at(stage), "--json", *options))
        return read(path)

    def network_at(self, stage: int) -> List[str]:
        """The program's arguments that name the network. Raises Failed if it was trained further
        before it was asked."""
        if self.note["done"] != stage:
            raise Failed(f"{self.folder}: is trained to {self.note['done']} already, and was not "
                         f"evaluated at {stage}; remove it to train it again, or ask for "
                         f"{self.note['done']} (--until)")
        return ["--checkpoint", str(self.folder)]


def locked(e: Experiment, folder: Path, wait: bool) -> IO[str]:
    """Keeps other processes out of that folder until the returned lock is closed, or this process
    ends. If another one is at work there, waits for it, or raises Failed."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = open(folder.with_name(folder.name + ".lock"), "w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP):
            return lock  # a file system without locks: nobody is told if two train there at once
        if not isinstance(error, BlockingIOError):
            raise
        if not wait:
            lock.close()
            raise Failed(f"{folder}: another process trains there; expected one at a time in that "
                         "folder: wait for it, or choose another --runs") from None
        e.say(f"waits for another process that makes {folder.name}")
        fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def read(path: Path) -> Dict[str, Any]:
    """The JSON that `write` left there. Raises Failed if it was damaged since."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Failed(f"{path}: expected JSON, found something else ({error}); remove it, and in a "
                     "run folder all of it; the same command does that part again") from None


def write(path: Path, text: str) -> None:
    """All of it or nothing: an interruption leaves no half file that counts as done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


# What the program says of a run whose numbers have become infinite: of a batch's loss, of the
# validation's, or of weights that it will not save.
DIVERGED = re.compile(r"loss is -?(nan|inf)|it diverged")


def train(e: Experiment, name: str, seed: int, options: Sequence[str], until: int,
          unit: str = "epochs", may_diverge: bool = False) -> Run:
    """The run folder NAME-seed-SEED of this experiment, trained up to `until` epochs (or
    max-iterations). `options` say the rest, and may not change in a run that exists already.

    experiment.json in the folder says what was asked, how far training has come, where, when, and
    by which version of the program. A run whose loss is no longer a number is an error or, if it
    may diverge, done as far as it got.
    """
    run = Run(e.runs / f"{name}-seed-{seed}")
    if run.folder not in e.trains_in:  # to the end: between calls its network is asked
        e.trains_in[run.folder] = locked(e, run.folder, wait=False)
    path = run.folder / "experiment.json"
    asked = [*options, "--seed", str(seed)]
    note = (run.note if path.exists() else
            {"options": asked, "done": 0, "devices": [], "dates": [], "versions": []})
    if note["options"] != asked:
        raise Failed(f"{run.folder}: holds a training with other options: "
                     f"{' '.join(note['options'])}; now asked: {' '.join(asked)}; remove it, or "
                     "choose another --runs")
    if note["done"] >= until or "diverged" in note:
        return run
    for key, now in [("devices", device_name(e.machine)), ("versions", version()),
                     ("dates", time.strftime("%Y-%m-%d"))]:
        note[key] = sorted({*note.get(key, []), now})
    write(path, json.dumps(note, indent=1))
    e.say(f"{run.folder.name}, to {unit.replace('max-', '')} {until}")
    where = (["--resume", str(run.folder)] if list(run.folder.glob("checkpoint-*.safetensors"))
             else ["--run", str(run.folder), *asked])
    try:
        alexnet("train", *where, f"--{unit}", str(until), *e.machine)
    except Failed as failure:
        if not (may_diverge and DIVERGED.search(str(failure))):
            raise
        note["diverged"] = str(failure)
    validated = run.metrics("val")["epoch" if unit == "epochs" else "iteration"]
    if "diverged" not in note and (len(validated) == 0 or validated[-1] < until):
        raise Failed(f"{run.folder}/metrics.csv: expected a validation of {unit} {until}, found "
                     "none; remove that folder to train again")
    note["done"] = until  # perhaps on another day than it began
    note["dates"] = sorted({*note["dates"], time.strftime("%Y-%m-%d")})
    write(path, json.dumps(note, indent=1))
    return run
