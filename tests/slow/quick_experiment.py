"""One of the paper's experiments in its quick form, from scratch: what it leaves, that it leaves
the results page alone, and that a second call finds everything done.

    quick_experiment.py NAME, with the environment variable ALEXNET_BUILD
"""
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SIGNATURE_OF_PNG = b"\x89PNG\r\n\x1a\n"


def state_of(folder: Path):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run(name: str, runs: str) -> str:
    """Runs the experiment; returns what it says on stderr."""
    script = PROJECT / "scripts" / "reproduce" / name
    outcome = subprocess.run([sys.executable, "-B", str(script), "--quick", "--runs", runs],
                             capture_output=True, text=True, check=False)
    print(outcome.stdout, outcome.stderr)
    assert outcome.returncode == 0, outcome.returncode
    return outcome.stderr


def main() -> None:
    for package in ("numpy", "matplotlib"):
        if importlib.util.find_spec(package) is None:
            print(f"skipped: this Python has no {package} (scripts/bootstrap --reproduce)")
            return
    name = sys.argv[1]
    results = state_of(PROJECT / "assets" / "results")
    # In the build folder: /tmp may be in memory, and three checkpoints of `paper` are 1.5 GB.
    with tempfile.TemporaryDirectory(dir=os.environ["ALEXNET_BUILD"]) as runs:
        said = run(name, runs)
        assert ", to " in said, "nothing was trained"
        viewer = Path(os.environ["ALEXNET_BUILD"]) / "bin" / "alexnet-viewer"
        if name == "figure-4" and viewer.exists():
            sheets = re.search(r"sheets: (.*)", said)[1].split(", ")
            assert len(sheets) == 2, sheets
            assert all(Path(path).read_bytes().startswith(SIGNATURE_OF_PNG) for path in sheets)
        folder = Path(runs) / "quick"
        assert len((folder / f"{name}.csv").read_text().splitlines()) > 1
        assert (folder / f"{name}.png").read_bytes().startswith(SIGNATURE_OF_PNG)
        page = (folder / f"{name}.md").read_text(encoding="utf-8")
        assert re.search(r"^\|", page, re.M) and re.search(r"Seeds? \d", page), page
        assert "nan" not in page and f"]({name}.png)" in page, page
        assert ", to " not in run(name, runs), "what was finished is trained again"
        assert page == (folder / f"{name}.md").read_text(encoding="utf-8"), "other numbers"
    assert results == state_of(PROJECT / "assets" / "results"), "a quick run changed the results"


main()
