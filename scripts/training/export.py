# SPDX-License-Identifier: Apache-2.0
"""Writes the trained detector as ONNX and proves that the file computes what the network computes."""

import copy
import datetime
import warnings

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional as F

from network import CLASSES, HEIGHT, STRIDES, WIDTH, Exported

OPSET = 13
LAYOUT = "milepost-1"


def write(detector, path, version):
    """Exports a folded copy of the detector to `path`; returns the folded module for comparison."""
    module = Exported(copy.deepcopy(detector).float().cpu().eval().fold()).eval()
    warnings.filterwarnings("ignore", message=".*shape inference of prim::Constant.*")
    warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)  # sizes are meant to become constants
    torch.onnx.export(module, torch.zeros(1, 3, HEIGHT, WIDTH), str(path), opset_version=OPSET,
                      input_names=["images"], output_names=["output"], do_constant_folding=True)
    model = onnx.load(str(path))
    strip(model)
    model.producer_name = "milepost"
    model.doc_string = "Milepost road detector; trained on drawn scenes only, see models/README.md"
    metadata = {
        "names": str(dict(enumerate(CLASSES))),
        "imgsz": str([HEIGHT, WIDTH]),
        "stride": str(max(STRIDES)),
        "task": "detect",
        "license": "Apache-2.0",
        "author": "Milepost",
        "description": "Milepost road detector: cars, trucks, buses, motorcycles, persons, fire and smoke "
                       "on frames of the Milepost simulator. Not for real roads.",
        "version": version,
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "milepost.layout": LAYOUT,
        "milepost.input": "RGB 0..1, letterboxed centred with 114/255",
    }
    del model.metadata_props[:]
    for key, value in metadata.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(path))
    return module


def strip(model):
    """Takes out what the exporter remembers of the source files."""
    for node in model.graph.node:
        node.doc_string = ""
    model.graph.doc_string = ""


def run(model, feed, watch=None):
    """Executes the graph node by node, reading weights and attributes from the file alone.

    `watch(name, value)` is shown every input and every result.
    """
    values = {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in model.graph.initializer}
    values.update(feed)
    for name, value in feed.items() if watch else ():
        watch(name, value)
    for node in model.graph.node:
        if node.op_type not in OPERATORS:
            raise ValueError(f"the exported graph holds the operator {node.op_type}, which the self-check does not know")
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        inputs = [values[name] if name else None for name in node.input]
        values[node.output[0]] = OPERATORS[node.op_type](inputs, attributes)
        if watch:
            watch(node.output[0], values[node.output[0]])
    return values[model.graph.output[0].name]


def _conv(i, a):
    return F.conv2d(i[0], i[1], i[2] if len(i) > 2 else None, a["strides"], a["pads"][:2], a["dilations"], a["group"])


def _resize(i, a):
    if a.get("mode") != b"nearest":
        raise ValueError("the self-check knows only nearest-neighbour Resize")
    scales = i[2] if i[2] is not None and i[2].numel() else None
    size = [int(v) for v in i[3][2:]] if scales is None else [round(s * float(f)) for s, f in zip(i[0].shape[2:], scales[2:])]
    return F.interpolate(i[0], size=size, mode="nearest")


def _quantize(i, a):
    zero = i[2].float()
    return (torch.round(i[0] / i[1]) + zero).clamp(0, 255)


def _dequantize(i, a):
    value, scale, zero = i[0].float(), i[1], i[2].float()
    if scale.dim():
        shape = [-1] + [1] * (value.dim() - 1)
        scale, zero = scale.reshape(shape), zero.reshape(shape)
    return (value - zero) * scale


def _slice(i, a):
    starts, ends = i[1].tolist(), i[2].tolist()
    axes = i[3].tolist() if len(i) > 3 else range(len(starts))
    steps = i[4].tolist() if len(i) > 4 else [1] * len(starts)
    key = [slice(None)] * i[0].dim()
    for start, end, axis, step in zip(starts, ends, axes, steps):
        key[axis] = slice(start, end, step)
    return i[0][tuple(key)]


def _constant(i, a):
    return torch.from_numpy(np.array(numpy_helper.to_array(a["value"])))


OPERATORS = {
    "Add": lambda i, a: i[0] + i[1],
    "Clip": lambda i, a: i[0].clamp(min=_limit(i, 1), max=_limit(i, 2)),
    "Concat": lambda i, a: torch.cat(i, a["axis"]),
    "Constant": _constant,
    "Conv": _conv,
    "DequantizeLinear": _dequantize,
    "Exp": lambda i, a: i[0].exp(),
    "Identity": lambda i, a: i[0],
    "Flatten": lambda i, a: i[0].flatten(a["axis"]),
    "MaxPool": lambda i, a: F.max_pool2d(i[0], a["kernel_shape"], a["strides"], a["pads"][:2]),
    "Mul": lambda i, a: i[0] * i[1],
    "QuantizeLinear": _quantize,
    "Relu": lambda i, a: i[0].relu(),
    "Reshape": lambda i, a: i[0].reshape([i[0].shape[k] if n == 0 else n for k, n in enumerate(i[1].tolist())]),
    "Resize": _resize,
    "Sigmoid": lambda i, a: i[0].sigmoid(),
    "Slice": _slice,
    "Sub": lambda i, a: i[0] - i[1],
}


def _limit(i, k):
    return float(i[k]) if len(i) > k and i[k] is not None else None


def verify(path, module, images):
    """Largest difference between file and network: boxes in pixels, scores in probability."""
    model = onnx.load(str(path))
    boxes = scores = 0.0
    with torch.no_grad():
        for image in images:
            expected, actual = module(image[None]), run(model, {"images": image[None]})
            if actual.shape != expected.shape:
                raise ValueError(f"the exported graph answers {tuple(actual.shape)} instead of {tuple(expected.shape)}")
            difference = (expected - actual).abs()
            boxes, scores = max(boxes, difference[:, :4].max().item()), max(scores, difference[:, 4:].max().item())
    if boxes > 0.05 or scores > 1e-3:
        raise ValueError(f"the exported graph differs from the network: boxes {boxes:.4f} px, scores {scores:.6f}")
    return boxes, scores
