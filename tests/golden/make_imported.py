"""Two narrow networks with the layers of torchvision's alexnet and of Caffe's, and what PyTorch
computes with them.

Makes the files beside this one that tests/unit/test_import.cpp reads. They are committed, so only
someone who changes the import needs to run this again:

    python3 tests/golden/make_imported.py

Needs PyTorch (1.13 or later), torchvision, safetensors, numpy, and Python's protobuf (Debian:
python3-protobuf), which writes Caffe's files; the few messages of caffe.proto that they use are
described below.

    torchvision.safetensors   weights as a state dict names them, and what the network computes
    new.caffemodel            layers as since 2015, floats packed
    old.caffemodel            the same as V1 layers, four extents a blob, floats one by one
    caffe.safetensors         what the network computes

The picture is not stored: both programs make it from the same hash.
"""
import os

import numpy
import safetensors.torch
import torch
import torch.nn.functional as F
import torchvision
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

import safetensors_writer

HERE = os.path.dirname(os.path.abspath(__file__))
CLASSES = 10


def picture(side):
    """Bytes (3, side, side), red first, from a hash of the position."""
    with numpy.errstate(over="ignore"):
        h = numpy.arange(3 * side * side, dtype=numpy.uint32) * numpy.uint32(0x9E3779B9)
        for shift, factor in [(16, 0x7FEB352D), (15, 0x846CA68B)]:
            h ^= h >> numpy.uint32(shift)
            h *= numpy.uint32(factor)
        h ^= h >> numpy.uint32(16)
    return torch.from_numpy((h >> numpy.uint32(24)).astype(numpy.float64)).reshape(1, 3, side, side)


def random_layers(shapes, scales):
    """Name -> (weight, bias): floats, kept as doubles."""
    generator = numpy.random.default_rng(2012)
    layers = {}
    for name, shape in shapes.items():
        scale = scales.get(name, 1) * (2 / numpy.prod(shape[1:])) ** 0.5
        weight = (scale * generator.standard_normal(shape)).astype(numpy.float32)
        bias = (0.1 * generator.standard_normal(shape[0])).astype(numpy.float32)
        layers[name] = (torch.from_numpy(weight).double(), torch.from_numpy(bias).double())
    return layers


def make_torchvision():
    """torchvision's own network, with its layers replaced by narrow ones, in double precision."""
    network = torchvision.models.AlexNet(num_classes=CLASSES).eval()
    shapes = {"features.0": (8, 3, 11, 11), "features.3": (12, 8, 5, 5),
              "features.6": (16, 12, 3, 3), "features.8": (12, 16, 3, 3),
              "features.10": (12, 12, 3, 3), "classifier.1": (12, 12 * 36),
              "classifier.4": (16, 12), "classifier.6": (CLASSES, 16)}
    for name, (weight, bias) in random_layers(shapes, {}).items():
        layer = network.get_submodule(name)  # its stride and padding stay as they are
        layer.weight, layer.bias = torch.nn.Parameter(weight), torch.nn.Parameter(bias)
    mean = torch.tensor([0.485, 0.456, 0.406]).double().reshape(1, 3, 1, 1)
    deviation = torch.tensor([0.229, 0.224, 0.225]).double().reshape(1, 3, 1, 1)
    with torch.no_grad():
        x = network((picture(224) / 255 - mean) / deviation)
    print("torchvision", x.softmax(1))
    golden = {**network.state_dict(), "out.fc8": x, "out.probs": x.softmax(1)}
    safetensors.torch.save_file({name: tensor.float() for name, tensor in golden.items()},
                                os.path.join(HERE, "torchvision.safetensors"))


