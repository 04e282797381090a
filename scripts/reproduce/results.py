"""What an experiment leaves: numbers as CSV, a picture, and its part of assets/results/README.md.

With --quick they go to --runs instead, because they say nothing about the paper.
"""
import re
import shlex
import shutil
import statistics
import sys
from pathlib import Path
from typing import Any, Iterable, List, Sequence

from support import PROJECT, Experiment, Failed, Run, write

RESULTS = PROJECT / "assets" / "results"


def folder(e: Experiment) -> Path:
    return e.runs if e.quick else RESULTS


def write_csv(e: Experiment, columns: Sequence[str], rows: Iterable[Sequence[Any]],
              ending: str = "") -> None:
    """NAME.csv, or NAME-ENDING.csv; units belong in the names of columns."""
    lines = [",".join(columns)] + [",".join(as_text(value) for value in row) for row in rows]
    write(folder(e) / f"{e.name}{ending and '-' + ending}.csv", "\n".join(lines) + "\n")


def as_text(value: Any) -> str:
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    return f'"{text}"' if "," in text else text


def write_picture(e: Experiment, figure: Any) -> None:
    """NAME.png: all of it or nothing, like every other file."""
    folder(e).mkdir(parents=True, exist_ok=True)
    partial = folder(e) / f"{e.name}.png.partial"
    figure.savefig(partial, format="png", bbox_inches="tight")
    partial.replace(folder(e) / f"{e.name}.png")


def copy_picture(e: Experiment, source: Path, ending: str) -> str:
    """Copies a picture that the program drew to NAME-ENDING.png. A record has no picture: then the
    one that was copied from the run itself stays. So `ending` must name the picture's stage, or one
    of another stage would stand in for it. Returns the Markdown that shows the picture."""
    copy = folder(e) / f"{e.name}-{ending}.png"
    copy.parent.mkdir(parents=True, exist_ok=True)
    if source.exists():
        partial = copy.with_name(copy.name + ".partial")
        shutil.copyfile(source, partial)
        partial.replace(copy)
    return f"![{e.name}, {ending.replace('-', ' ')}]({copy.name})" if copy.exists() else ""


def publish(e: Experiment, text: str, picture: str) -> None:
    """Writes the experiment's part of assets/results/README.md, between the two lines that bear its
    name, and nothing else there; with --quick, NAME.md in --runs. Prints the text. The command and
    the picture come last; `picture` says what one sees, for readers who do not see it."""
    text += f"\n\nMade by `{command(sys.argv)}`."
    if (folder(e) / f"{e.name}.png").exists():
        text += f"\n\n![{picture}]({e.name}.png)"
    print(text)
    if e.quick:
        write(e.runs / f"{e.name}.md", text + "\n")
        print(f"\n(Quick: this says that all of it works. In {e.runs})")
        return
    page = RESULTS / "README.md"
    between = re.compile(rf"(<!-- {e.name}: .*?-->\n).*?(<!-- end of {e.name} -->)", re.DOTALL)
    before = page.read_text(encoding="utf-8")
    if not between.search(before):
        raise Failed(f"{page}: expected the lines '<!-- {e.name}: ... -->' and '<!-- end of "
                     f"{e.name} -->', found none; git can bring the page back")
    write(page, between.sub(lambda found: found[1] + text + "\n" + found[2], before))


def command(arguments: Sequence[str]) -> str:
    """The experiment's command line, without where this machine keeps its data and runs."""
    name, *options = arguments
    kept, is_place = [f"scripts/reproduce/{Path(name).name}"], False
    for option in options:
        was_place, is_place = is_place, option in ("--data", "--runs")
        if not (was_place or is_place or option.startswith(("--data=", "--runs="))):
            kept.append(shlex.quote(option))
    return " ".join(kept)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def provenance(e: Experiment, runs: Sequence[Run]) -> str:
    """Seeds, device, date and duration, for the line below a table."""
    notes = [run.note for run in runs]
    devices = sorted({device for note in notes for device in note["devices"]})
    dates = sorted({date for note in notes for date in note["dates"]})
    return (f"{'Seed' if len(e.seeds) == 1 else 'Seeds'} "
            f"{', '.join(str(seed) for seed in e.seeds)}; "
            f"{'; '.join(devices)}; "
            f"{' to '.join(sorted({dates[0], dates[-1]}))}; "
            f"{duration(sum(run.seconds() for run in runs))} of training"
            + (" in total: the wall-clock time of every run, including runs side by side."
               if len(runs) > 1 else ", by wall-clock time."))


def duration(seconds: float) -> str:
    if seconds >= 2 * 86400:
        return f"{seconds / 86400:.1f} days"
    if seconds >= 2 * 3600:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.0f} s"


def samples(look: Any, what: str = "shares") -> List[List[Any]]:
    """Of what `alexnet filters` says: the shares (or axes) of the two samples of kernels that its
    test compares. They are towers a and b, or the first and the second half of one list."""
    of_towers = [tower[what] for tower in look["towers"]]
    if len(of_towers) == 2:
        return of_towers
    half = len(of_towers[0]) // 2
    return [of_towers[0][:half], of_towers[0][half:]]


def mean_shares(look: Any) -> List[float]:
    """Each sample's mean share of colour."""
    return [statistics.mean(sample) for sample in samples(look)]


KERNEL_COLUMNS = ["node", "kernel", "colour_share", "axis_x", "axis_y"]


def kernel_rows(look: Any) -> List[Sequence[Any]]:
    """Of what `alexnet filters` says: a row of these columns for each kernel."""
    return [(tower["node"], kernel, share, *axis) for tower in look["towers"]
            for kernel, (share, axis) in enumerate(zip(tower["shares"], tower["axes"]))]
