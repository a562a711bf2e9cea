# SPDX-License-Identifier: Apache-2.0
"""The training loop: optimiser, learning rate, moving average, checkpoints, and several workers on one machine.

Workers are processes with one share of each epoch; after every step they average their gradients, so their
weights stay equal. On a processor that other work uses too, two workers with one thread each are about twice
as fast as one with two threads, because threads of one operation wait for the slowest at every layer.
"""

import copy
import math
import pathlib
import sys
import time

import numpy as np
import torch
from torch import distributed

import evaluate
import unfold
from dataset import Frames, batch_of
from loss import loss
from network import HEIGHT, WIDTH, Detector

DECAY, WARMUP, LOWEST, LARGEST_GRADIENT = 0.03, 150, 0.02, 10.0
# First on parts of pictures, which is half the work with most of the objects; then on whole ones, mostly as they are.
PART, PARTS_UNTIL, CALM = (192, 288), 0.5, 0.4


class Average:
    """Moving average of the weights; it is what gets evaluated and exported."""

    def __init__(self, model):
        self.model, self.steps = copy.deepcopy(model).eval(), 0

    @torch.no_grad()
    def update(self, model):
        self.steps += 1
        keep = 0.998 * (1 - math.exp(-self.steps / 300))
        for mine, theirs in zip(self.model.state_dict().values(), model.state_dict().values()):
            if mine.dtype.is_floating_point:
                mine.lerp_(theirs.detach(), 1 - keep)
            else:
                mine.copy_(theirs)


class Team:
    """This worker's place among the workers."""

    def __init__(self, rank=0, size=1, meeting=None):
        self.rank, self.size = rank, size
        if size > 1:
            distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=size)

    def mean(self, parameters, numbers):
        """Averages the gradients in place and a few numbers, which it returns, over all workers."""
        if self.size == 1:
            return numbers
        gradients = [p.grad for p in parameters]
        flat = torch.cat([g.flatten() for g in gradients] + [torch.tensor(numbers, dtype=torch.float32)])
        distributed.all_reduce(flat)
        flat /= self.size
        at = 0
        for g in gradients:
            g.copy_(flat[at:at + g.numel()].reshape(g.shape))
            at += g.numel()
        return flat[at:].tolist()


