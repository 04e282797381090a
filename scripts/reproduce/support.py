"""What the experiments share: their options, and the program that trains.

A training is a run folder below --runs. What is finished there is not done again, what was
interrupted goes on; so each experiment is one command that may be stopped and given again.
"""
import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Sequence

try:
    import matplotlib
    import numpy as np
except ImportError as error:
    DEBIANS = "/usr/bin/python3"  # that apt's packages belong to; it need not come first in PATH
    if os.path.exists(DEBIANS) and not os.path.samefile(sys.executable, DEBIANS):
        os.execv(DEBIANS, [DEBIANS, *sys.argv])
    sys.exit(f"{sys.executable} has no {error.name}: scripts/bootstrap --reproduce")

PROJECT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("ALEXNET_BUILD", PROJECT / "build"))
PROGRAM = BUILD / "bin" / "alexnet"

matplotlib.use("Agg")  # pictures are files; there may be no display
matplotlib.rcParams.update({"figure.dpi": 90, "axes.spines.top": False, "axes.spines.right": False,
                            "axes.titlesize": "medium", "legend.frameon": False})


class Failed(Exception):
    """The program could not do what it was asked; the text is its last line."""


@dataclass
class Experiment:
    """One command of this folder, and what it was asked."""
    name: str
    quick: bool
    data: str
    runs: Path
    seeds: List[int]
    machine: List[str]  # options of every command that computes
    started: float = field(default_factory=time.monotonic)

    def say(self, text: str) -> None:
        print(f"[{self.name}, {(time.monotonic() - self.started) / 60:.1f} min] {text}",
              file=sys.stderr, flush=True)


def experiment(name: str, description: str, seeds: int, quick_seeds: int = 1,
               more: Sequence[Any] = ()) -> Any:
    """Reads the command line. `more` are (flag, keywords) of further options; with them the answer
    is the experiment and what they were given."""
    parser = argparse.ArgumentParser(description=description,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true",
                        help="minutes on two cores, on drawn pictures: shows that all of it works, "
                             "and nothing about the paper; results stay in --runs")
    parser.add_argument("--data", default=os.environ.get("ALEXNET_DATA", ""), metavar="DIR",
                        help="folder of data sets (scripts/reproduce/data.py says of which); "
                             "default: $ALEXNET_DATA")
    parser.add_argument("--runs", default=PROJECT / "runs" / "reproduce", type=Path, metavar="DIR",
                        help="where trainings are kept (default: runs/reproduce)")
    parser.add_argument("--seeds", type=int, metavar="N",
                        help=f"seeds 1 ... N (default: {seeds}; with --quick {quick_seeds})")
    parser.add_argument("--placement", "--device", metavar="DEVICE",
                        help="such as cuda:0 or a=cuda:0,b=cuda:1 (default: the CPU)")
    parser.add_argument("--math", choices=["fp32", "tf32", "bf16"], help="how GPUs multiply")
    parser.add_argument("--threads", type=int, help="of the CPU (default: one per processor)")
    for flag, keywords in more:
        parser.add_argument(flag, **keywords)
    o = parser.parse_args()
    if not PROGRAM.exists():
        sys.exit(f"{PROGRAM}: is not built (scripts/build default alexnet); ALEXNET_BUILD names "
                 "another build folder")
    given = {option: getattr(o, option) for option in ("placement", "math", "threads")}
    machine = [word for option, value in given.items() if value is not None
               for word in (f"--{option}", str(value))]
    count = o.seeds or (quick_seeds if o.quick else seeds)
    e = Experiment(name, o.quick, o.data, o.runs.resolve() / ("quick" if o.quick else "full"),
                   list(range(1, count + 1)), machine)
    return (e, o) if more else e


def main(function) -> None:
    """Calls it; whatever goes wrong ends in one line."""
    try:
        function()
    except KeyboardInterrupt:
        sys.exit("\nstopped; the same command goes on from here")
    except (Failed, OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"{Path(sys.argv[0]).name}: {error}")


