"""Writes a safetensors file with only numpy and the standard library."""
import json
import struct

import numpy


def save(path, tensors, metadata=None):
    """tensors: name -> array. Arrays are stored as float32; metadata: text -> text."""
    header = {"__metadata__": metadata} if metadata else {}
    data = b""
    for name, array in tensors.items():
        array = numpy.asarray(array)
        values = numpy.ascontiguousarray(array, dtype="<f4").tobytes()
        offsets = [len(data), len(data) + len(values)]
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": offsets}
        data += values
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
