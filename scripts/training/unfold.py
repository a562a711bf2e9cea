# SPDX-License-Identifier: Apache-2.0
"""Begins a training run with the weights of an exported file.

The export has merged every batch normalisation into its convolution. To train on, they are taken apart again:
from the pictures of a few hundred frames each convolution's mean and variance per channel are measured, and the
normalisation gets just the scale and shift that give back what the merged convolution computed.
"""

import onnx
import torch
from onnx import numpy_helper

from network import ConvBlock, Detector

FRAMES = 256


def load(path, frames):
    """A detector for training that computes what the file computes; `frames` to measure on."""
    model = onnx.load(str(path))
    weights = {i.name.removeprefix("detector."): torch.from_numpy(numpy_helper.to_array(i).copy())
               for i in model.graph.initializer if i.name.startswith("detector.")}
    merged = Detector().eval().fold()
    missing, _ = merged.load_state_dict(weights, strict=False)
    if missing:
        raise SystemExit(f"train: {path} is not this network; it lacks {missing[0]}")
    statistics = measure(merged, frames)
    fresh = Detector()
    parts = dict(merged.named_modules())
    for name, module in fresh.named_modules():
        if isinstance(module, ConvBlock):
            mean, variance = statistics[name]
            conv, norm = parts[name].conv, module.norm
            module.conv.weight.data.copy_(conv.weight.data)
            norm.running_mean.copy_(mean)
            norm.running_var.copy_(variance)
            norm.weight.data.copy_(torch.sqrt(variance + norm.eps))
            norm.bias.data.copy_(conv.bias.data + mean)
        elif isinstance(module, torch.nn.Conv2d) and name in parts and f"{name}.bias" in weights and ".conv" not in name:
            module.weight.data.copy_(parts[name].weight.data)
            module.bias.data.copy_(parts[name].bias.data)
    return fresh


@torch.no_grad()
def measure(merged, frames):
    """Mean and variance per channel of every convolution before its bias, by the name of its block."""
    sums, hooks = {}, []

    def watch(name):
        def add(layer, _, out):
            values = (out - layer.bias.reshape(1, -1, 1, 1)).double()
            count = values.numel() // values.shape[1]
            total, square, n = sums.get(name, (0, 0, 0))
            sums[name] = (total + values.sum((0, 2, 3)), square + values.pow(2).sum((0, 2, 3)), n + count)
        return add

    for name, module in merged.named_modules():
        if isinstance(module, ConvBlock):
            hooks.append(module.conv.register_forward_hook(watch(name)))
    step = max(1, len(frames) // FRAMES)
    rows = list(range(0, len(frames), step))[:FRAMES]
    for first in range(0, len(rows), 16):
        merged(frames.pictures(rows[first:first + 16]))
    for hook in hooks:
        hook.remove()
    result = {}
    for name, (total, square, n) in sums.items():
        mean = total / n
        result[name] = (mean.float(), (square / n - mean ** 2).clamp(min=1e-6).float())
    return result
