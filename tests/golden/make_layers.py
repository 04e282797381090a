"""What PyTorch computes for every layer: inputs, parameters, outputs and all gradients.

Makes layers.safetensors beside this file, which the tests named "...: PyTorch computes the same"
read. It is committed, so only someone who adds a case needs to run this again:

    python3 tests/golden/make_layers.py

Needs PyTorch (1.13 or later) and numpy. Inputs are floats; PyTorch works on them in double
precision, so what it returns is right to the last digit of the stored float. The gradients
are those of sum(grad_y * y). Tensors are named layer.case.tensor; the tests repeat each case's
parameters (stride, pad ...) next to its name.
"""
import os

import torch
import torch.nn.functional as F

import safetensors_writer

torch.manual_seed(2012)
tensors = {}


def random(*shape, scale=1.0):
    """Gaussian floats, as doubles that record their gradient."""
    return (scale * torch.randn(*shape)).float().double().requires_grad_()


def record(case, inputs, y):
    """Stores inputs (name -> tensor), y, a random grad_y and the gradient of every input."""
    grad_y = torch.randn(y.shape).float().double()
    y.backward(grad_y)
    tensors[f"{case}.y"] = y.detach()
    tensors[f"{case}.grad_y"] = grad_y
    for name, value in inputs.items():
        tensors[f"{case}.{name}"] = value.detach()
        tensors[f"{case}.grad_{name}"] = value.grad


def named_inputs(xs, weight, bias):
    return {**{f"x{i}": x for i, x in enumerate(xs)}, "weight": weight, "bias": bias}


def conv(case, channels, height, width, filters, size, stride, pad, batch=2):
    xs = [random(batch, c, height, width) for c in channels]
    weight, bias = random(filters, sum(channels), size, size), random(filters)

    def overhang(extent):
        """How far the last window hangs over, on the right or at the bottom."""
        return -(extent + 2 * pad - size) % stride

    padding = (pad, pad + overhang(width), pad, pad + overhang(height))
    y = F.conv2d(F.pad(torch.cat(xs, dim=1), padding), weight, bias, stride)
    record(case, named_inputs(xs, weight, bias), y)


def linear(case, images, outputs):
    xs = [random(*image) for image in images]
    flat = torch.cat([x.flatten(1) for x in xs], dim=1)
    weight, bias = random(outputs, flat.shape[1]), random(outputs)
    record(case, named_inputs(xs, weight, bias), F.linear(flat, weight, bias))


def pool(case, shape, size, stride):
    x = random(*shape)
    record(f"maxpool.{case}", {"x": x}, F.max_pool2d(x, size, stride, ceil_mode=True))
    x = random(*shape)
    y = F.avg_pool2d(x, size, stride, ceil_mode=True, count_include_pad=False)
    record(f"avgpool.{case}", {"x": x}, y)


def lrn(case, shape, size, k, alpha, beta, scale):
    x = random(*shape, scale=scale)
    # PyTorch divides alpha by the size; the paper does not.
    record(f"lrn.{case}", {"x": x}, F.local_response_norm(x, size, alpha * size, beta, k))


def lrn_within_channel(case, shape, size, k, alpha, beta, scale):
    x = random(*shape, scale=scale)
    sums = F.avg_pool2d(x * x, size, 1, padding=size // 2, divisor_override=1)
    record(f"lrn_within_channel.{case}", {"x": x}, x / (k + alpha * sums) ** beta)


def softmax_loss(case, batch, classes, scale):
    logits = random(batch, classes, scale=scale)
    labels = torch.randint(classes, (batch,))
    loss = F.cross_entropy(logits, labels, reduction="none")
    loss.mean().backward()
    tensors[f"softmax_loss.{case}.logits"] = logits.detach()
    tensors[f"softmax_loss.{case}.labels"] = labels
    tensors[f"softmax_loss.{case}.probs"] = F.softmax(logits.detach(), dim=1)
    tensors[f"softmax_loss.{case}.loss"] = loss.detach()
    tensors[f"softmax_loss.{case}.grad_logits"] = logits.grad


conv("conv.same_size", [3], 6, 7, filters=4, size=3, stride=1, pad=1)
conv("conv.overhang_by_two", [2], 10, 12, filters=3, size=5, stride=3, pad=2)
conv("conv.two_inputs", [2, 3], 7, 8, filters=6, size=3, stride=2, pad=1)
conv("conv.first_layer", [3], 28, 28, filters=8, size=11, stride=4, pad=0, batch=1)

linear("linear.one_input", [(3, 4, 2, 3)], outputs=5)
linear("linear.two_inputs", [(2, 3, 2, 2), (2, 5, 1, 1)], outputs=7)

for name, function in {"relu": torch.relu, "tanh": torch.tanh}.items():
    x = random(2, 3, 5, 4)
    record(f"{name}.some", {"x": x}, function(x))

pool("overlapping", (2, 3, 13, 9), size=3, stride=2)
pool("clipped", (2, 3, 8, 7), size=3, stride=2)
pool("side_by_side", (1, 2, 6, 4), size=2, stride=2)
pool("clipped_by_two", (1, 2, 10, 7), size=4, stride=3)

lrn("paper", (2, 7, 3, 4), size=5, k=2, alpha=1e-4, beta=0.75, scale=100)
lrn("strong", (1, 4, 5, 5), size=3, k=1, alpha=0.5, beta=0.75, scale=1)
lrn("other_power", (1, 5, 3, 3), size=7, k=1.5, alpha=0.1, beta=0.5, scale=2)

lrn_within_channel("release2012", (1, 2, 7, 6), size=5, k=1, alpha=0.001 / 25, beta=0.75, scale=100)
lrn_within_channel("strong", (2, 2, 4, 5), size=3, k=1, alpha=0.3, beta=0.5, scale=1)

softmax_loss("few", batch=4, classes=7, scale=1)
softmax_loss("many", batch=3, classes=100, scale=5)

safetensors_writer.save(os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                     "layers.safetensors"), tensors)
