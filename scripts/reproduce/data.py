"""Where the experiments find photographs. --data (or $ALEXNET_DATA) is a folder that holds

    cifar-10-batches-bin/    CIFAR-10 as its home page has it, or cifar10/*.tar.*, an archive of
                             train/ and test/ with a folder of pictures per class
    mini-imagenet/           train/ and val/ with a folder of pictures per class, or archives of
                             both (assets/results/README.md says which pictures ours are); beside
                             them classes.tsv, which assets/mini has, names the class of each
                             folder (folder, tab, name): headline and figure-4 need it
    imagenet/                the same for ILSVRC, if it exists: paper-224 prefers it

or is itself a folder that `alexnet prepare` made, which is taken for mini-ImageNet. Pictures are
unpacked, decoded and scaled once, and the result is kept in data/ below --runs: for mini-ImageNet,
0.25 GB of small files if it came in archives, and 1.3 GB packed (12 GB at 256 pixels).
"""
import json
import shutil
import subprocess
from pathlib import Path
from typing import Dict, List

from support import Experiment, Failed, alexnet, locked, write

CAME_FROM = "came-from.txt"  # in what is made here: the folder that it was made of


def drawn(train: int, val: int) -> List[str]:
    """Options of `alexnet train`: this many pictures, which the program draws itself."""
    return ["--drawn-train", str(train), "--drawn-val", str(val)]


def cifar10(e: Experiment) -> List[str]:
    """Options of `alexnet train`: CIFAR-10, packed at 32 pixels."""
    home = folder_of_data(e)
    if (home / "cifar-10-batches-bin").is_dir():
        return packed(e, "cifar10-32", home / "cifar-10-batches-bin", 32)
    return packed(e, "cifar10-32", unpacked(e, "cifar10", home / "cifar10"), 32)


def mini_imagenet(e: Experiment, side: int = 84) -> List[str]:
    """Options of `alexnet train`: mini-ImageNet, packed at that side."""
    home = folder_of_data(e)
    if (home / "train.safetensors").exists():
        found = side_of(home / "train.safetensors")
        if found != side:
            raise Failed(f"{home}: expected packed pictures of {side} x {side}, found {found} x "
                         f"{found}; pack them again with alexnet prepare --side {side}")
        return ["--data", str(home)]
    return packed(e, name_of_mini_imagenet(e, side), mini_imagenet_pictures(e), side)


def name_of_mini_imagenet(e: Experiment, side: int) -> str:
    """The name of the folder that mini_imagenet() answers, or would if there were data."""
    home = Path(e.data).resolve() if e.data else None
    if home and (home / "train.safetensors").exists():
        return home.name
    return f"mini-imagenet-{side}"


def photographs_at_256(e: Experiment, pictures: int = 10000) -> List[str]:
    """Options of `alexnet train`: this many training pictures of ImageNet, or else of
    mini-ImageNet, scaled to the paper's 256 pixels; the same number of each class. An eighth as
    many to validate on."""
    home = folder_of_data(e)
    source = home / "imagenet"
    if not (source / "train").is_dir():
        source = (unpacked(e, "imagenet", source) if any(source.glob("*.tar.*")) else
                  mini_imagenet_pictures(e))
    some = e.runs.parent / "data" / f"{source.name}-some"
    with locked(e, some, wait=True):
        if not is_made_of(some, source):
            link_some(source, some, {"train": pictures, "val": pictures // 8})
    return packed(e, f"{source.name}-some-256", some, 256)


def link_some(source: Path, some: Path, counts: Dict[str, int]) -> None:
    """Makes a folder like that source, with links to this many pictures in each part."""
    shutil.rmtree(partial(some), ignore_errors=True)
    classes = sorted(path.name for path in (source / "train").iterdir() if path.is_dir())
    if not classes:
        raise Failed(f"{source / 'train'}: expected a folder for each class, found none")
    for part, count in counts.items():
        for name in classes:
            folder = partial(some) / part / name
            folder.mkdir(parents=True)
            of_class = sorted((source / part / name).iterdir())
            for picture in of_class[:max(1, count // len(classes))]:
                (folder / picture.name).symlink_to(picture.resolve())
    finish(some, source)


def mini_imagenet_pictures(e: Experiment) -> Path:
    """The folder with train/ and val/."""
    home = folder_of_data(e) / "mini-imagenet"
    if (home / "train").is_dir():
        return home
    return unpacked(e, "mini-imagenet", home)


def folder_of_data(e: Experiment) -> Path:
    if not e.data or not Path(e.data).is_dir():
        raise Failed((f"--data '{e.data}': there is no such folder; expected one" if e.data else
                      "expected --data DIR, or ALEXNET_DATA set to a folder")
                     + " with data sets, as scripts/reproduce/data.py says (--quick needs none)")
    return Path(e.data).resolve()


def partial(folder: Path) -> Path:
    """What a folder is called while it is being made: half a folder must not count as one."""
    return folder.with_name(folder.name + ".partial")


def finish(folder: Path, source: Path) -> None:
    """Notes what the folder was made of, and gives it its name."""
    write(partial(folder) / CAME_FROM, f"{source}\n")
    partial(folder).rename(folder)


def is_made_of(folder: Path, source: Path) -> bool:
    """Is the folder there, and made of this? Raises Failed if it was made of something else."""
    note = folder / CAME_FROM
    if note.exists() and note.read_text(encoding="utf-8") != f"{source}\n":
        raise Failed(f"{folder}: holds pictures of {note.read_text().strip()}; now asked: "
                     f"{source}; remove it, or choose another --runs")
    return folder.exists()


def unpacked(e: Experiment, name: str, home: Path) -> Path:
    """The folder into which the archives of that one were unpacked."""
    folder = e.runs.parent / "data" / name
    with locked(e, folder, wait=True):
        if is_made_of(folder, home):
            return folder
        archives = sorted(home.glob("*.tar.*"))
        if not archives:
            raise Failed(f"{e.data}: has no {name}; expected what scripts/reproduce/data.py says")
        shutil.rmtree(partial(folder), ignore_errors=True)
        partial(folder).mkdir(parents=True)
        for archive in archives:
            e.say(f"unpacks {archive.name}")
            subprocess.run(["tar", "-xf", str(archive), "-C", str(partial(folder))], check=True)
        names = home / "classes.tsv"
        if names.exists():
            shutil.copy(names, partial(folder))
        finish(folder, home)
    return folder


def side_of(packed_file: Path) -> int:
    """Of the pictures in a file that `alexnet prepare` wrote: its header has their shape."""
    with open(packed_file, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    return header["images"]["shape"][-1]


def packed(e: Experiment, name: str, source: Path, side: int) -> List[str]:
    folder = e.runs.parent / "data" / name
    with locked(e, folder, wait=True):
        if not is_made_of(folder, source):
            e.say(f"packs {source} at {side} pixels")
            shutil.rmtree(partial(folder), ignore_errors=True)
            alexnet("prepare", "--data", str(source), "--side", str(side), "--out",
                    str(partial(folder)))
            finish(folder, source)
    return ["--data", str(folder)]
