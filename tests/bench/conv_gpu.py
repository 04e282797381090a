"""Every convolution of the paper on a GPU beside cuDNN's, as PyTorch calls it, in one run.

    scripts/build cuda alexnet
    python3 tests/bench/conv_gpu.py [--batch-size 128] [--json FILE]

Ours are the rungs that `alexnet bench --rungs` times; the fastest of each precision counts. cuDNN
chooses its fastest algorithm itself (cudnn.benchmark), with channels first and channels last; the
faster of the two counts. Both are timed as CUDA graphs of many runs. A convolution is that of one
tower; its forward pass includes the bias, and the gradient of its weights that of the bias. Prints
a table in Markdown. Not a test: nothing fails if it is slow.

`--try-out` runs the whole script without a GPU; its figures mean nothing.
"""
import argparse
import json
import statistics
import subprocess
import sys
import time

import needs_torch  # first
import torch
import torch.nn.functional as F

from peer_gpu import describe, parse

# Of one tower: input maps, side, output maps, kernel, stride, padding. conv1 reads 227 pixels, of
# which the last three are zeros.
CONVOLUTIONS = {"conv1a": (3, 227, 48, 11, 4, 0), "conv2a": (48, 27, 128, 5, 1, 2),
                "conv3a": (256, 13, 192, 3, 1, 1), "conv4a": (192, 13, 192, 3, 1, 1),
                "conv5a": (192, 13, 128, 3, 1, 1)}
# Which gradients PyTorch is asked for: of the input, of the weights, of the biases.
OPS = {"forward": None,
       "backward_input": (True, False, False), "backward_weight": (False, True, True)}


def in_a_row(work, device, runs):
    """A function that does the work that many times: on a GPU as a graph, as ours is timed too.
    Otherwise the GPU would be idle between short runs, waiting for Python."""
    def all_runs():
        for _ in range(runs):
            work()
    if device != "cuda":
        return all_runs
    before = torch.cuda.Stream()
    before.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(before):
        work()  # cuDNN chooses its algorithm, which it could not while a graph is recorded
    torch.cuda.current_stream().wait_stream(before)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        all_runs()
    return graph.replay


def median_ms(work, device, repeats, runs):
    """Of `repeats` measurements of `runs` runs in a row; the queue is empty before and after."""
    wait = torch.cuda.synchronize if device == "cuda" else lambda: None
    run = in_a_row(work, device, runs)
    for _ in range(3):  # the GPU comes up to speed
        run()
    times = []
    for _ in range(repeats):
        wait()
        start = time.perf_counter()
        run()
        wait()
        times.append(1e3 * (time.perf_counter() - start) / runs)
    return statistics.median(times)


def peer_ms(name, op, math, batch, layout, device, options):
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = math != "fp32"
    torch.backends.cudnn.benchmark = True
    maps, side, filters, kernel, stride, pad = CONVOLUTIONS[name]
    kind = {"dtype": torch.bfloat16 if math == "bf16" else torch.float32, "device": device}
    x = torch.randn(batch, maps, side, side, **kind).contiguous(memory_format=layout)
    w = torch.randn(filters, maps, kernel, kernel, **kind).contiguous(memory_format=layout)
    bias = torch.randn(filters, **kind)
    with torch.no_grad():
        y = F.conv2d(x, w, bias, stride, pad)
        if op == "forward":
            return median_ms(lambda: F.conv2d(x, w, bias, stride, pad), device, options.repeats,
                             options.runs)
        dy = torch.randn_like(y)
        gradient = torch.ops.aten.convolution_backward
        return median_ms(lambda: gradient(dy, x, w, [filters], [stride] * 2, [pad] * 2, [1, 1],
                                          False, [0, 0], 1, OPS[op]),
                         device, options.repeats, options.runs)


def our_ms(options):
    """By node, op and precision: the fastest rung and its time."""
    # Its exit code is 1 if an op is wrong, and if the GPU failed, which "error" says: then ops are
    # missing. The others are compared all the same.
    report = json.loads(subprocess.run(
        [options.program, "bench", "--variant", "paper", "--device", "cuda:0", "--batch-size",
         str(options.batch_size), "--rungs", "--repeats", str(options.repeats), "--json"],
        stdout=subprocess.PIPE).stdout)
    if report["error"]:
        print(f"NOT ALL OPS WERE TIMED: {report['error']}", file=sys.stderr)
    fastest = {}
    for row in report["ops"]:
        if row["wrong"]:
            print(f"WRONG: {row['node']} {row['op']} {row['rung']}: {row['wrong']}",
                  file=sys.stderr)
            continue
        key = row["node"], row["op"], row["math"]
        if key not in fastest or row["ms"] < fastest[key][1]:
            fastest[key] = row["rung"], row["ms"]
    return fastest


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--math", nargs="+", default=["fp32", "tf32", "bf16"])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--runs", type=int, default=50, help="in a row")
    options, device = parse(parser)
    if options.try_out:
        options.batch_size, options.math, options.repeats, options.runs = 1, ["fp32"], 1, 1
    ours = our_ms(options)
    print(f"{time.strftime('%Y-%m-%d')}, {describe(device)}; batch of {options.batch_size}; median "
          f"of {options.repeats} times {options.runs} in a row; {' '.join(sys.argv)}\n")
    print("| convolution | op | math | our rung | ours, ms | cuDNN, ms | cuDNN's time / ours |")
    print("|---|---|---|---|---|---|---|")
    figures = []
    layouts = [torch.contiguous_format, torch.channels_last]
    for name in CONVOLUTIONS:
        for op in OPS:
            for math in options.math:
                if (name, op) == ("conv1a", "backward_input"):
                    continue  # training does not need the gradient of the pixels
                if (name, op, math) not in ours:  # on no rung, wrong on all of them, or not timed
                    print(f"| {name} | {op} | {math} | none | | | |", flush=True)
                    continue
                rung, ms = ours[name, op, math]
                peer = min(peer_ms(name, op, math, options.batch_size, layout, device, options)
                           for layout in layouts)
                print(f"| {name} | {op} | {math} | {rung} | {ms:.4f} | {peer:.4f} "
                      f"| {peer / ms:.2f} |", flush=True)
                figures.append({"node": name, "op": op, "math": math, "rung": rung, "ours_ms": ms,
                                "cudnn_ms": peer})
    if options.json:
        with open(options.json, "w") as file:
            json.dump(figures, file, indent=1)


if __name__ == "__main__":
    main()