class Run:
    """One training run and its checkpoint."""

    def __init__(self, args, device, team):
        self.args, self.device, self.team = args, device, team
        self.model = Detector().to(device).to(memory_format=torch.channels_last)
        self.earlier = []  # runs whose weights this one began with
        if args.start_from and args.start_from.suffix == ".onnx":
            if not (args.resume or args.only_evaluate):
                self.model.load_state_dict(unfold.load(args.start_from, Frames(args.train)).state_dict())
            self.earlier = [{"file": args.start_from.name, "epoch": 0, "step": 0, "seconds": 0}]
        elif args.start_from:
            state = torch.load(args.start_from, map_location=device)
            self.model.load_state_dict(state["average"])
            self.earlier = state["earlier"] + [{key: state[key] for key in ("epoch", "step", "seconds")}]
        self.average = Average(self.model)
        self.parameters = list(self.model.parameters())
        self.optimizer = torch.optim.AdamW(
            [{"params": [p for p in self.parameters if p.dim() > 1], "weight_decay": DECAY},
             {"params": [p for p in self.parameters if p.dim() <= 1], "weight_decay": 0.0}], lr=args.rate)
        self.epoch, self.step, self.seconds = 0, 0, 0.0
        self.file = args.work / "checkpoint.pt"
        if args.resume or args.only_evaluate:
            self.load()
        self.began = time.monotonic() - self.seconds

    def load(self):
        if not self.file.exists():
            raise SystemExit(f"train: there is no checkpoint {self.file}; start without --resume")
        state = torch.load(self.file, map_location=self.device)
        self.model.load_state_dict(state["model"])
        self.average.model.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average.steps, self.epoch, self.step, self.seconds = (
            state["step"], state["epoch"], state["step"], state["seconds"])
        self.earlier = state["earlier"]

    def save(self):
        state = {"model": self.model.state_dict(), "average": self.average.model.state_dict(),
                 "optimizer": self.optimizer.state_dict(), "epoch": self.epoch, "step": self.step,
                 "seconds": self.seconds, "earlier": self.earlier}
        fresh = self.file.with_suffix(".new")
        torch.save(state, fresh)
        fresh.replace(self.file)  # never a half-written checkpoint

    def train(self, frames, val):
        share = self.args.batch * self.team.size
        steps, budget = len(frames) // share, self.args.minutes * 60
        if steps == 0:
            raise SystemExit(f"train: {len(frames)} frames do not fill one batch of {share}; draw more scenes")
        half, total = half_precision(self.device), steps * self.args.epochs
        torch.manual_seed(1000 * self.team.rank + self.epoch)
        worth = frames.worth()
        chance = worth / worth.sum()
        vary = np.random.default_rng((self.team.rank, self.epoch, 7))
        while self.epoch < self.args.epochs and self.seconds < budget:
            self.model.train()
            order = np.random.default_rng(self.epoch).choice(len(frames), len(frames), p=chance)
            sums, began = np.zeros(3), time.monotonic()
            for k in range(steps):
                progress = min(1.0, max(self.step / total, self.seconds / budget))
                self.set_rate(progress)
                first = k * share + self.team.rank * self.args.batch
                size, variety = (PART, 1.0) if progress < PARTS_UNTIL else ((HEIGHT, WIDTH), CALM)
                batch = batch_of(frames, order[first:first + self.args.batch], vary, self.device, size, variety)
                sums += self.once(batch, half)
                if k % 25 == 24 or k == steps - 1:
                    self.tell(k + 1, steps, sums / (k + 1), progress, began)
                if self.seconds >= budget:
                    break
            self.epoch += 1
            if self.team.rank == 0:
                self.save()
                if self.epoch % 5 == 0 or self.epoch == 2:
                    result = evaluate.report(self.average.model, val)
                    print(f"\n  validation mAP50 {result['map']:.3f}  {result['ap']}", flush=True)

    def set_rate(self, progress):
        warm = min(1.0, (self.step + 1) / WARMUP)
        cosine = LOWEST + (1 - LOWEST) * 0.5 * (1 + math.cos(math.pi * progress))
        for group in self.optimizer.param_groups:
            group["lr"] = self.args.rate * warm * cosine

    def once(self, batch, half):
        pictures, boxes, labels, valid, ignored = batch
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=half):
            logits, found = self.model(pictures.contiguous(memory_format=torch.channels_last))
        value, class_loss, box_loss = loss(logits, found, self.model.grid_of(pictures)[0], boxes, labels, valid, ignored)
        if not torch.isfinite(value):
            raise SystemExit("train: the loss is no longer a number; go on with --resume and a smaller --rate")
        self.optimizer.zero_grad(set_to_none=True)
        value.backward()
        numbers = [time.monotonic() - self.began, value.item(), class_loss.item(), box_loss.item()]
        self.seconds, *means = self.team.mean(self.parameters, numbers)
        torch.nn.utils.clip_grad_norm_(self.parameters, LARGEST_GRADIENT)
        self.optimizer.step()
        self.average.update(self.model)
        self.step += 1
        return np.array(means)

    def tell(self, k, steps, means, progress, began):
        if self.team.rank:
            return
        left = self.seconds / max(progress, 1e-6) - self.seconds
        speed = (time.monotonic() - began) / k
        end = "\r" if sys.stdout.isatty() and k < steps else "\n"
        print(f"epoch {self.epoch + 1}/{self.args.epochs} step {k}/{steps} loss {means[0]:.3f} (class {means[1]:.3f}, "
              f"box {means[2]:.3f}) {speed * 1000:.0f} ms/step, about {left / 60:.0f} min left   ", end=end, flush=True)


def half_precision(device):
    """bfloat16 where the processor multiplies it natively; elsewhere it would only be slower."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported()
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    return cpuinfo.exists() and "avx512_bf16" in cpuinfo.read_text()
