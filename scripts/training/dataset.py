# SPDX-License-Identifier: Apache-2.0
"""Reads what `simulate --training-set` writes, and varies it.

A set is a folder: `frames.u8` (RGB24 frames one after another), `labels.jsonl` (one line a frame: scene seed,
scenario, light, boxes x,y,w,h in pixels with the visible share), `meta.json`. Frames stay in a memory map, so
a set may be larger than memory.
"""

import json
import math
import pathlib

import numpy as np
import torch
from torch.nn import functional as F

from network import CLASSES, HEIGHT, WIDTH

MIN_VISIBLE, MIN_HEIGHT, MIN_WIDTH = 0.35, 8.0, 5.0
PAD = 114.0 / 255.0
BAND = (HEIGHT - WIDTH * 9 // 16) // 2


class Frames:
    """One or more sets as one list of frames with their truth."""

    def __init__(self, folders):
        self.maps, self.index, self.truth, self.info = [], [], [], []
        for folder in map(pathlib.Path, folders):
            lines = [json.loads(line) for line in (folder / "labels.jsonl").read_text().splitlines() if line]
            frames = np.memmap(folder / "frames.u8", np.uint8, "r").reshape(-1, HEIGHT, WIDTH, 3)
            if len(frames) != len(lines):
                raise ValueError(f"{folder}: {len(frames)} frames but {len(lines)} lines of labels; make the set again")
            for row, line in enumerate(lines):
                self.index.append((len(self.maps), row))
                self.truth.append(truth_of(line))
                self.info.append({key: line.get(key) for key in ("seed", "scenario", "light")})
            self.maps.append(frames)

    def __len__(self):
        return len(self.index)

    def pictures(self, rows):
        """Frames as [B, 3, H, W], 0..1."""
        stack = np.stack([self.maps[self.index[r][0]][self.index[r][1]] for r in rows])
        return torch.from_numpy(stack).permute(0, 3, 1, 2).float().div_(255.0)

    def worth(self):
        """How often to draw each frame, 1..5: what is rare on roads (all but cars) teaches most."""
        rare = [int(((t[:, 4] != 0) & countable(t)).sum()) for t in self.truth]
        return 1.0 + np.minimum(4.0, np.array(rare, float))

    def counts(self, key):
        found = {}
        for info in self.info:
            found[info[key]] = found.get(info[key], 0) + 1
        return dict(sorted(found.items(), key=lambda item: str(item[0])))


def truth_of(line):
    """Rows x1,y1,x2,y2,class,visible share; boxes cut at the picture's edges."""
    rows = []
    for box in line["boxes"]:
        if box["cls"] not in CLASSES:
            raise ValueError(f"labels name the class '{box['cls']}'; known are {', '.join(CLASSES)}")
        x1, y1 = max(0.0, box["x"]), max(0.0, box["y"])
        x2, y2 = min(float(WIDTH), box["x"] + box["w"]), min(float(HEIGHT), box["y"] + box["h"])
        if x2 - x1 >= 1 and y2 - y1 >= 1:
            rows.append((x1, y1, x2, y2, CLASSES.index(box["cls"]), box.get("vis", 1.0)))
    return np.array(rows, np.float32).reshape(-1, 6)


def countable(rows):
    """Which truth a detector can be asked for: enough of it visible, and not tiny."""
    return (rows[:, 5] >= MIN_VISIBLE) & (rows[:, 3] - rows[:, 1] >= MIN_HEIGHT) & (rows[:, 2] - rows[:, 0] >= MIN_WIDTH)


def batch_of(frames, rows, generator=None, device="cpu", size=(HEIGHT, WIDTH), variety=1.0):
    """A batch: pictures, truth [B, M, 4], labels, which teach, which are ignored. Varied when a generator is given.

    `variety` is the share of batches whose colours are changed and of pictures that are scaled and shifted.
    """
    pictures = frames.pictures(rows).to(device)
    truth = [frames.truth[r].copy() for r in rows]
    if generator is not None:
        pictures = move(pictures, truth, generator, size, variety)
        if generator.random() < variety:
            pictures = recolour(pictures, generator)
        if size == (HEIGHT, WIDTH):
            letterbox(pictures, truth, generator)
    most = max(1, max(len(t) for t in truth))
    boxes, labels = torch.zeros(len(rows), most, 4), torch.zeros(len(rows), most, dtype=torch.long)
    valid, ignored = torch.zeros(len(rows), most, dtype=torch.bool), torch.zeros(len(rows), most, dtype=torch.bool)
    for b, t in enumerate(truth):
        if len(t):
            seen = torch.from_numpy(countable(t))
            boxes[b, :len(t)], labels[b, :len(t)] = torch.from_numpy(t[:, :4]), torch.from_numpy(t[:, 4]).long()
            valid[b, :len(t)], ignored[b, :len(t)] = seen, ~seen
    return pictures, boxes.to(device), labels.to(device), valid.to(device), ignored.to(device)


def move(pictures, truth, rng, size, variety):
    """Mirror, scale 0.75..1.5 and shift, or cut a part out, per picture; what is cut off loses visible share."""
    height, width = size
    part = np.array((width / WIDTH, height / HEIGHT))
    transforms = []
    for t in truth:
        mirror = -1.0 if rng.random() < 0.5 else 1.0
        scale = math.exp(rng.uniform(math.log(0.75), math.log(1.5))) if rng.random() < 0.7 * variety else 1.0
        room = np.abs(1 - part / scale) + (0.08 if scale != 1.0 else 0.0)
        shift = rng.uniform(-room, room)
        if part[0] < 1 and len(t):  # a part shows at least one object, somewhere
            seen = t[countable(t)] if countable(t).any() else t
            x1, y1, x2, y2 = seen[rng.integers(len(seen)), :4]
            centre = np.array(((x1 + x2) / WIDTH - 1, (y1 + y2) / HEIGHT - 1))
            shift = (centre + rng.uniform(-0.8, 0.8, 2) * part / scale).clip(-room, room)
        # grid_sample asks where an output place comes from, all in -1..1: in = out * part / scale * mirror + shift
        transforms.append([[mirror * part[0] / scale, 0.0, shift[0]], [0.0, part[1] / scale, shift[1]]])
        if len(t):
            apply(t, (mirror * scale / part[0], scale / part[1]), shift, size)
    theta = torch.tensor(transforms, dtype=torch.float32, device=pictures.device)
    places = F.affine_grid(theta, [len(pictures), 3, height, width], align_corners=False)
    return F.grid_sample(pictures - PAD, places, mode="bilinear", align_corners=False) + PAD


def apply(t, factor, shift, size):
    """The same transform for boxes, in place."""
    height, width = size
    x = (((t[:, [0, 2]] / WIDTH * 2 - 1) - shift[0]) * factor[0] + 1) * width / 2
    y = (((t[:, [1, 3]] / HEIGHT * 2 - 1) - shift[1]) * factor[1] + 1) * height / 2
    x, y = np.sort(x, 1), np.sort(y, 1)
    area = (x[:, 1] - x[:, 0]) * (y[:, 1] - y[:, 0])
    x, y = x.clip(0, width), y.clip(0, height)
    t[:, 5] *= (x[:, 1] - x[:, 0]) * (y[:, 1] - y[:, 0]) / np.maximum(area, 1e-6)
    t[:, [0, 2]], t[:, [1, 3]] = x, y


def letterbox(pictures, truth, rng):
    """Every other picture gets the bands that a 16:9 camera has above and below."""
    for b, t in enumerate(truth):
        if rng.random() < 0.5:
            pictures[b, :, :BAND] = PAD
            pictures[b, :, HEIGHT - BAND:] = PAD
            height = np.maximum(t[:, 3] - t[:, 1], 1e-6)
            t[:, 1], t[:, 3] = t[:, 1].clip(BAND, HEIGHT - BAND), t[:, 3].clip(BAND, HEIGHT - BAND)
            t[:, 5] *= (t[:, 3] - t[:, 1]) / height


def recolour(pictures, rng):
    """Gain per channel, contrast, gamma, blur and noise: cameras differ more than drawings do."""
    count = len(pictures)

    def draw(low, high, columns=1):
        return torch.tensor(rng.uniform(low, high, (count, columns, 1, 1)), dtype=torch.float32,
                            device=pictures.device)

    pictures = pictures * draw(0.7, 1.3) * draw(0.92, 1.08, 3)
    middle = pictures.mean((2, 3), keepdim=True)
    pictures = ((pictures - middle) * draw(0.7, 1.3) + middle).clamp_(0.0, 1.0)
    if rng.random() < 0.5:
        pictures = pictures.clamp_(min=1e-4).pow_(draw(0.75, 1.35))
    for b in range(count):
        kind = rng.random()
        if kind < 0.12:
            pictures[b:b + 1] = F.avg_pool2d(F.pad(pictures[b:b + 1], (1, 1, 1, 1), mode="replicate"), 3, 1)
        elif kind < 0.27:
            pictures[b] += torch.randn_like(pictures[b]) * rng.uniform(0.005, 0.04)
    return pictures.clamp_(0.0, 1.0)
