"""The network of assets/mini, for experiments about what the project ships. It was trained once, by
the commands in its model card, which take hours on a CPU; with --quick, a small run stands in.
"""
import hashlib
import json
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

import mini
import results
from support import PROJECT, Experiment, Failed, Run, device_name, read, write

NETWORK = PROJECT / "assets" / "mini"


@dataclass
class Shipped(Run):
    """Its folder holds the network's answers; the network itself is the project's."""
    pictures: Sequence[str] = ()
    asked: List[str] = field(default_factory=list)  # by this experiment: names of answers

    def network_at(self, stage: int) -> List[str]:
        return ["--checkpoint", str(NETWORK), *self.pictures]

    def answer(self, name: str, stage: int, command: str, *options: str) -> Dict[str, Any]:
        """As Run.answer; the day and how long it took are kept, too."""
        self.asked.append(name)
        given = self.given()
        if name in given:
            return super().answer(name, stage, command, *options)
        (self.folder / f"{name}-{stage}.json").unlink(missing_ok=True)  # of an unknown day
        started = time.monotonic()
        answer = super().answer(name, stage, command, *options)
        write(self.days, json.dumps({**given, name: {"date": time.strftime("%Y-%m-%d"),
                                                     "seconds": time.monotonic() - started}}))
        return answer

    @property
    def days(self) -> Path:
        return self.folder / "days.json"

    def given(self) -> Dict[str, Any]:
        """Of each answer so far: its date, and the seconds that it took."""
        return read(self.days) if self.days.exists() else {}


def network(e: Experiment) -> Tuple[Run, int]:
    """The network, and for how many epochs it was trained."""
    pictures = mini.pictures(e)
    if e.quick:
        return mini.trained(e, "mini", [], 1, pictures, mini.QUICK), mini.QUICK.last
    of_pictures = pictures.options()
    # Another network, other pictures or another machine give new answers.
    key = hashlib.sha256(checkpoint().read_bytes())
    key.update(" ".join([*of_pictures, *e.machine, device_name(e.machine)]).encode())
    return Shipped(e.runs / f"shipped-{key.hexdigest()[:12]}", of_pictures), int(config("epochs"))


def checkpoint() -> Path:
    found = sorted(NETWORK.glob("checkpoint-*.safetensors"))
    if not found:
        raise Failed(f"{NETWORK}: expected checkpoint-*.safetensors, found none; git can bring it "
                     "back")
    return found[-1]


def config(option: str) -> str:
    """The value of an option that it was trained with."""
    path = NETWORK / "config.toml"
    line = re.search(rf"^{option}=(.*)$", path.read_text(encoding="utf-8"), re.M)
    if not line:
        raise Failed(f"{path}: expected a line {option}=..., found none; git can bring it back")
    return line[1]


def viewed(run: Run) -> List[str]:
    """The viewer's arguments that name it."""
    return ([str(NETWORK), *run.pictures] if isinstance(run, Shipped) else [str(run.folder)])


def provenance(e: Experiment, run: Run) -> str:
    """Which network answered, on which device and when, for the line below a table."""
    if e.quick:
        return f"{mini.QUICK} {results.provenance(e, [run])}"
    answers = [run.given()[name] for name in run.asked]
    return (f"The network is [`assets/mini`](../mini/README.md): {config('epochs')} epochs, seed "
            f"{config('seed')}, a single run: how much another would differ is unknown. "
            f"Evaluated on {device_name(e.machine)}, {max(one['date'] for one in answers)}, "
            f"in {results.duration(sum(one['seconds'] for one in answers))}.")
