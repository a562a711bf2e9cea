# SPDX-License-Identifier: Apache-2.0
"""Makes an 8-bit copy of an exported detector: quicker where the processor multiplies bytes (VNNI and the like).

Static quantisation as ONNX Runtime expects it: activations to unsigned bytes, convolution weights to signed bytes
with a scale for each output channel, biases to 32 bits, written as QuantizeLinear and DequantizeLinear pairs
around the float operators. Ranges come from frames that the simulator drew. Inputs and outputs stay float32.

Called by `scripts/train --int8`. The last line is JSON.
"""

import argparse
import json
import pathlib
import sys

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

import evaluate
import export
from dataset import Frames

BINS = 2048
NARROW = 4
SHRINK = np.linspace(1.0, 0.3, 71)
SAME_RANGE = ("MaxPool", "Resize")
INSIDE = ("Conv", "Relu", "Add", "Concat") + SAME_RANGE


def arguments():
    parser = argparse.ArgumentParser(prog="quantise.py", description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=pathlib.Path, required=True, help="the float ONNX file of scripts/train")
    parser.add_argument("--calibrate", nargs="+", required=True, help="folders of frames that give the ranges")
    parser.add_argument("--val", nargs="+", required=True, help="folders of frames that decide on the last layers")
    parser.add_argument("--test", nargs="+", required=True, help="folders of frames for the figures")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="the ONNX file to write")
    parser.add_argument("--frames", type=int, default=200, help="frames for calibration")
    parser.add_argument("--most", type=int, default=400, help="validation and test frames at most")
    parser.add_argument("--last-layers", choices=("auto", "int8", "float"), default="auto",
                        help="auto keeps them float when bytes cost more than --drop")
    parser.add_argument("--drop", type=float, default=0.005, help="mAP50 that bytes in the last layers may cost")
    parser.add_argument("--reduce-range", action="store_true", help="7-bit weights, for AVX2 and AVX-512 without VNNI")
    args = parser.parse_args()
    if args.frames < 1 or args.most < 1 or args.drop < 0:
        parser.error("--frames and --most must be above 0, --drop not below 0")
    if not args.model.is_file():
        parser.error(f"--model names {args.model}, which does not exist")
    return args


class Progress:
    """A line that counts up on a terminal, and one line at the end elsewhere."""

    def __init__(self, what, total):
        self.what, self.total, self.done = what, total, 0

    def step(self):
        self.done += 1
        if sys.stderr.isatty():
            print(f"\r{self.what} {self.done}/{self.total}", end="\n" if self.done == self.total else "",
                  file=sys.stderr, flush=True)
        elif self.done == self.total:
            print(f"{self.what} {self.total}/{self.total}", file=sys.stderr, flush=True)


def spread(total, most):
    """Row numbers over the whole set, evenly."""
    return [int(k) for k in np.linspace(0, total - 1, min(total, most))]


class Ranges:
    """What values each tensor takes: first its limits, then a histogram between them."""

    def __init__(self, model, names, frames, most):
        self.model, self.names, self.frames = model, set(names), frames
        self.rows = spread(len(frames), most)
        self.low, self.high, self.counts = {}, {}, {}
        self._walk("ranges", self._limits)
        self._walk("histograms", self._count)

    def _walk(self, what, watch):
        progress = Progress(what, len(self.rows))
        for row in self.rows:
            with torch.no_grad():
                export.run(self.model, {"images": self.frames.pictures([row])}, watch)
            progress.step()

    def _limits(self, name, value):
        if name in self.names:
            self.low[name] = min(self.low.get(name, 0.0), float(value.min()))
            self.high[name] = max(self.high.get(name, 0.0), float(value.max()))

    def _count(self, name, value):
        if name in self.names:
            low, high = self.low[name], max(self.high[name], self.low[name] + 1e-6)
            counts = torch.histc(value, BINS, low, high).double().numpy()
            self.counts[name] = self.counts.get(name, 0) + counts

    def scale(self, name):
        """Scale and zero point with the least squared error over the histogram."""
        low, high = self.low[name], max(self.high[name], self.low[name] + 1e-6)
        centres = low + (np.arange(BINS) + 0.5) * (high - low) / BINS
        best = None
        for shrink in SHRINK:
            scale, zero = affine(low * shrink, high * shrink)
            back = (np.clip(np.round(centres / scale) + zero, 0, 255) - zero) * scale
            error = float((self.counts[name] * (centres - back) ** 2).sum())
            if best is None or error < best[0]:
                best = error, scale, zero
        return best[1], best[2]


