"""What an experiment leaves: numbers as CSV, a picture, and its part of assets/results/README.md.

With --quick they go to --runs instead, because they say nothing about the paper.
"""
import math
import re
import shlex
import shutil
import statistics
import sys
from pathlib import Path
from typing import Any, Iterable, List, Sequence, Tuple

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


def spread(values: Sequence[float]) -> float:
    """Standard deviation between seeds; unknown (NaN) for one seed."""
    return statistics.stdev(values) if len(values) > 1 else math.nan


def plus_minus(values: Sequence[float], digits: int = 1) -> str:
    """Mean and spread."""
    mean = f"{statistics.mean(values):.{digits}f}"
    return f"{mean} ± {spread(values):.{digits}f}" if len(values) > 1 else mean


# The 97.5% quantiles of Student's t, with 1 ... 10 degrees of freedom.
T = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228]
NORMAL = 1.95996  # and of the normal distribution, which t approaches with more of them


def half_interval(standard_error: float, freedom: int) -> float:
    """Half of the 95% interval of a mean or a difference. Beyond 10 degrees of freedom, t is taken
    as the first terms of its series about the normal distribution's quantile (Cornish and Fisher),
    accurate to 0.2%.
    """
    if freedom <= len(T):
        return T[freedom - 1] * standard_error
    z = NORMAL
    return standard_error * (z + (z ** 3 + z) / (4 * freedom)
                             + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2))


def interval(low: float, high: float, digits: int = 1, sign: str = "") -> str:
    """How the tables write a 95% interval: with one more digit if a bound would look like 0, so
    that one sees on which side of it 0 lies."""
    smallest = min(abs(low), abs(high))
    digits += 0.05 * 10 ** -digits < smallest < 0.5 * 10 ** -digits
    return f"[{low:{sign}.{digits}f}, {high:{sign}.{digits}f}]"


def apart(values: Sequence[float], base: Sequence[float],
          same_runs: bool = False) -> Tuple[float, float, int]:
    """How much larger the first mean is, the standard error of that, and its degrees of freedom,
    for two spreads that may differ (Welch's approximation, rounded down). If both are of the same
    runs, differences are taken run by run, and what the two have in common drops out. There must
    be two values or more of each."""
    mean = statistics.mean(values) - statistics.mean(base)
    if same_runs:
        error = spread([one - other for one, other in zip(values, base)]) / math.sqrt(len(values))
        return mean, error, len(values) - 1
    a, b = spread(values) ** 2 / len(values), spread(base) ** 2 / len(base)
    error = math.sqrt(a + b)
    freedom = (int((a + b) ** 2 / (a * a / (len(values) - 1) + b * b / (len(base) - 1))
                   + 1e-9)  # which should be 4 where both spreads of three are equal
               if error > 0 else 1)
    return mean, error, freedom


def difference(values: Sequence[float], base: Sequence[float], same_runs: bool = False,
               digits: int = 1) -> str:
    """How much larger the first mean is, and the 95% interval of that, by Student's t."""
    if len(values) < 2 or len(base) < 2:
        return f"{statistics.mean(values) - statistics.mean(base):+.{digits}f}"
    mean, error, freedom = apart(values, base, same_runs)
    half = half_interval(error, freedom)
    return f"{mean:+.{digits}f} {interval(mean - half, mean + half, digits, '+')}"


def two_sided_p(mean: float, error: float, freedom: int) -> float:
    """How often Student's t is at least as far from 0 as this mean, in standard errors, if the
    true mean is 0. (The integral of t's density, which for whole degrees of freedom is a sum.)"""
    if error == 0:
        return float(mean == 0)
    angle = math.atan(abs(mean) / error / math.sqrt(freedom))
    odd = freedom % 2
    term, total = (math.cos(angle) if odd else 1.0), 0.0
    for k in range(odd, freedom - 1, 2):
        total += term
        term *= math.cos(angle) ** 2 * (k + 1) / (k + 2)
    inside = math.sin(angle) * total
    return 1 - (2 / math.pi * (angle + inside) if odd else inside)


def holm(p: Sequence[float]) -> List[float]:
    """Each p, made larger for there being so many: if all of their null hypotheses are true, one of
    these is at most 0.05 in 5 of 100 cases at most (Holm, 1979)."""
    corrected, least = [0.0] * len(p), 0.0
    for rank, i in enumerate(sorted(range(len(p)), key=lambda i: p[i])):
        least = max(least, min(1.0, p[i] * (len(p) - rank)))
        corrected[i] = least
    return corrected


def fraction(hits: int, of: int) -> str:
    """A fraction in percent, and its 95% interval (Wilson's, which holds near 0 and 100%, too)."""
    share, weight = hits / of, NORMAL ** 2 / of
    middle = (share + weight / 2) / (1 + weight)
    half = NORMAL * math.sqrt(share * (1 - share) / of + weight / (4 * of)) / (1 + weight)
    return f"{100 * share:.1f} {interval(100 * (middle - half), 100 * (middle + half))}"


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


def percents(fractions: Iterable[float]) -> List[float]:
    return [100 * fraction for fraction in fractions]
