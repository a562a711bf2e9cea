# SPDX-License-Identifier: Apache-2.0
"""Which place of the grid answers for which object, and what a wrong answer costs.

Assignment is task-aligned (TOOD, Feng et al. 2021): of the places whose centre lies in an object, those
answer for it that score and fit best, and the score they are taught is how well they fit. Truth that no one
could see (hidden or tiny, see dataset.py) neither teaches nor punishes: places inside it carry no weight
in the class loss.
"""

import math

import torch
from torch.nn import functional as F

TOP = 10          # places per object
SCORE_POWER = 0.5
FIT_POWER = 6.0
BOX_WEIGHT = 5.0
CLASS_WEIGHT = 1.0
SMALL = 9.0       # an object narrower than this (pixels) is assigned as if it were this wide


def overlap(a, b, complete=False):
    """IoU of boxes x1,y1,x2,y2 that broadcast against each other; CIoU (Zheng et al. 2020) when `complete`."""
    width = (torch.minimum(a[..., 2], b[..., 2]) - torch.maximum(a[..., 0], b[..., 0])).clamp(min=0)
    height = (torch.minimum(a[..., 3], b[..., 3]) - torch.maximum(a[..., 1], b[..., 1])).clamp(min=0)
    aw, ah = a[..., 2] - a[..., 0], a[..., 3] - a[..., 1]
    bw, bh = b[..., 2] - b[..., 0], b[..., 3] - b[..., 1]
    inter = width * height
    iou = inter / (aw * ah + bw * bh - inter + 1e-7)
    if not complete:
        return iou
    hull_w = torch.maximum(a[..., 2], b[..., 2]) - torch.minimum(a[..., 0], b[..., 0])
    hull_h = torch.maximum(a[..., 3], b[..., 3]) - torch.minimum(a[..., 1], b[..., 1])
    diagonal = hull_w ** 2 + hull_h ** 2 + 1e-7
    apart = ((b[..., 0] + b[..., 2] - a[..., 0] - a[..., 2]) ** 2 + (b[..., 1] + b[..., 3] - a[..., 1] - a[..., 3]) ** 2) / 4
    shape = (4 / math.pi ** 2) * (torch.atan(bw / (bh + 1e-7)) - torch.atan(aw / (ah + 1e-7))) ** 2
    with torch.no_grad():
        weight = shape / (shape - iou + 1 + 1e-7)
    return iou - apart / diagonal - shape * weight


def inside(points, boxes):
    """[B, M, A]: whether the place's centre lies in the box, small boxes being widened to SMALL."""
    centre = (boxes[..., :2] + boxes[..., 2:]) / 2
    half = ((boxes[..., 2:] - boxes[..., :2]) / 2).clamp(min=SMALL / 2)
    return ((points[None, None] - centre[:, :, None]).abs() < half[:, :, None]).all(-1)


@torch.no_grad()
def assign(scores, boxes, points, truth, labels, valid):
    """Task-aligned assignment for a whole batch.

    scores [B, A, C], boxes [B, A, 4], truth [B, M, 4], labels [B, M], valid [B, M].
    Returns the object index of each place [B, A], whether it answers for one [B, A], and its target score [B, A].
    """
    candidates = inside(points, truth) & valid[:, :, None]
    fit = overlap(truth[:, :, None], boxes[:, None]).clamp(min=0) * candidates
    asked = scores.transpose(1, 2).gather(1, labels[:, :, None].expand(-1, -1, scores.shape[1]))
    metric = asked.pow(SCORE_POWER) * fit.pow(FIT_POWER)
    # An object nothing fits yet would teach nobody: closeness to its centre breaks the tie.
    centre = (truth[..., :2] + truth[..., 2:]) / 2
    distance = (points[None, None] - centre[:, :, None]).pow(2).sum(-1)
    ranked = (metric + 1e-9 / (1 + distance)) * candidates
    chosen = torch.zeros_like(candidates)
    best = ranked.topk(TOP, dim=2)
    chosen.scatter_(2, best.indices, best.values > 0)
    contested = chosen.sum(1, keepdim=True) > 1
    winner = F.one_hot((fit * chosen).argmax(1), truth.shape[1]).transpose(1, 2).bool()
    chosen = torch.where(contested, chosen & winner, chosen)
    metric = metric * chosen
    strongest = metric.amax(2, keepdim=True)
    fittest = (fit * chosen).amax(2, keepdim=True)
    target = (metric / (strongest + 1e-9) * fittest).amax(1)
    return chosen.float().argmax(1), chosen.any(1), target


def loss(logits, boxes, points, truth, labels, valid, ignored):
    """Class and box loss of a batch; `ignored` [B, M] marks truth that neither teaches nor punishes."""
    scores = logits.detach().sigmoid()
    which, positive, target = assign(scores, boxes.detach(), points, truth, labels, valid)
    batch, places, classes = logits.shape
    wanted = torch.zeros_like(logits)
    label = labels.gather(1, which)
    wanted.scatter_(2, label[..., None], (target * positive)[..., None])
    weight = 1.0 - (inside(points, truth) & ignored[:, :, None]).any(1).logical_and(~positive).float()
    # No discount for easy background (as focal and varifocal loss have): with it, doubtful boxes and the wrong one
    # of two similar classes keep middling scores.
    raw = F.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    norm = wanted.sum().clamp(min=1.0)
    class_loss = (raw * weight[..., None]).sum() / norm
    box_loss = logits.sum() * 0
    if positive.any():
        goal = truth.gather(1, which[..., None].expand(-1, -1, 4))[positive]
        share = target[positive]
        box_loss = ((1 - overlap(boxes[positive], goal, complete=True)) * share).sum() / norm
    return CLASS_WEIGHT * class_loss + BOX_WEIGHT * box_loss, class_loss.detach(), box_loss.detach()
