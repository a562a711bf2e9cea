# SPDX-License-Identifier: Apache-2.0
"""Trains the detector on sets that the simulator wrote, evaluates it on seeds it never saw, exports it.

Called by `scripts/train`, which makes the sets first. Every epoch ends with a checkpoint, so a run that was
killed goes on with --resume.
"""

import argparse
import copy
import json
import math
import pathlib
import platform
import sys
import time

import numpy as np
import torch

import card
import evaluate
import export
from dataset import Frames, batch_of
from loss import loss
from network import Detector, multiply_adds, parameters

RATE, DECAY, WARMUP, LOWEST = 2e-3, 0.03, 150, 0.02


def arguments():
    parser = argparse.ArgumentParser(prog="train.py", description=__doc__.splitlines()[0])
    parser.add_argument("--train", nargs="+", required=True, help="folders of training frames")
    parser.add_argument("--val", nargs="+", required=True, help="folders of validation frames")
    parser.add_argument("--test", nargs="+", required=True, help="folders of held-out test frames")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for checkpoints")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="the ONNX file to write")
    parser.add_argument("--card", type=pathlib.Path, help="model card to write")
    parser.add_argument("--notes", type=pathlib.Path, help="Markdown to put into the card: known weaknesses")
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--minutes", type=float, default=math.inf, help="time budget; the learning rate follows it")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=RATE, help="highest learning rate")
    parser.add_argument("--threads", type=int, default=0, help="CPU threads, 0 = as many as cores")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint in --work")
    parser.add_argument("--start-from", type=pathlib.Path, help="begin with the weights of this checkpoint")
    parser.add_argument("--release", default="1", help="version written into the model")
    parser.add_argument("--only-evaluate", action="store_true", help="no training: evaluate and export the checkpoint")
    return parser.parse_args()


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


class Run:
    """One training run and its checkpoint."""

    def __init__(self, args, device):
        self.args, self.device = args, device
        self.model = Detector().to(device).to(memory_format=torch.channels_last)
        self.earlier = []  # runs whose weights this one began with
        if args.start_from:
            state = torch.load(args.start_from, map_location=device)
            self.model.load_state_dict(state["average"])
            self.earlier = state["earlier"] + [{key: state[key] for key in ("epoch", "step", "seconds")}]
        self.average = Average(self.model)
        matrices = [p for p in self.model.parameters() if p.dim() > 1]
        vectors = [p for p in self.model.parameters() if p.dim() <= 1]
        self.optimizer = torch.optim.AdamW([{"params": matrices, "weight_decay": DECAY},
                                            {"params": vectors, "weight_decay": 0.0}], lr=args.rate)
        self.epoch, self.step, self.seconds = 0, 0, 0.0
        self.file = args.work / "checkpoint.pt"
        if args.resume or args.only_evaluate:
            self.load()

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

    def rate(self, progress):
        warm = min(1.0, (self.step + 1) / WARMUP)
        return self.args.rate * warm * (LOWEST + (1 - LOWEST) * 0.5 * (1 + math.cos(math.pi * min(1.0, progress))))

    def train(self, frames, val):
        steps = len(frames) // self.args.batch
        total, budget = steps * self.args.epochs, self.args.minutes * 60
        half = half_precision(self.device)
        rng = np.random.default_rng(1000 + self.epoch)
        while self.epoch < self.args.epochs and self.seconds < budget:
            self.model.train()
            order, sums, began = rng.permutation(len(frames)), np.zeros(3), time.monotonic()
            for k in range(steps):
                tick = time.monotonic()
                progress = max(self.step / total, self.seconds / budget)
                for group in self.optimizer.param_groups:
                    group["lr"] = self.rate(progress)
                sums += self.once(batch_of(frames, order[k * self.args.batch:(k + 1) * self.args.batch], rng, self.device), half)
                self.seconds += time.monotonic() - tick
                if k % 25 == 24 or k == steps - 1:
                    self.progress(k + 1, steps, sums / (k + 1), progress, began)
                if self.seconds >= budget:
                    break
            self.epoch += 1
            self.save()
            if self.epoch % 5 == 0 or self.epoch == 2:
                began = time.monotonic()
                result = evaluate.report(self.average.model, val)
                print(f"\n  validation mAP50 {result['map']:.3f}  {result['ap']}", flush=True)
                if self.args.minutes < math.inf:
                    self.seconds += time.monotonic() - began

    def once(self, batch, half):
        pictures, boxes, labels, valid, ignored = batch
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=half):
            logits, found = self.model(pictures.contiguous(memory_format=torch.channels_last))
        value, class_loss, box_loss = loss(logits, found, self.model.points, boxes, labels, valid, ignored)
        if not torch.isfinite(value):
            raise SystemExit("train: the loss is no longer a number; go on with --resume and a smaller --rate")
        self.optimizer.zero_grad(set_to_none=True)
        value.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 10.0)
        self.optimizer.step()
        self.average.update(self.model)
        self.step += 1
        return np.array([value.item(), class_loss.item(), box_loss.item()])

    def progress(self, k, steps, means, progress, began):
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


def processor(device):
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines()
             if line.startswith("model name")] if cpuinfo.exists() else []
    return f"{names[0] if names else platform.processor()} CPU, {torch.get_num_threads()} threads"


def main():
    args = arguments()
    if args.threads:
        torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    args.work.mkdir(parents=True, exist_ok=True)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    train, val, test = Frames(args.train), Frames(args.val), Frames(args.test)
    run = Run(args, device)
    print(f"{parameters(run.model):,} parameters, {multiply_adds(run.model.cpu()) / 1e6:.0f} million multiply-adds a frame; "
          f"{len(train)} frames to learn, {len(val)} to watch, {len(test)} to test; {processor(device)}", flush=True)
    run.model.to(device)
    if not args.only_evaluate:
        run.train(train, val)
    detector = run.average.model.float().cpu()
    module = export.write(detector, args.out, args.release)
    boxes, scores = export.verify(args.out, module, test.pictures(range(min(4, len(test)))))
    result = evaluate.report(detector.to(memory_format=torch.channels_last), test)
    result["earlier"] = run.earlier
    result.update(parameters=parameters(detector), multiply_adds=multiply_adds(detector), bytes=args.out.stat().st_size,
                  epochs=run.epoch, steps=run.step, minutes=round(run.seconds / 60, 1), processor=processor(device),
                  release=args.release, difference={"boxes_px": boxes, "scores": scores})
    (args.work / "result.json").write_text(json.dumps(result, indent=1))
    if args.card:
        notes = args.notes.read_text() if args.notes and args.notes.exists() else ""
        card.write(args.card, args.out.name, result, {"train": train, "validation": val, "test": test}, notes)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
