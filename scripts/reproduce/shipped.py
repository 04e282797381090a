"""The network of assets/mini, for experiments about what the project ships. It was trained once, by
the commands in its card, which takes hours on a CPU; with --quick a small training stands in.
"""
import json
import re
import time
from dataclasses import dataclass
from typing import Any, List, Sequence, Tuple

import mini
import results
from support import PROJECT, Experiment, Run, device_name, write

NETWORK = PROJECT / "assets" / "mini"


@dataclass
class Shipped(Run):
    """Its folder holds what it answered; the network is the project's."""
    pictures: Sequence[str] = ()

    def network_at(self, stage: int) -> List[str]:
        return ["--checkpoint", str(NETWORK), *self.pictures]


def network(e: Experiment) -> Tuple[Run, int]:
    """It, and how many epochs it has learned."""
    pictures = mini.pictures(e)
    if e.quick:
        return (mini.trained(e, "mini", [], 1, pictures, mini.STAGES[-1]), mini.QUICK_STAGES[-1])
    # Another network that takes its place is asked anew.
    checkpoint = next(NETWORK.glob("checkpoint-*.safetensors"))
    run = Shipped(e.runs / "shipped" / checkpoint.stem, pictures=pictures)
    if not (run.folder / "experiment.json").exists():
        write(run.folder / "experiment.json", json.dumps(
            {"devices": [device_name(e.machine)], "date": time.strftime("%Y-%m-%d")}, indent=1))
    return run, int(config("epochs"))


def config(option: str) -> str:
    """What it was trained with."""
    text = (NETWORK / "config.toml").read_text(encoding="utf-8")
    return re.search(rf"^{option}=(.*)$", text, re.M)[1]


def viewed(run: Run) -> List[str]:
    """What names it to the viewer."""
    return ([str(NETWORK), "--data", run.pictures[-1]] if isinstance(run, Shipped)
            else [str(run.folder)])


def provenance(e: Experiment, run: Run) -> str:
    """Which network, by whom it was asked and when, for the line below a table."""
    if e.quick:
        return f"{mini.length(e, mini.STAGES[-1])} {results.provenance(e, [run])}"
    note: Any = run.note
    return (f"The network is `assets/mini`: {config('epochs')} epochs, seed {config('seed')}, one "
            f"training; its card has the command. Asked on {'; '.join(note['devices'])}, "
            f"{note['date']}.")
