"""How sure a number is: spreads between seeds, 95% intervals, and p of differences, as the tables
write them.
"""
import math
import statistics
from typing import Iterable, List, Sequence, Tuple


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


def percents(fractions: Iterable[float]) -> List[float]:
    return [100 * fraction for fraction in fractions]
