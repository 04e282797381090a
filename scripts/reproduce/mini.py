"""`mini` and its controls, trained alike wherever an experiment wants them, so that one training
serves them all: what `ablations` has trained, `colour-split` finds done.
"""
import re
from typing import Any, List, Sequence

import data
import records
from support import Experiment, Failed, Run, experiment, train

SCHEDULE, QUICK_SCHEDULE = "0:0.01,25:0.001,35:0.0001", "0:0.01"
STAGES, QUICK_STAGES = [1, 2, 4, 7, 10, 15, 20, 30, 40], [1, 2]  # epochs; then kernels are seen


def experiment_until(name: str, description: str, seeds: int, quick_seeds: int = 1,
                     more: Sequence[Any] = ()) -> Any:
    """support.experiment with --until: the experiment, and what further options were given. All of
    it takes days without a GPU, and the first epochs say something too."""
    until = ("--until", {"type": int, "choices": STAGES, "default": STAGES[-1],
                         "help": "epochs; the same command with more goes on (default: "
                                 f"{STAGES[-1]}; --quick has {QUICK_STAGES[-1]})"})
    e, o = experiment(name, description, seeds, quick_seeds, [until, records.OPTION, *more])
    if e.quick and o.record:
        raise Failed("--record: is for trainings that say something; expected without --quick")
    e.record = o.record
    return e, o


def schedule(e: Experiment) -> str:
    return QUICK_SCHEDULE if e.quick else SCHEDULE


def stages(e: Experiment, until: int) -> List[int]:
    """The epochs at which networks are looked at; the last is the experiment's."""
    return QUICK_STAGES if e.quick else [epoch for epoch in STAGES if epoch <= until]


def length(e: Experiment, until: int) -> str:
    """How long the trainings are and at which rates, for the line below a table."""
    last, whole = stages(e, until)[-1], stages(e, STAGES[-1])[-1]
    steps = [step.split(":") for step in schedule(e).split(",")]
    rates = [rate if after == "0" else f"after {after} epochs {rate}"
             for after, rate in steps if int(after) < last]
    of = "" if last == whole else f" of the {whole} planned"
    return f"{last}{of} epochs, rate {', '.join(rates)}."


def pictures(e: Experiment, side: int = 84) -> List[str]:
    """Options of `alexnet train`: which pictures."""
    return data.drawn(640, 120) if e.quick else data.mini_imagenet(e, side)


def trained(e: Experiment, variant: str, options: Sequence[str], seed: int,
            of_pictures: Sequence[str], until: int) -> Run:
    """Trained to the last stage up to that epoch, with `alexnet filters` asked at each, whoever wants
    the training: checkpoints go, and who comes later could not ask any more. Rates are the
    schedule's, unless `options` have another."""
    own = options if "--schedule" in options else [*options, "--schedule", schedule(e)]
    batch = ["--batch-size", "32"] if e.quick else []
    asked = ["--variant", variant, *own, *of_pictures, *batch]
    name = re.sub(r"[^\w.]+", "-", " ".join([variant, *options]))
    last = stages(e, until)[-1]
    if e.record:
        record = records.found(f"{name}-seed-{seed}", [*asked, "--seed", str(seed)], last)
        if record:
            return record
    for epoch in stages(e, until):
        run = train(e, name, seed, asked, epoch)
        run.filters(epoch)
    if e.record:
        if run.note["done"] == last:  # then it can be asked what any experiment asks
            run.evaluate(e, last)
            if name == "mini":
                run.evaluate(e, last, ten_views=True)
        records.keep(run, last)
    return run
