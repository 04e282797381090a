"""`alexnet bench` on a GPU beside PyTorch on the same GPU, in one run.

    scripts/build cuda alexnet
    python3 tests/bench/peer_gpu.py [--batch-sizes 128 1 8] [--json FILE]

For every precision and batch size, PyTorch is timed in each of its modes - eager, captured as a
CUDA graph, or compiled, each with channels first and last - and ours is compared with the best of
them (for our forward pass, too, the better of queued and captured counts). Ours and PyTorch's take
turns for several rounds, and medians are compared, so that a disturbance of the machine hits both.
Both queue the same number of steps in a row before they wait for the GPU (`--steps`). Prints a
table in Markdown with device, driver and versions, which goes into tests/bench/RESULTS.md. Not a
test: nothing fails if it is slow.

The peer is the paper's network as PyTorch users write it: groups = 2 where the towers do not meet,
local response normalization per tower or none, SGD with momentum and weight decay; one step =
forward, loss, backward, update. In bf16 it uses autocast, because ours keeps its weights in fp32.

`--try-out` runs the whole script on a machine without a GPU - PyTorch on the CPU, ours in the
simulator, everything as small as possible - to see that it works; its figures mean nothing.
"""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time

import needs_torch  # first
import torch
import torch.nn.functional as F

from pytorch_paper import paper

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")


class Peer:
    """PyTorch's network in one mode, ready to be timed."""

    def __init__(self, lrn, math, mode, batch, device):
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = math != "fp32"
        torch.backends.cudnn.benchmark = True
        torch.manual_seed(1)
        self.device, self.math = device, math
        self.net = paper(lrn).to(device)
        self.x = 60 * torch.randn(batch, 3, 224, 224, device=device)
        self.labels = torch.arange(batch, device=device) % 1000
        if "channels_last" in mode:
            self.net = self.net.to(memory_format=torch.channels_last)
            self.x = self.x.contiguous(memory_format=torch.channels_last)
        self.run = self.net
        if "compile" in mode:
            self.run = torch.compile(self.net)
        fused = {"fused": True} if device == "cuda" else {}
        self.sgd = torch.optim.SGD(self.net.parameters(), lr=1e-6, momentum=0.9, weight_decay=5e-4,
                                   **fused)
        self.graphs = {}
        if "graph" in mode:
            self.graphs = {work: self.capture(work) for work in (self.forward, self.step)}

    def autocast(self):
        return torch.autocast(self.device, torch.bfloat16, enabled=self.math == "bf16")

    def forward(self):
        self.net.eval()
        with torch.no_grad(), self.autocast():
            self.run(self.x)

    def step(self):
        self.net.train()
        self.sgd.zero_grad(set_to_none=True)
        with self.autocast():
            loss = F.cross_entropy(self.run(self.x), self.labels)
        loss.backward()
        self.sgd.step()

    def capture(self, work):
        """As PyTorch's notes on CUDA graphs say: warmed up on a side stream, which waits for what
        was queued before, while what comes after waits for it."""
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                work()
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            work()
        return graph.replay

    def median_ms(self, work, repeats, steps):
        """Of `repeats` runs of `steps` steps in a row; the queue is empty before and after each."""
        work = self.graphs.get(work, work)
        wait = torch.cuda.synchronize if self.device == "cuda" else lambda: None
        for _ in range(3):  # compiles, chooses algorithms
            work()
        times = []
        for _ in range(repeats):
            wait()
            start = time.perf_counter()
            for _ in range(steps):
                work()
            wait()
            times.append(1e3 * (time.perf_counter() - start) / steps)
        return statistics.median(times)


def modes(device):
    if device != "cuda":
        return ["eager"]
    kinds = ["eager", "graph"] + (["compile"] if hasattr(torch, "compile") else [])
    return [kind + layout for kind in kinds for layout in ("", " channels_last")]


def make_peers(lrn, math, batch, device, wanted):
    if any("compile" in mode for mode in wanted):
        torch._dynamo.reset()  # else it counts earlier peers as recompilations, and gives up
    return {mode: Peer(lrn, math, mode, batch, device) for mode in wanted}


