# SPDX-License-Identifier: Apache-2.0
"""Writes the model card: what the model is, what it learned from, what was measured, what it is not for."""

import pathlib

from dataset import MIN_HEIGHT, MIN_VISIBLE, MIN_WIDTH
from export import OPSET
from network import CLASSES, HEIGHT, STRIDES, WIDTH
from trainer import PART

TEXT = """# Model card: {name}

A detector for road users, fire and smoke, small enough for one CPU core. It exists so that the demo and the tests run
real inference on any machine. **It has only ever seen drawings**: every picture it learned from and was tested on came
from the Milepost simulator.

## Not for
- **Real roads.** Nothing here says anything about photographs. For real cameras use a detector trained on real
  footage; the node reads the exports that docs/models.md lists.
- Any decision about people: it does not identify anyone and was not tested for fairness of any kind.

## What it is
| | |
|---|---|
| file | `{name}`, {megabytes:.2f} MB, ONNX opset {opset}, static shapes, version {release} |
| architecture | anchor-free, single stage: cross-stage-partial backbone of plain 3x3 convolutions with ReLU, pyramid pooling, two-way feature pyramid, one decoupled head each at strides {strides} |
| size | {parameters:,} parameters, {mmacs:.0f} million multiply-adds a frame |
| input | `images` float32 [1, 3, {height}, {width}], RGB, 0..1, letterboxed centred with 114/255 |
| output | `output` float32 [1, {rows}, {places}]: cx, cy, w, h in input pixels, then one score 0..1 a class; no objectness; non-maximum suppression is the reader's |
| classes | {classes} |
| licence | Apache-2.0, as the rest of Milepost; weights trained from scratch, no foreign data |

## What it learned from
Simulator scenes, each seed a different road, camera, light and traffic. The ranges of seeds do not overlap.

| set | seeds | scenes | frames | light (frames) | scenario (frames) |
|---|---|---|---|---|---|
{sets}

Not asked for and not punished, in training and in testing: objects of which less than {visible:.0%} is visible, or
smaller than {min_width:.0f} x {min_height:.0f} pixels at {width}x{height}.

Training: {epochs} epochs, {steps:,} steps of AdamW with a cosine schedule, moving average of the weights, task-aligned
assignment, binary cross-entropy and CIoU; mirrored, scaled, shifted, recoloured, blurred, noisy and letterboxed
pictures; frames with rare classes drawn more often; first on varied parts of {part} pixels, then on whole pictures
with less variation. {minutes:.0f} minutes on {processor}.{earlier}

## What was measured
Average precision at IoU 0.5 with COCO's 101 points of recall, on the test seeds, with the weights in the file.

**mAP50 over all classes: {map:.3f}** ({frames} frames)

| class | AP50 | objects asked for |
|---|---|---|
{per_class}

| light | frames | mAP50 |
|---|---|---|
{per_light}

| scenario | frames | mAP50 |
|---|---|---|
{per_scenario}

The exported file was run node by node against the PyTorch network: boxes differ by at most {boxes:.5f} pixels,
scores by at most {scores:.6f}.
{notes}
## Make it again
`scripts/train` makes the sets, trains, tests, exports and writes this card; `scripts/train --help` tells the options.
"""


def set_row(label, frames):
    """Seeds come from the labels: what was used, not what was asked for."""
    seeds = sorted({info["seed"] for info in frames.info})
    counts = ["; ".join(f"{k} {v}" for k, v in frames.counts(key).items()) for key in ("light", "scenario")]
    return f"| {label} | {seeds[0]}–{seeds[-1]} | {len(seeds)} | {len(frames)} | {counts[0]} | {counts[1]} |"


def table(values):
    return "\n".join(f"| {key} | {value['frames']} | {value['map']:.3f} |" for key, value in values.items())


def before(runs):
    if not runs:
        return ""
    if any("file" in r for r in runs):
        return f"\nIt began with the weights of an exported file, {runs[0]['file']} of the release before."
    steps, minutes = sum(r["step"] for r in runs), sum(r["seconds"] for r in runs) / 60
    return (f"\nIt began with the weights of {len(runs)} earlier run(s), {steps:,} steps and {minutes:.0f} minutes in all, on "
            "training seeds of\nthe same range.")


def write(path, name, result, sets, notes=""):
    """`sets`: label → frames of the set; `notes`: Markdown of what people found out, put in unchanged."""
    rows = "\n".join(set_row(label, frames) for label, frames in sets.items())
    per_class = "\n".join(f"| {c} | {result['ap'].get(c, float('nan')):.3f} | {result['boxes'][c]} |" for c in CLASSES)
    text = TEXT.format(
        name=name, opset=OPSET, earlier=before(result["earlier"]), megabytes=result["bytes"] / 1e6,
        release=result["release"], strides=", ".join(map(str, STRIDES)),
        parameters=result["parameters"], mmacs=result["multiply_adds"] / 1e6, height=HEIGHT, width=WIDTH,
        part="x".join(map(str, reversed(PART))),
        rows=4 + len(CLASSES), places=sum((HEIGHT // s) * (WIDTH // s) for s in STRIDES), classes=", ".join(CLASSES),
        sets=rows, visible=MIN_VISIBLE, min_width=MIN_WIDTH, min_height=MIN_HEIGHT, epochs=result["epochs"],
        steps=result["steps"], minutes=result["minutes"], processor=result["processor"],
        map=result["map"], frames=result["frames"], per_class=per_class, per_light=table(result["light"]),
        per_scenario=table(result["scenario"]), boxes=result["difference"]["boxes_px"],
        scores=result["difference"]["scores"], notes=notes)
    pathlib.Path(path).write_text(text)
