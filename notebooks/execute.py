"""Executes notebooks from the first cell to the last, without a browser.

    python3 notebooks/execute.py [--save] [--pictures DIR] [NOTEBOOK ...]

NOTEBOOK is the beginning of a name, such as 03; without any, all are executed. --save writes the
outputs into the notebooks; --pictures writes their figures as files, to be looked at. The exit code
is that of the worst: 1 where a cell failed. A notebook that needs what is not installed is skipped.
"""
import argparse
import base64
import importlib.util
import os
import sys
import time
from pathlib import Path

os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # a debugger that nobody uses has no warnings

FOLDER = Path(__file__).resolve().parent
# What a notebook needs beside the packages of `scripts/bootstrap --notebooks`.
NEEDS = {"01-layers-against-pytorch": ("torch", "scripts/bootstrap --peer")}


def why_skipped(name: str) -> str:
    """What is not installed, and what installs it; empty where nothing is missing."""
    needs = [(package, "scripts/bootstrap --notebooks")
             for package in ("nbclient", "ipykernel", "matplotlib")]
    if name in NEEDS:
        needs.append(NEEDS[name])
    for package, remedy in needs:
        if importlib.util.find_spec(package) is None:
            return f"this Python has no {package} ({remedy})"
    return ""


def without_what_varies(notebook):
    """Drops what changes from one execution to the next though nothing else did."""
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python",
                                        "name": "python3"},
                         "language_info": {"name": "python"}}
    for cell in notebook.cells:
        cell.metadata = {}
    return notebook


def write_pictures(notebook, name: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pictures = [output.data["image/png"] for cell in notebook.cells
                for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]
    for number, picture in enumerate(pictures, 1):
        (folder / f"{name}-{number}.png").write_bytes(base64.b64decode(picture))


def execute(path: Path, save: bool, pictures: str) -> bool:
    """Whether all of its cells ran."""
    import nbclient
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(notebook, timeout=900, kernel_name="python3",
                                     resources={"metadata": {"path": str(FOLDER)}})
    started = time.monotonic()
    try:
        client.execute()
    except (nbclient.exceptions.CellExecutionError, nbclient.exceptions.CellTimeoutError,
            nbclient.exceptions.DeadKernelError) as error:
        print(f"{path.stem}: failed\n{error}", file=sys.stderr)
        return False
    print(f"{path.stem}: executed in {time.monotonic() - started:.0f} s", flush=True)
    if pictures:
        write_pictures(notebook, path.stem, Path(pictures))
    if save:
        nbformat.write(without_what_varies(notebook), path)
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="such as 03")
    parser.add_argument("--save", action="store_true", help="write outputs into the notebooks")
    parser.add_argument("--pictures", default="", metavar="DIR", help="write figures there")
    options = parser.parse_args()
    paths = sorted(FOLDER.glob("*.ipynb"))
    for name in options.notebooks:
        if not any(path.name.startswith(name) for path in paths):
            parser.error(f"no notebook {name}; there are {', '.join(p.stem for p in paths)}")
    failed = False
    for path in paths:
        if options.notebooks and not path.name.startswith(tuple(options.notebooks)):
            continue
        reason = why_skipped(path.stem)
        if reason:
            print(f"{path.stem}: skipped: {reason}")
        elif not execute(path, options.save, options.pictures):
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
