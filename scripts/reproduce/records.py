"""Records: what is left of a training run when its checkpoints are gone. Its losses over time and
all answers of its network, as numbers from which tables and pictures can be made again. So hours
of training can be spread over days and machines.
"""
import json
import os
import shutil
from pathlib import Path
from typing import Any, List, Optional, Sequence

from support import PROJECT, Failed, Run, read, write

RECORDS = PROJECT / "assets" / "results" / "trainings"
OPTION = ("--record", {"action": "store_true",
                       "help": "keep the numbers of each training in assets/results/trainings, and "
                               "do not repeat a training that is there"})


class Record(Run):
    """Has the answers to what was asked then, and no others."""

    def network_at(self, stage: int) -> List[str]:
        raise Failed(f"{self.folder}: is a record, and does not hold this answer of its network; "
                     "remove it to train the network again")


def found(name: str, options: Sequence[str], until: int) -> Optional[Record]:
    """The record of that run up to that epoch, if there is one. Raises Failed if it is of a run
    with other options."""
    record = Record(folder_of(name, until))
    if not record.folder.exists():
        return None
    if record.note["options"] != without_folders(list(options)):
        raise Failed(f"{record.folder}: is the record of a training with other options: "
                     f"{' '.join(record.note['options'])}; now asked: {' '.join(options)}; remove "
                     "it, or do without --record")
    return record


def keep(run: Run, until: int) -> None:
    """Writes the record of a run folder: all of it or nothing, and without this machine's paths."""
    record = folder_of(run.folder.name, until)
    partial = record.with_name(record.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for path in run.folder.glob("*.json"):
        write(partial / path.name, json.dumps(without_folders(read(path))) + "\n")
    shutil.copyfile(run.folder / "metrics.csv", partial / "metrics.csv")
    partial.rename(record)


def folder_of(name: str, until: int) -> Path:
    return RECORDS / f"{name}-epochs-{until}"


def without_folders(value: Any) -> Any:
    """The same JSON value, with absolute paths reduced to the names of their files and folders."""
    if isinstance(value, dict):
        return {key: without_folders(one) for key, one in value.items()}
    if isinstance(value, list):
        return [without_folders(one) for one in value]
    return Path(value).name if isinstance(value, str) and os.path.isabs(value) else value
