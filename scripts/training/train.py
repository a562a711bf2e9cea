# SPDX-License-Identifier: Apache-2.0
"""Trains the detector on sets that the simulator wrote, tests it on seeds it never saw, exports it.

Called by `scripts/train`, which makes the sets first. Every epoch ends with a checkpoint, so a run that was
killed goes on with --resume.
"""

import argparse
import json
import math
import os
import pathlib
import platform

import torch
from torch import multiprocessing

import card
import evaluate
import export
from dataset import Frames
from network import multiply_adds, parameters
from trainer import Run, Team


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
    parser.add_argument("--batch", type=int, default=16, help="frames a step and worker")
    parser.add_argument("--rate", type=float, default=2e-3, help="highest learning rate")
    parser.add_argument("--workers", type=int, default=0, help="processes, 0 = 1 on CUDA, else a core each, 4 at most")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint in --work")
    parser.add_argument("--start-from", type=pathlib.Path, help="begin with the weights of this checkpoint")
    parser.add_argument("--release", default="1", help="version written into the model")
    parser.add_argument("--only-evaluate", action="store_true", help="no training: test and export the checkpoint")
    args = parser.parse_args()
    if min(args.epochs, args.batch) < 1 or min(args.minutes, args.rate) <= 0 or args.workers < 0:
        parser.error("--epochs, --minutes, --batch and --rate must be above 0, --workers not below 0")
    if args.start_from and not args.start_from.exists():
        parser.error(f"--start-from names {args.start_from}, which does not exist")
    return args


def processor(device, workers):
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines()
             if line.startswith("model name")] if cpuinfo.exists() else []
    return f"{names[0] if names else platform.processor()} CPU, {workers} core(s)"


def work(rank, args, workers, meeting):
    """One worker's training; the first one leaves the checkpoint behind."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if device.type == "cpu":
        torch.set_num_threads(1 if workers > 1 else os.cpu_count() or 1)
    torch.manual_seed(1)
    run = Run(args, device, Team(rank, workers, meeting))
    run.train(Frames(args.train), Frames(args.val))


def train(args, workers):
    if workers == 1:
        return work(0, args, 1, None)
    meeting = (args.work / "meeting").absolute()
    meeting.unlink(missing_ok=True)
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    multiprocessing.spawn(work, (args, workers, meeting), nprocs=workers)


def finish(args, train_set, val, test, hardware):
    """Exports the averaged weights, proves the file, tests it and writes the card."""
    args.only_evaluate = True
    run = Run(args, torch.device("cpu"), Team())
    detector = run.average.model.float().cpu()
    module = export.write(detector, args.out, args.release)
    boxes, scores = export.verify(args.out, module, test.pictures(range(min(4, len(test)))))
    result = evaluate.report(detector.to(memory_format=torch.channels_last), test)
    result.update(earlier=run.earlier, parameters=parameters(detector), multiply_adds=multiply_adds(detector),
                  bytes=args.out.stat().st_size, epochs=run.epoch, steps=run.step, batch=args.batch,
                  minutes=round(run.seconds / 60, 1), processor=hardware, release=args.release,
                  difference={"boxes_px": boxes, "scores": scores})
    (args.work / "result.json").write_text(json.dumps(result, indent=1))
    if args.card:
        notes = args.notes.read_text() if args.notes and args.notes.exists() else ""
        card.write(args.card, args.out.name, result, {"train": train_set, "validation": val, "test": test}, notes)
    print(json.dumps(result))


def main():
    args = arguments()
    args.work.mkdir(parents=True, exist_ok=True)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    cuda = torch.cuda.is_available()
    workers = args.workers or (1 if cuda else min(4, os.cpu_count() or 1))
    sets = Frames(args.train), Frames(args.val), Frames(args.test)
    hardware = processor(torch.device("cuda" if cuda else "cpu"), workers)
    print(f"{len(sets[0])} frames to learn, {len(sets[1])} to watch, {len(sets[2])} to test; {hardware}", flush=True)
    if not args.only_evaluate:
        try:
            train(args, workers)
        except KeyboardInterrupt:
            raise SystemExit("train: stopped; --resume goes on from the last full epoch") from None
    finish(args, *sets, hardware)


if __name__ == "__main__":
    main()
