# SPDX-License-Identifier: Apache-2.0
"""Average precision at IoU 0.5: detections sorted by score, greedy matching, COCO's 101 points of recall.

Truth that no one could see (dataset.countable) is not asked for; a detection that meets such truth, or lies
at least half inside it, is not counted either way.
"""

import numpy as np
import torch

from dataset import countable
from network import CLASSES

SCORE, NMS, MOST = 0.02, 0.6, 150


def iou(a, b):
    """IoU matrix [len(a), len(b)] and the share of each a that lies in each b."""
    x1, y1 = np.maximum(a[:, None, 0], b[None, :, 0]), np.maximum(a[:, None, 1], b[None, :, 1])
    x2, y2 = np.minimum(a[:, None, 2], b[None, :, 2]), np.minimum(a[:, None, 3], b[None, :, 3])
    inter = (x2 - x1).clip(0) * (y2 - y1).clip(0)
    area_a, area_b = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1]), (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    return inter / np.maximum(area_a[:, None] + area_b[None] - inter, 1e-6), inter / np.maximum(area_a[:, None], 1e-6)


def suppress(boxes, scores):
    """Greedy non-maximum suppression; returns the kept rows, best first."""
    order = np.argsort(-scores)[:400]
    matrix = iou(boxes[order], boxes[order])[0]
    kept, dead = [], np.zeros(len(order), bool)
    for k in range(len(order)):
        if not dead[k]:
            kept.append(order[k])
            dead |= matrix[k] > NMS
    return np.array(kept, int)


def detect(model, frames, batch=32):
    """Detections of every frame: rows x1,y1,x2,y2,class,score."""
    model.eval()
    device = next(model.parameters()).device
    found = []
    with torch.no_grad():
        for start in range(0, len(frames), batch):
            rows = range(start, min(start + batch, len(frames)))
            logits, boxes = model(frames.pictures(rows).to(device).contiguous(memory_format=torch.channels_last))
            for score, box in zip(logits.sigmoid().cpu().numpy(), boxes.cpu().numpy()):
                found.append(rows_of(score, box))
    return found


def rows_of(score, box):
    parts = [np.zeros((0, 6), np.float32)]
    for label in range(len(CLASSES)):
        chosen = score[:, label] > SCORE
        if chosen.any():
            b, s = box[chosen], score[chosen, label]
            keep = suppress(b, s)
            parts.append(np.column_stack((b[keep], np.full(len(keep), label, np.float32), s[keep])))
    rows = np.concatenate(parts)
    return rows[np.argsort(-rows[:, 5])][:MOST]


def matches(detections, truth, label, threshold):
    """For one frame and class: score and hit of every counted detection, and how much truth was asked for."""
    d, t = detections[detections[:, 4] == label], truth[truth[:, 4] == label]
    asked = countable(t)
    overlaps, share = iou(d, t)
    taken, result = np.zeros(len(t), bool), []
    for k in range(len(d)):
        fits = np.where(asked & ~taken, overlaps[k], 0)
        best = int(fits.argmax()) if len(t) else -1
        if len(t) and fits[best] >= threshold:
            taken[best] = True
            result.append((d[k, 5], True))
        elif not (len(t) and ((~asked) & ((overlaps[k] >= threshold) | (share[k] >= 0.5))).any()):
            result.append((d[k, 5], False))
    return result, int(asked.sum())


def average_precision(pairs, total):
    if total == 0:
        return None
    if not pairs:
        return 0.0
    hits = np.array([hit for _, hit in sorted(pairs, key=lambda p: -p[0])], float)
    recall = hits.cumsum() / total
    precision = np.maximum.accumulate((hits.cumsum() / np.arange(1, len(hits) + 1))[::-1])[::-1]
    at = np.searchsorted(recall, np.linspace(0, 1, 101), side="left")
    return float(np.where(at < len(precision), precision[np.minimum(at, len(precision) - 1)], 0.0).mean())


def score(found, frames, chosen=None, threshold=0.5):
    """AP of every class over the chosen frames: {"map": .., "ap": {class: ..}, "boxes": {class: ..}}."""
    chosen = range(len(frames)) if chosen is None else chosen
    ap, boxes = {}, {}
    for label, name in enumerate(CLASSES):
        pairs, total = [], 0
        for k in chosen:
            some, asked = matches(found[k], frames.truth[k], label, threshold)
            pairs += some
            total += asked
        boxes[name], value = total, average_precision(pairs, total)
        if value is not None:
            ap[name] = round(value, 4)
    return {"map": round(float(np.mean(list(ap.values()))), 4) if ap else 0.0, "ap": ap, "boxes": boxes}


def report(model, frames):
    """Overall, per class, per light and per scenario."""
    found = detect(model, frames)
    result = score(found, frames)
    for key in ("light", "scenario"):
        result[key] = {}
        for value in frames.counts(key):
            chosen = [k for k, info in enumerate(frames.info) if info[key] == value]
            result[key][str(value)] = {"frames": len(chosen), "map": score(found, frames, chosen)["map"]}
    result["frames"] = len(frames)
    return result