def caffe_messages(packed):
    """The messages of caffe.proto that are written here, as Python classes by name."""
    kinds = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="caffe.proto", package="caffe")

    def message(name, *fields):
        added = file.message_type.add(name=name)
        for number, field, kind, repeated in fields:
            f = added.field.add(name=field, number=number)
            f.label = kinds.LABEL_REPEATED if repeated else kinds.LABEL_OPTIONAL
            if isinstance(kind, str):
                f.type, f.type_name = kinds.TYPE_MESSAGE, ".caffe." + kind
            else:
                f.type = kind
                if repeated and kind in (kinds.TYPE_INT64, kinds.TYPE_FLOAT):
                    f.options.packed = packed

    message("BlobShape", (1, "dim", kinds.TYPE_INT64, True))
    message("BlobProto", (1, "num", kinds.TYPE_INT64, False),
            (2, "channels", kinds.TYPE_INT64, False), (3, "height", kinds.TYPE_INT64, False),
            (4, "width", kinds.TYPE_INT64, False), (5, "data", kinds.TYPE_FLOAT, True),
            (6, "diff", kinds.TYPE_FLOAT, True), (7, "shape", "BlobShape", False))
    message("LayerParameter", (1, "name", kinds.TYPE_STRING, False),
            (2, "type", kinds.TYPE_STRING, False), (5, "loss_weight", kinds.TYPE_FLOAT, True),
            (7, "blobs", "BlobProto", True), (10, "phase", kinds.TYPE_INT64, False))
    message("V1LayerParameter", (2, "bottom", kinds.TYPE_STRING, True),
            (4, "name", kinds.TYPE_STRING, False), (5, "type", kinds.TYPE_INT64, False),
            (6, "blobs", "BlobProto", True), (7, "blobs_lr", kinds.TYPE_FLOAT, True))
    message("NetParameter", (1, "name", kinds.TYPE_STRING, False),
            (2, "layers", "V1LayerParameter", True), (100, "layer", "LayerParameter", True))
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    factory = message_factory.MessageFactory(pool)
    return {m.name: factory.GetPrototype(pool.FindMessageTypeByName("caffe." + m.name))
            for m in file.message_type}


def write_caffemodel(name, order, layers, old):
    """`order`: the layers in the file, of which some have weights."""
    net = caffe_messages(packed=not old)["NetParameter"](name="AlexNet")
    for layer_name in order:
        layer = net.layers.add(name=layer_name, type=4) if old else net.layer.add(
            name=layer_name, type="some type", phase=0)
        for tensor in layers.get(layer_name, ()):
            blob = layer.blobs.add()
            blob.data.extend(tensor.flatten().tolist())
            if old:
                extents = [1] * (4 - tensor.dim()) + list(tensor.shape)
                blob.num, blob.channels, blob.height, blob.width = extents
            else:
                blob.shape.dim.extend(tensor.shape)
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(net.SerializeToString())


def make_caffe():
    # conv1's outputs are large enough for normalization to matter: it halves them and more.
    layers = random_layers({"conv1": (8, 3, 11, 11), "conv2": (8, 4, 5, 5), "conv3": (8, 8, 3, 3),
                            "conv4": (8, 4, 3, 3), "conv5": (8, 4, 3, 3), "fc6": (16, 8 * 36),
                            "fc7": (12, 16), "fc8": (CLASSES, 12)},
                           {"conv1": 4, "conv2": 3, "fc8": 0.01})
    mean = torch.tensor([104.00699, 116.66877, 122.67892]).double().reshape(1, 3, 1, 1)
    golden = {}
    x = picture(227).flip(1) - mean  # blue, green, red
    x = F.relu(F.conv2d(x, *layers["conv1"], stride=4))
    x = F.local_response_norm(x, 5, alpha=1e-4, beta=0.75, k=1.0)  # over all maps
    x = F.max_pool2d(x, 3, 2, ceil_mode=True)
    x = F.relu(F.conv2d(x, *layers["conv2"], padding=2, groups=2))
    x = F.local_response_norm(x, 5, alpha=1e-4, beta=0.75, k=1.0)
    x = F.max_pool2d(x, 3, 2, ceil_mode=True)
    golden["pool2"] = x[0]
    x = F.relu(F.conv2d(x, *layers["conv3"], padding=1))
    x = F.relu(F.conv2d(x, *layers["conv4"], padding=1, groups=2))
    x = F.relu(F.conv2d(x, *layers["conv5"], padding=1, groups=2))
    x = F.max_pool2d(x, 3, 2, ceil_mode=True).flatten(1)
    for name in ["fc6", "fc7"]:
        x = F.relu(F.linear(x, *layers[name]))
    x = F.linear(x, *layers["fc8"])
    golden["fc8"], golden["probs"] = x, x.softmax(1)
    print("caffe", golden["probs"])
    safetensors_writer.save(os.path.join(HERE, "caffe.safetensors"), golden)
    order = ["data", "conv1", "relu1", "norm1", "pool1", "conv2", "relu2", "norm2", "pool2",
             "conv3", "conv4", "conv5", "pool5", "fc6", "fc7", "fc8", "loss"]
    write_caffemodel("new.caffemodel", order, layers, old=False)
    write_caffemodel("old.caffemodel", order, layers, old=True)


make_torchvision()
make_caffe()
