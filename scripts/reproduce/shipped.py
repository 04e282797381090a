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
        """As Run.answer; how long it took is kept, too."""
        self.asked.append(name)
        known = (self.folder / f"{name}-{stage}.json").exists()
        started = time.monotonic()
        answer = super().answer(name, stage, command, *options)
        if not known:
            write(self.took, json.dumps({**self.seconds_of_answers(),
                                         name: time.monotonic() - started}))
        return answer

    @property
    def took(self) -> Path:
        return self.folder / "seconds.json"

    def seconds_of_answers(self) -> Dict[str, float]:
        return read(self.took) if self.took.exists() else {}


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
    answered = max(path.stat().st_mtime for path in run.folder.glob("*.json"))
    seconds = sum(run.seconds_of_answers().get(name, 0.0) for name in run.asked)
    return (f"The network is [`assets/mini`](../mini/README.md): {config('epochs')} epochs, seed "
            f"{config('seed')}, a single run: how much another would differ is unknown. "
            f"Evaluated on {device_name(e.machine)}, "
            f"{time.strftime('%Y-%m-%d', time.localtime(answered))}"
            f"{f', in {results.duration(seconds)}' if seconds else ''}.")