def affine(low, high):
    """The unsigned byte scale that covers low..high and holds 0 exactly."""
    low, high = min(low, 0.0), max(high, 0.0)
    scale = max(high - low, 1e-8) / 255.0
    return np.float32(scale), int(np.clip(round(-low / scale), 0, 255))


def last_layers(model):
    """Convolutions whose output no other convolution reads: the ones that give scores and distances."""
    readers = {}
    for node in model.graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)

    def reaches(name):
        return any(n.op_type == "Conv" or reaches(n.output[0]) for n in readers.get(name, []))

    return {n.output[0] for n in model.graph.node if n.op_type == "Conv" and not reaches(n.output[0])}


def narrow(model):
    """Convolutions of so few input channels that bytes are slower than floats: the first one, on the picture."""
    channels = {i.name: i.dims[1] for i in model.graph.initializer if len(i.dims) == 4}
    depthwise = {n.output[0] for n in model.graph.node for a in n.attribute if a.name == "group" and a.i > 1}
    return {n.output[0] for n in model.graph.node
            if n.op_type == "Conv" and n.output[0] not in depthwise and channels[n.input[1]] <= NARROW}


def region(model, floats):
    """Tensors to hold as bytes: all that convolutions outside `floats` and what lies between them read and write."""
    made = {n.output[0]: n.op_type for n in model.graph.node}
    # A ReLU melts into its convolution; what lies between the two is never written.
    melted = {n.input[0] for n in model.graph.node if n.op_type == "Relu" and made.get(n.input[0]) == "Conv"}
    weights = {i.name for i in model.graph.initializer}
    names = {}
    for node in model.graph.node:
        inputs = [i for i in node.input if i and i not in weights and made.get(i) != "Constant"]
        between = node.op_type in INSIDE and all(made.get(i) in INSIDE for i in inputs)
        if node.op_type == "Conv" and node.output[0] not in floats or node.op_type != "Conv" and between:
            names.update(dict.fromkeys(i for i in [*inputs, node.output[0]] if i not in melted))
    return list(names)


class Rewriter:
    """Writes the byte form of a model beside the float one."""

    def __init__(self, model, ranges, floats, reduce_range):
        self.model = onnx.ModelProto()
        self.model.CopyFrom(model)
        self.floats, self.top = floats, 63 if reduce_range else 127
        self.weights = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
        self.names = region(model, floats)
        self.scales = self._scales(ranges)
        self.fresh, self.nodes = [], []

    def _scales(self, ranges):
        scales = {name: ranges.scale(name) for name in self.names}
        picture = self.model.graph.input[0].name
        if picture in scales:
            scales[picture] = np.float32(1 / 255), 0
        for node in self.model.graph.node:
            # What only picks or repeats values must not change their scale.
            if node.op_type in SAME_RANGE and node.output[0] in scales:
                scales[node.output[0]] = scales[node.input[0]]
            # A ReLU melts into the quantisation only when 0 is the lowest byte.
            if node.op_type == "Relu" and node.output[0] in scales:
                scale, zero = scales[node.output[0]]
                scales[node.output[0]] = scale, 0
        return scales

    def write(self):
        graph = self.model.graph
        if graph.input[0].name in self.scales:
            self._pair(graph.input[0].name)
        for node in graph.node:
            self.nodes.append(node)
            if node.op_type == "Conv" and node.output[0] not in self.floats:
                self._convolution(node)
            for k, name in enumerate(node.input):
                if name in self.scales:
                    node.input[k] = name + "_dq"
            if node.output[0] in self.scales:
                self._pair(node.output[0])
        used = {name for node in self.nodes for name in node.input}
        kept = [i for i in graph.initializer if i.name in used] + self.fresh
        del graph.node[:], graph.initializer[:]
        graph.node.extend(self.nodes)
        graph.initializer.extend(kept)
        onnx.checker.check_model(self.model, full_check=True)
        return self.model

    def _add(self, name, values, kind):
        self.fresh.append(numpy_helper.from_array(np.asarray(values, kind), name))
        return name

    def _pair(self, name):
        scale, zero = self.scales[name]
        s, z = self._add(name + "_scale", scale, np.float32), self._add(name + "_zero", zero, np.uint8)
        self.nodes.append(helper.make_node("QuantizeLinear", [name, s, z], [name + "_q"]))
        self.nodes.append(helper.make_node("DequantizeLinear", [name + "_q", s, z], [name + "_dq"]))

    def _convolution(self, node):
        """Weights and bias as integers; nodes that make floats of them come before the convolution."""
        weight = self.weights[node.input[1]]
        scale = np.maximum(np.abs(weight).reshape(len(weight), -1).max(1), 1e-8).astype(np.float32) / self.top
        whole = np.clip(np.round(weight / scale.reshape(-1, 1, 1, 1)), -self.top, self.top).astype(np.int8)
        self._constant(node, 1, whole, scale, np.int8)
        if len(node.input) > 2:
            both = scale * self.scales[node.input[0]][0]
            bias = np.clip(np.round(self.weights[node.input[2]] / both), -2**31, 2**31 - 1).astype(np.int64)
            self._constant(node, 2, bias, both, np.int32)

    def _constant(self, node, at, whole, scale, kind):
        name = node.input[at]
        inputs = [self._add(name + "_q", whole, kind), self._add(name + "_scale", scale, np.float32),
                  self._add(name + "_zero", np.zeros(len(scale), np.int64), kind)]
        self.nodes.insert(-1, helper.make_node("DequantizeLinear", inputs, [name + "_dq"], axis=0))
        node.input[at] = name + "_dq"


