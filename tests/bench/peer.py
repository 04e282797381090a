"""`alexnet bench` beside PyTorch on the same machine, in one run.

    scripts/bootstrap --peer
    python3 tests/bench/peer.py [--threads 1 2] [--repeats 5] [--quick]

For each case - network, batch size, number of threads - the two programs take turns for several
rounds, and the median of each is taken, so that a disturbance of the machine hits both. Prints a
table in Markdown; `--json FILE` writes the figures, too. Not a test: nothing fails if it is slow.

The peer is the network as PyTorch users write it: groups = 2 where the towers do not meet, weights
drawn by PyTorch, SGD with momentum and weight decay, one step = forward, loss, backward, update.
`with LRN` normalizes each tower separately, as the paper's network does.
"""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time

# OpenBLAS 0.3.21 takes processors that it does not know for old ones and is then several times
# slower. So say what this one can do before OpenBLAS is loaded, whatever the environment says.
with open("/proc/cpuinfo") as cpuinfo:
    FLAGS = cpuinfo.read()
os.environ["OPENBLAS_CORETYPE"] = "SkylakeX" if "avx512f" in FLAGS else "Haswell"

import needs_torch  # first
import torch
import torch.nn as nn
import torch.nn.functional as F

from pytorch_paper import paper

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.join(HERE, "..", "..", "build", "bin", "alexnet")


def cifar_relu():
    max_pool = lambda: nn.MaxPool2d(3, 2, ceil_mode=True)
    avg_pool = lambda: nn.AvgPool2d(3, 2, ceil_mode=True, count_include_pad=False)
    return nn.Sequential(
        nn.Conv2d(3, 32, 5, padding=2), max_pool(), nn.ReLU(True),
        nn.Conv2d(32, 32, 5, padding=2), nn.ReLU(True), avg_pool(),
        nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(True), avg_pool(),
        nn.Flatten(), nn.Linear(1024, 10))


# variant of ours, name in the table, peer, side of the picture, classes, batch size
CASES = [("paper", "paper, with LRN", lambda: paper(True), 224, 1000, 32),
         ("no-lrn", "paper, without LRN", lambda: paper(False), 224, 1000, 32),
         ("cifar-relu", "cifar-relu", cifar_relu, 32, 10, 128)]


def peer_ms(make, side, classes, batch, threads, repeats):
    """(forward, training step) of the peer."""
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    net = make()
    x = 60 * torch.randn(batch, 3, side, side)
    labels = torch.arange(batch) % classes
    sgd = torch.optim.SGD(net.parameters(), lr=1e-6, momentum=0.9, weight_decay=5e-4)

    def forward():
        with torch.no_grad():
            net.eval()(x)

    def step():
        sgd.zero_grad()
        F.cross_entropy(net.train()(x), labels).backward()
        sgd.step()

    def median(work):
        work()
        times = []
        for _ in range(repeats):
            start = time.perf_counter()
            work()
            times.append(1e3 * (time.perf_counter() - start))
        return statistics.median(times)

    return median(forward), median(step)


def our_ms(variant, batch, threads, repeats):
    """(forward, training step) of ours."""
    result = subprocess.run([PROGRAM, "bench", "--variant", variant, "--batch-size", str(batch),
                             "--threads", str(threads), "--repeats", str(repeats), "--json"],
                            check=True, capture_output=True)
    report = json.loads(result.stdout)
    return report["forward_ms"], report["step_ms"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one round of one repeat")
    parser.add_argument("--json", help="write the figures to this file")
    options = parser.parse_args()
    rounds, repeats = (1, 1) if options.quick else (options.rounds, options.repeats)
    if not os.path.exists(PROGRAM):
        sys.exit(f"{PROGRAM} is not there: build it first (scripts/build)")

    model = next((line.split(":")[1].strip() for line in FLAGS.splitlines()
                  if line.startswith("model name")), platform.processor())
    print(f"{model}, {os.cpu_count()} processors; PyTorch {torch.__version__}, "
          f"OPENBLAS_CORETYPE={os.environ['OPENBLAS_CORETYPE']}; "
          f"median of {rounds} rounds of {repeats}\n")
    print("| network | batch | threads | | ours, ms | PyTorch, ms | ratio |")
    print("|---|---|---|---|---|---|---|")
    figures = []
    for variant, name, make, side, classes, batch in CASES:
        for threads in options.threads:
            ours, peers = [], []
            for _ in range(rounds):
                ours.append(our_ms(variant, batch, threads, repeats))
                peers.append(peer_ms(make, side, classes, batch, threads, repeats))
            for i, what in enumerate(["forward", "training step"]):
                a = statistics.median(t[i] for t in ours)
                b = statistics.median(t[i] for t in peers)
                print(f"| {name} | {batch} | {threads} | {what} | {a:.0f} | {b:.0f} "
                      f"| {a / b:.2f} |", flush=True)
                figures.append({"network": name, "batch": batch, "threads": threads, "what": what,
                                "ours_ms": a, "peer_ms": b})
    if options.json:
        with open(options.json, "w") as file:
            json.dump(figures, file, indent=1)


main()
