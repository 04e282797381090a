"""The paper's whole network, narrow, in PyTorch: outputs, every gradient, five steps of SGD.

Makes network.safetensors beside this file, which tests/unit/test_network_golden.cpp reads. It is
committed, so only someone who changes the network needs to run this again:

    python3 tests/golden/make_network.py

Needs PyTorch (1.13 or later) and numpy. Here the two towers are one net with groups = 2, as they
are usually written today, and local response normalization works on each half of the maps. The
test shows that our two towers with their copies give the same numbers.

Pictures and initial parameters are not stored: both programs make them from the same hash.
"""
import os

import numpy
import torch
import torch.nn.functional as F

import safetensors_writer

BATCH, CLASSES = 2, 10
CONV1, CONV2, CONV3, CONV4, CONV5, FC = 3, 8, 12, 12, 8, 32  # filters or units of one tower
RATE, MOMENTUM, DECAY, STEPS = 0.002, 0.9, 0.0005, 5


def noise(seed, count):
    """Numbers in [-1, 1) from a hash of (seed, position)."""
    with numpy.errstate(over="ignore"):
        h = numpy.arange(count, dtype=numpy.uint32) * numpy.uint32(0x9E3779B9)
        h += numpy.uint32(seed) * numpy.uint32(0x85EBCA6B)
        for shift, factor in [(16, 0x7FEB352D), (15, 0x846CA68B)]:
            h ^= h >> numpy.uint32(shift)
            h *= numpy.uint32(factor)
        h ^= h >> numpy.uint32(16)
    return (h.astype(numpy.float64) / 2**31 - 1).astype(numpy.float32)


def make_parameters():
    """Name -> tensor, in the order of our nodes; tower a, then b."""
    shapes = {}
    for layer, filters, channels, size in [("conv1", CONV1, 3, 11), ("conv2", CONV2, CONV1, 5),
                                           ("conv3", CONV3, 2 * CONV2, 3),
                                           ("conv4", CONV4, CONV3, 3), ("conv5", CONV5, CONV4, 3)]:
        for tower in "ab":
            shapes[layer + tower] = (filters, channels, size, size)
    for layer, inputs in [("fc6", 2 * CONV5 * 36), ("fc7", 2 * FC)]:
        for tower in "ab":
            shapes[layer + tower] = (FC, inputs)
    shapes["fc8"] = (CLASSES, 2 * FC)

    parameters, seed = {}, 2
    for node, shape in shapes.items():
        inputs = int(numpy.prod(shape[1:]))
        scale = numpy.float32(1.0 / 64 if node.startswith("conv1") else (3.0 / inputs) ** 0.5)
        weight = scale * noise(seed, int(numpy.prod(shape))).reshape(shape)
        bias = numpy.float32(0.1) * noise(seed + 1, shape[0])
        seed += 2
        for kind, value in [("weight", weight), ("bias", bias)]:
            parameters[f"{node}.{kind}"] = torch.from_numpy(value).double().requires_grad_()
    return parameters


def lrn_per_tower(x):
    """Our alpha multiplies the plain sum; PyTorch divides it by the size first."""
    towers = x.chunk(2, dim=1)
    return torch.cat([F.local_response_norm(t, 5, alpha=5 * 1e-4, beta=0.75, k=2.0)
                      for t in towers], dim=1)


def forward(parameters, images, outputs):
    """The network with groups = 2. Keeps some outputs, tower by tower, under our nodes' names."""
    def both(layer, kind):
        return torch.cat([parameters[f"{layer}a.{kind}"], parameters[f"{layer}b.{kind}"]])

    def keep(name, x):
        for tower, half in zip("ab", x.chunk(2, dim=1)):
            outputs[name + tower] = half
        return x

    def conv(layer, x, groups, **options):
        return F.conv2d(x, both(layer, "weight"), both(layer, "bias"), groups=groups, **options)

    x = F.pad(images, (0, 3, 0, 3))  # for the windows that hang over the right and bottom border
    x = conv("conv1", x, 1, stride=4)
    x = keep("pool1", F.max_pool2d(lrn_per_tower(F.relu(x)), 3, 2))
    x = F.relu(conv("conv2", x, 2, padding=2))
    x = keep("pool2", F.max_pool2d(lrn_per_tower(x), 3, 2))
    x = keep("conv3", conv("conv3", x, 1, padding=1))
    x = F.relu(conv("conv4", F.relu(x), 2, padding=1))
    x = F.relu(keep("conv5", conv("conv5", x, 2, padding=1)))
    x = F.max_pool2d(x, 3, 2).flatten(1)
    x = keep("fc6", F.linear(x, both("fc6", "weight"), both("fc6", "bias")))
    x = 0.5 * F.relu(x)  # dropout as in a test
    x = keep("fc7", F.linear(x, both("fc7", "weight"), both("fc7", "bias")))
    x = F.linear(0.5 * F.relu(x), parameters["fc8.weight"], parameters["fc8.bias"])
    outputs["fc8"] = x
    return x


def main():
    parameters = make_parameters()
    velocities = {name: torch.zeros_like(value) for name, value in parameters.items()}
    images = torch.from_numpy(100 * noise(1, BATCH * 3 * 224 * 224)).double()
    images = images.reshape(BATCH, 3, 224, 224)
    labels = torch.tensor([3, 7])

    golden, losses = {}, []
    for step in range(STEPS):
        outputs = {}
        logits = forward(parameters, images, outputs)
        loss = F.cross_entropy(logits, labels)
        gradients = torch.autograd.grad(loss, list(parameters.values()))
        losses.append(loss.item())
        if step == 0:
            golden.update({name: value.detach() for name, value in outputs.items()})
            golden["probs"] = logits.softmax(1).detach()
            golden.update({name + ".grad": g for name, g in zip(parameters, gradients)})
        with torch.no_grad():  # section 5 of the paper; biases do not decay
            for (name, w), g in zip(parameters.items(), gradients):
                v = velocities[name]
                decay = DECAY if name.endswith("weight") else 0
                v.copy_(MOMENTUM * v - decay * RATE * w - RATE * g)
                w.add_(v)
    golden.update({name + ".after": value.detach() for name, value in parameters.items()})
    golden["losses"] = numpy.array(losses)
    print("losses", losses)
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "network.safetensors")
    safetensors_writer.save(path, golden)


main()
