"""`mini` and its controls, trained in the same way for every experiment, so that experiments share
training runs: what `ablations` has trained, `colour-split` finds done.
"""
import re
from argparse import Namespace
from dataclasses import dataclass, replace
from typing import Any, Callable, List, Optional, Sequence, Tuple

import data
import records
from support import Experiment, Run, WrongUsage, experiment, train


@dataclass(frozen=True)
class Plan:
    """How long runs are, at which learning rates, and after which epochs their networks are
    examined; a run ends after the last of these."""
    name: str
    schedule: str
    stages: List[int]
    planned: int  # epochs that the schedule is meant for

    @property
    def last(self) -> int:
        return self.stages[-1]

    def up_to(self, until: Optional[int]) -> "Plan":
        """The same plan, as far as that epoch, or the whole of it."""
        return replace(self, stages=[epoch for epoch in self.stages
                                     if until is None or epoch <= until])

    def __str__(self) -> str:
        """For the line below a table."""
        steps = [step.split(":") for step in self.schedule.split(",")]
        rates = [rate if after == "0" else f"after {after} epochs {rate}"
                 for after, rate in steps if int(after) < self.last]
        of = "" if self.last == self.planned else f" of the {self.planned} planned"
        return f"{self.last}{of} epochs, rate {', '.join(rates)}."


WHOLE = Plan("", "0:0.01,25:0.001,35:0.0001", [1, 2, 4, 7, 10, 15, 20, 30, 40], 40)
SHORT = Plan("short", "0:0.01,7:0.001,9:0.0001", [1, 2, 4, 7, 10], 10)  # the rate falls here, too
QUICK = Plan("", "0:0.01", [1, 2], 2)

# Options of the experiments: the whole plan takes days without a GPU.
UNTIL = ("--until", {"type": int, "choices": WHOLE.stages,
                     "help": "epochs; the same command with more goes on (default: "
                             f"{WHOLE.last}; --quick has {QUICK.last})"})
IS_SHORT = ("--short", {"action": "store_true",
                        "help": f"{SHORT.last} epochs, in which the rate falls as in "
                                f"{WHOLE.last}"})


def experiment_with_records(name: str, description: str, seeds: int, quick_seeds: int = 1,
                            more: Sequence[Any] = ()) -> Tuple[Experiment, Namespace]:
    """support.experiment with --record. Raises WrongUsage for options that --quick has not."""
    e, o = experiment(name, description, seeds, quick_seeds, [records.OPTION, *more])
    for option in ("record", "until", "short"):
        if e.quick and getattr(o, option, None):
            raise WrongUsage(f"--{option}: found with --quick, whose trainings have a length of "
                             "their own, say nothing about the paper, and are not recorded; leave "
                             "one of the two out")
    e.record = o.record
    return e, o


@dataclass(frozen=True)
class Pictures:
    """Which pictures to train on, as options of `alexnet train`."""
    named: List[str]  # with the name of their folder: all that a record knows and needs
    options: Callable[[], List[str]]  # makes the folder if it is not there


def pictures(e: Experiment, side: int = 84) -> Pictures:
    if e.quick:
        drawn = data.drawn(640, 120)
        return Pictures(drawn, lambda: drawn)
    return Pictures(["--data", data.name_of_mini_imagenet(e, side)],
                    lambda: data.mini_imagenet(e, side))


def trained(e: Experiment, variant: str, options: Sequence[str], seed: int,
            of_pictures: Pictures, plan: Plan) -> Run:
    """A run trained as planned. `alexnet filters` is asked at every stage, whichever experiment
    wants the run: old checkpoints are deleted, and a later experiment could not ask any more.
    Learning rates are the plan's, unless `options` have others."""
    own = options if "--schedule" in options else [*options, "--schedule", plan.schedule]
    batch = ["--batch-size", "32"] if e.quick else []
    def asked(of: Sequence[str]) -> List[str]:
        return ["--variant", variant, *own, *of, *batch]
    name = re.sub(r"[^\w.]+", "-", " ".join([variant, *options, plan.name]).strip())
    if e.record:
        record = records.found(f"{name}-seed-{seed}",
                               [*asked(of_pictures.named), "--seed", str(seed)], plan.last)
        if record:
            return record
    for epoch in plan.stages:
        run = train(e, name, seed, asked(of_pictures.options()), epoch)
        run.filters(epoch)
    # A run trained further can no longer answer for this stage: its record would have gaps.
    if e.record and run.note["done"] == plan.last:
        run.evaluate(e, plan.last)  # whatever an experiment may ask
        if variant == "mini" and not options:
            run.evaluate(e, plan.last, ten_views=True)
        records.keep(run, plan.last)
    return run