def describe(model, frames, floats):
    model.doc_string = "Milepost road detector in 8 bits; trained on drawn scenes only, see models/README.md"
    entry = model.metadata_props.add()
    entry.key, entry.value = "milepost.quantised", f"uint8 x int8, {frames} frames, {len(floats)} layers float"
    return model


def detect(model, frames, rows, what):
    """Detections of the chosen frames as evaluate.score wants them: a list over all frames."""
    found, progress = [np.zeros((0, 6), np.float32)] * len(frames), Progress(what, len(rows))
    for row in rows:
        with torch.no_grad():
            out = export.run(model, {"images": frames.pictures([row])})[0].numpy()
        x, y, w, h = out[:4]
        boxes = np.stack((x - w / 2, y - h / 2, x + w / 2, y + h / 2), 1)
        found[row] = evaluate.rows_of(out[4:].T, boxes)
        progress.step()
    return found


def accuracy(model, frames, most, what):
    rows = spread(len(frames), most)
    return evaluate.score(detect(model, frames, rows, what), frames, rows)


def main():
    args = arguments()
    torch.manual_seed(1)
    model = onnx.load(str(args.model))
    if any(n.op_type == "QuantizeLinear" for n in model.graph.node):
        raise SystemExit(f"quantise: {args.model} is in 8 bits already; name the float model")
    calibration, val, test = Frames(args.calibrate), Frames(args.val), Frames(args.test)
    ranges = Ranges(model, region(model, set()), calibration, args.frames)
    first, last = narrow(model), last_layers(model)

    def made(floats):
        return Rewriter(model, ranges, first | floats, args.reduce_range).write()

    floats, chosen = (last if args.last_layers == "float" else set()), {}
    if args.last_layers == "auto":
        for name, some in (("float", last), ("int8", set())):
            chosen[name] = accuracy(made(some), val, args.most, f"validation, last layers {name}")["map"]
        floats = last if chosen["float"] - chosen["int8"] > args.drop else set()
    small = describe(made(floats), len(ranges.rows), first | floats)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(small, str(args.out))
    before = accuracy(model, test, args.most, "test, float32")
    after = accuracy(small, test, args.most, "test, int8")
    print(f"wrote {args.out}: {args.out.stat().st_size / 1e6:.2f} MB of {args.model.stat().st_size / 1e6:.2f} MB, "
          f"mAP50 {after['map']:.3f} of {before['map']:.3f}")
    print(json.dumps({"out": str(args.out), "map_fp32": before["map"], "map_int8": after["map"],
                      "ap_fp32": before["ap"], "ap_int8": after["ap"], "validation": chosen,
                      "float_layers": sorted(first | floats), "calibration_frames": len(ranges.rows),
                      "test_frames": min(len(test), args.most), "bytes": args.out.stat().st_size}))


if __name__ == "__main__":
    main()
