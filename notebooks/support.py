"""What the notebooks share: the module, the program beside it, and a network to look into.

    from support import alexnet

finds the module in ../build, or in the build folder that the environment variable ALEXNET_BUILD
names, from the project's folder on.
"""
import atexit
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Optional

import matplotlib.pyplot as plt

PROJECT = Path(__file__).resolve().parent.parent
BUILD = PROJECT / os.environ.get("ALEXNET_BUILD", "build")

sys.path.insert(0, str(BUILD / "python"))
try:
    import alexnet
except ImportError as error:
    built = sorted(path.name for path in BUILD.glob("python/alexnet*"))
    raise ImportError(
        f"{built[0]} is there, but not for this Python, {sys.version.split()[0]}: {error}" if built
        else "the module is not built: scripts/bootstrap --notebooks && scripts/build") from None

plt.rcParams.update({"figure.dpi": 90, "axes.spines.top": False, "axes.spines.right": False,
                     "axes.titlesize": "medium", "legend.frameon": False})


def train(variant: str, *options: str) -> str:
    """Trains with `alexnet train` and returns the run folder, which goes when the notebook ends."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    run = os.path.join(folder.name, variant)
    program = BUILD / "bin" / "alexnet"
    if not program.exists():
        raise RuntimeError("the program is not built: scripts/build default alexnet")
    outcome = subprocess.run([str(program), "train", "--variant", variant, "--run", run, *options],
                             capture_output=True, text=True, check=False)
    if outcome.returncode < 0:
        raise RuntimeError(f"alexnet train was ended by {signal.Signals(-outcome.returncode).name}")
    if outcome.returncode != 0:
        raise RuntimeError(outcome.stderr.strip().rpartition("\n")[2] or
                           f"alexnet train ended with {outcome.returncode}, without a word")
    return run


def pictures_to_look_at() -> Optional[str]:
    """The pictures that ALEXNET_PICTURES names, from the project's folder on; without it, None:
    those of the data set that the network was trained with."""
    named = os.environ.get("ALEXNET_PICTURES")
    return named if named in (None, "drawn") else str(PROJECT / named)


def run_to_look_into(otherwise: str = "") -> str:
    """The run folder that ALEXNET_RUN names, or `otherwise`, from the project's folder on; without
    either, one of the demo network, trained now on few drawn pictures, half a minute on two
    cores."""
    named = os.environ.get("ALEXNET_RUN", otherwise)
    if named:
        return str(PROJECT / named)
    return train("demo", "--drawn-train", "6000", "--drawn-val", "600", "--epochs", "4",
                 "--schedule", "0:0.01,3:0.002")