def our_ms(program, variant, math, batch, repeats, steps):
    result = subprocess.run([program, "bench", "--variant", variant, "--device", "cuda:0", "--math",
                             math, "--batch-size", str(batch), "--repeats", str(repeats),
                             "--steps", str(steps), "--json"], check=True,
                            stdout=subprocess.PIPE)
    report = json.loads(result.stdout)
    assert report["steps_in_a_row"] == steps
    # A graph's time is 0 if no graph is possible.
    forward = min(time for time in (report["forward_ms"], report["forward_graph_ms"]) if time > 0)
    return forward, report["step_ms"]


def describe(device):
    if device != "cuda":
        return f"TRY-OUT on {platform.processor() or 'a CPU'}: these figures mean nothing"
    driver = subprocess.run(["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"],
                            capture_output=True, text=True).stdout.split("\n")[0]
    return (f"{torch.cuda.get_device_name()}, driver {driver}, PyTorch {torch.__version__}, "
            f"cuDNN {torch.backends.cudnn.version()}")


def parse(parser):
    """Adds the options that all scripts here share. Returns the options, and PyTorch's device."""
    parser.add_argument("--program", default=os.path.join(ROOT, "build-cuda", "bin", "alexnet"))
    parser.add_argument("--json", help="write the figures to this file")
    parser.add_argument("--try-out", action="store_true",
                        help="without a GPU, to see that it works")
    options = parser.parse_args()
    device = "cpu" if options.try_out else "cuda"
    if not options.try_out and not torch.cuda.is_available():
        sys.exit("PyTorch sees no GPU; --try-out runs the script without one")
    if not os.path.exists(options.program):
        sys.exit(f"{options.program} is not there: build it first (scripts/build cuda alexnet), or "
                 "name another with --program")
    return options, device


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--batch-sizes", type=int, nargs="+", default=[128, 1, 8])
    parser.add_argument("--math", nargs="+", default=["fp32", "tf32", "bf16"])
    parser.add_argument("--networks", nargs="+", choices=["paper", "no-lrn"],
                        default=["paper", "no-lrn"])
    parser.add_argument("--modes", nargs="+", help="PyTorch's; default: all that it has")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--steps", type=int, default=10,
                        help="in a row, before the GPU is waited for")
    options, device = parse(parser)
    if options.try_out:
        options.batch_sizes, options.math = [1], ["fp32"]
        options.rounds = options.repeats = options.steps = 1

    print(f"{time.strftime('%Y-%m-%d')}, {describe(device)}; median of {options.rounds} rounds of "
          f"{options.repeats} times {options.steps} steps in a row; {' '.join(sys.argv)}\n")
    print("| network | batch | math | | ours, ms | PyTorch's best, ms | mode | ratio "
          "| ours, images/s |")
    print("|---|---|---|---|---|---|---|---|---|")
    figures = []
    for variant in options.networks:
        lrn = variant == "paper"
        for batch in options.batch_sizes:
            for math in options.math:
                peers = make_peers(lrn, math, batch, device, options.modes or modes(device))
                ours, theirs = [], {mode: [] for mode in peers}
                for _ in range(options.rounds):
                    ours.append(our_ms(options.program, variant, math, batch, options.repeats,
                                       options.steps))
                    for mode, peer in peers.items():
                        theirs[mode].append([peer.median_ms(work, options.repeats, options.steps)
                                             for work in (peer.forward, peer.step)])
                for i, what in enumerate(["forward", "training step"]):
                    a = statistics.median(t[i] for t in ours)
                    medians = {mode: statistics.median(t[i] for t in times)
                               for mode, times in theirs.items()}
                    best = min(medians, key=medians.get)
                    print(f"| {variant} | {batch} | {math} | {what} | {a:.3f} "
                          f"| {medians[best]:.3f} | {best} | {a / medians[best]:.2f} "
                          f"| {1e3 * batch / a:.0f} |", flush=True)
                    figures.append({"network": variant, "batch": batch, "math": math, "what": what,
                                    "steps_in_a_row": options.steps, "ours_ms": a,
                                    "peer_ms": medians})
                if options.json:  # after every case: if cut off, the figures so far are kept
                    with open(options.json, "w") as file:
                        json.dump(figures, file, indent=1)


if __name__ == "__main__":
    main()