def alexnet(*arguments: str) -> str:
    """Runs the program; its log goes to ours. Returns what it prints. Raises Failed."""
    with subprocess.Popen([str(PROGRAM), *arguments], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as process:
        try:
            last = ""
            for line in process.stderr:
                last = line.strip() or last
                if sys.stderr.isatty() and "% " in line[:6]:  # progress: one line, over and over
                    print("\r\x1b[2K" + line.rstrip(), end="", file=sys.stderr, flush=True)
                else:
                    print(line, end="", file=sys.stderr, flush=True)
            output = process.stdout.read()
        except KeyboardInterrupt:
            process.wait()  # it was interrupted as well, and saves
            raise
    if process.returncode != 0:
        raise Failed(last)
    return output


def device_name(machine: Sequence[str]) -> str:
    """Whose speed and rounding a result has: "cuda:0, NVIDIA H100", or the processor and its
    threads."""
    placement = machine[machine.index("--placement") + 1] if "--placement" in machine else "cpu"
    if "cuda" in placement:
        known = json.loads(subprocess.run([str(PROGRAM), "devices", "--json"], check=True,
                                          capture_output=True, text=True).stdout)
        names = sorted({row["name"] for row in known["devices"] if row["device"] in placement
                        or placement == "cuda"})
        return f"{placement}: {', '.join(names)}{' (simulated)' if known['simulated'] else ''}"
    models = [line.split(":", 1)[1].strip()
              for line in Path("/proc/cpuinfo").read_text().splitlines()
              if line.startswith("model name")] or ["an unknown processor"]
    threads = machine[machine.index("--threads") + 1] if "--threads" in machine else os.cpu_count()
    return f"{threads} threads on {models[0]}"


@dataclass
class Run:
    """A finished training."""
    folder: Path

    @property
    def note(self) -> Dict[str, Any]:
        return json.loads((self.folder / "experiment.json").read_text())

    def metrics(self, split: str) -> Dict[str, Any]:
        """The columns of metrics.csv, by name: rows of training, or of validation."""
        path = self.folder / "metrics.csv"
        if not path.exists():  # it diverged before the first row
            return {name: np.array([]) for name in ("epoch", "top1_error", "elapsed_s")}
        lines = [line.split(",") for line in path.read_text().splitlines()]
        place = lines[0].index("split")
        rows = [line for line in lines[1:] if line[place] == split]
        return {name: np.array([float(row[i]) for row in rows])
                for i, name in enumerate(lines[0]) if name != "split"}

    def errors_per_epoch(self) -> Any:
        """The training error of each epoch: the share of pictures that the network named wrongly
        while it learned from them."""
        rows = self.metrics("train")
        return np.array([rows["top1_error"][rows["epoch"] == epoch].mean()
                         for epoch in np.unique(rows["epoch"])])

    def seconds(self) -> float:
        """Of training: elapsed_s begins anew whenever a run goes on."""
        elapsed = self.metrics("train")["elapsed_s"]
        if len(elapsed) == 0:
            return 0.0
        ends = np.append(elapsed[1:] < elapsed[:-1], True)
        return float(elapsed[ends].sum())

    def evaluate(self, e: Experiment, ten_views: bool = False) -> Dict[str, Any]:
        """Loss and errors of the newest checkpoint, in one view or ten; asked only once."""
        done = self.note["done"]
        path = self.folder / f"eval-{'ten' if ten_views else 'one'}-{done}.json"
        if not path.exists():
            write(path, alexnet("eval", "--checkpoint", str(self.folder), "--json",
                                *(["--ten-crop"] if ten_views else []), *e.machine))
        return json.loads(path.read_text())

    def filters(self, e: Experiment, stage: int) -> Dict[str, Any]:
        """What `alexnet filters` says when the training is that far. It must be asked then, for old
        checkpoints go; afterwards the answer is kept."""
        path = self.folder / f"filters-{stage}.json"
        if not path.exists():
            if self.note["done"] != stage:
                raise Failed(f"{self.folder}: is trained to {self.note['done']} already, and "
                             f"nobody looked at {stage}; remove it to train it again")
            write(path, alexnet("filters", "--checkpoint", str(self.folder), "--json", "--out",
                                str(path.with_suffix(".png"))))
        return json.loads(path.read_text())


def write(path: Path, text: str) -> None:
    """All of it or nothing: who is interrupted leaves no half file that counts as done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def train(e: Experiment, name: str, seed: int, options: Sequence[str], until: int,
          unit: str = "epochs", may_diverge: bool = False) -> Run:
    """The run folder NAME-seed-SEED of this experiment, trained up to `until` epochs (or
    max-iterations). `options` say the rest, and may not change in a run that is there already.

    experiment.json in the folder says what was asked, how far it is, where and when. A training
    whose loss is no number any more is an error, or, if it may diverge, as far as it gets.
    """
    run = Run(e.runs / f"{name}-seed-{seed}")
    path = run.folder / "experiment.json"
    asked = [*options, "--seed", str(seed)]
    note = run.note if path.exists() else {"options": asked, "done": 0, "devices": []}
    if note["options"] != asked:
        raise Failed(f"{run.folder}: holds a training with other options: "
                     f"{' '.join(note['options'])}; now asked: {' '.join(asked)}; remove it, or "
                     "choose another --runs")
    if note["done"] >= until or "diverged" in note:
        return run
    device = device_name(e.machine)
    note["devices"] = sorted({*note["devices"], device})
    write(path, json.dumps(note, indent=1))
    e.say(f"{run.folder.name}, to {unit.replace('max-', '')} {until}")
    where = (["--resume", str(run.folder)] if list(run.folder.glob("checkpoint-*.safetensors"))
             else ["--run", str(run.folder), *asked])
    try:
        alexnet("train", *where, f"--{unit}", str(until), *e.machine)
    except Failed as failure:
        if not (may_diverge and "the loss is" in str(failure)):
            raise
        note["diverged"] = str(failure)
    log = (run.folder / "log.txt").read_text().splitlines()
    if log and log[-1].startswith("interrupted"):
        raise KeyboardInterrupt
    note.update(done=until, date=time.strftime("%Y-%m-%d"))
    write(path, json.dumps(note, indent=1))
    return run
