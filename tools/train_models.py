"""Train the models of inference/predict on Fashion-MNIST and write what is committed of them.

    tools/train_models.py                     # every model that is not there yet, the quick ones first
    tools/train_models.py cnn --again         # one of them, from the beginning
    tools/train_models.py lenet --epochs 1 --models /tmp/models   # a try, elsewhere
    tools/train_models.py lenet --onnx tests/data/models          # and lenet.onnx, which converts to the same graph
    tools/train_models.py --data ~/fashion    # the four idx files in another folder (.gz or not)
    tools/train_models.py --measure           # train nothing: measure the committed graphs again
    tools/train_models.py --table             # nor that: only write the table of docs/models.md from NAME.json

Needs torch (`pip install '.[train]'`) and the images (Debian's package dataset-fashion-mnist). One thread; the same
seed gives the same weights on the same processor with the same torch. Each epoch is saved: an interrupted run goes on.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import platform
import sys
import time
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy and torch: the order of sums depends on the threads
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bootstrap.console import say
from bootstrap.paths import ROOT
from training import table
from training.artefacts import describe, half_precision, integers_of, measure_again, sample_of, store, store_sample
from training.data import DEFAULT_FOLDER, DataError, Split, load, pixels
from training.recipes import CALIBRATION_IMAGES, LARGEST_LOSS, RECIPES, SEED, Recipe

MODELS = ROOT / "src" / "zkpair" / "tasks" / "inference" / "models"
CHECKPOINTS = ROOT / ".cache" / "training"
VALIDATION_IMAGES = 2000


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    text = (__doc__ or "").strip().splitlines()
    parser = argparse.ArgumentParser(
        prog="tools/train_models.py",
        description=text[0],
        epilog="\n".join(text[1:]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="model", help=f"{', '.join(RECIPES)}; without one, all")
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="folder of the idx files (%(default)s)")
    parser.add_argument("--models", type=Path, default=MODELS, help="where the files go")
    parser.add_argument("--seed", type=int, default=SEED, help="of weights, order and shifts (%(default)s)")
    parser.add_argument("--epochs", type=int, help="instead of the recipe's")
    parser.add_argument("--onnx", type=Path, metavar="FOLDER", help="also write NAME.onnx there, with rounded weights")
    parser.add_argument("--again", action="store_true", help="train what is there already, from the beginning")
    parser.add_argument("--measure", action="store_true", help="measure again what is there, and write the table")
    parser.add_argument("--table", action="store_true", help="only write the table of docs/models.md")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in RECIPES]
    if unknown:
        parser.error(f"no model {', '.join(unknown)}; there are {', '.join(RECIPES)}")
    if options.epochs is not None and options.epochs < 1:
        parser.error("--epochs is at least 1")
    return options


def train_one(name: str, recipe: Recipe, options: argparse.Namespace, train: Split, test: Split) -> list[str]:
    """Train, convert, quantise, measure, store. What misses its target, in words."""
    import torch
    from training.loop import Run, export_onnx

    from zkpair_graph.from_torch import torch_module

    run = Run(name, recipe, options.seed, train)
    checkpoint = CHECKPOINTS / f"{name}.pt"
    if not options.again and run.resume(checkpoint):
        say(f"{name}: goes on after epoch {run.epoch} ({checkpoint})")
    looked_at = torch.from_numpy(test.images[:VALIDATION_IMAGES].copy())
    labels = torch.from_numpy(test.labels[:VALIDATION_IMAGES].copy()).long()
    while run.epoch < recipe.epochs:
        run.step_epoch()
        run.save(checkpoint)
        right = run.accuracy(looked_at, labels)
        say(f"{name}: epoch {run.epoch}/{recipe.epochs}, {right:.2%} of {VALIDATION_IMAGES} test images right")
    example = torch.from_numpy(pixels(test.images[:1]))
    real = half_precision(torch_module(run.model.to(memory_format=torch.contiguous_format), example, name=name).graph)
    if options.onnx:
        say(f"{name}: {export_onnx(run.model, example, options.onnx / f'{name}.onnx')}")
    whole = integers_of(real, train, options.seed, CALIBRATION_IMAGES)
    say(f"{name}: measuring on {len(test.images)} test images")
    facts = {
        "name": name,
        **describe(real, whole, test, sample_of(test, SEED)[1]),
        "command": f"tools/train_models.py {name}" + (f" --epochs {options.epochs}" if options.epochs else ""),
        "seed": options.seed,
        "recipe": {key: value for key, value in vars(recipe).items() if key != "target"},
        "trained_with": f"torch {torch.__version__}, Python {platform.python_version()}",
        "training_cpu_s": round(run.cpu_s),
        "data": "Fashion-MNIST",
    }
    store(options.models, name, real, whole, facts)
    got = facts["accuracy"]
    say(f"{name}: {got['float']:.2%} in floats, {got['int8']:.2%} in integers, {run.cpu_s:.0f} s of CPU")
    missed = []
    if recipe.target is not None and got["float"] < recipe.target:
        missed.append(f"{name}: {got['float']:.2%} in floats, below {recipe.target:.0%}")
    if got["float"] - got["int8"] > LARGEST_LOSS:
        missed.append(f"{name}: integers lose {got['float'] - got['int8']:.2%}, more than {LARGEST_LOSS:.1%}")
    return missed


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(sys.argv[1:] if arguments is None else arguments)
    page = ROOT / "docs" / "models.md"
    if options.table:
        table.update(page, options.models, list(RECIPES))
        return 0
    try:
        train, test = load(options.data, "train"), load(options.data, "t10k")
    except DataError as error:
        say(f"train_models: {error}")
        return 2
    start, missed = time.monotonic(), []
    if options.measure:
        for name in options.names or [name for name in RECIPES if (options.models / f"{name}.json").exists()]:
            say(f"{name}: measuring on {len(test.images)} test images")
            measure_again(options.models, name, test, sample_of(test, SEED)[1])
    else:
        try:
            import torch
        except ImportError:
            say("train_models: torch is missing; `pip install '.[train]'` in this environment")
            return 2
        torch.set_num_threads(1)
        torch.use_deterministic_algorithms(True)
        say(f"sample of the test images: {store_sample(options.models, test, SEED)}")
        for name in options.names or RECIPES:
            if not options.again and not options.names and (options.models / f"{name}.json").exists():
                say(f"{name}: is there; --again trains it from the beginning")
                continue
            recipe = RECIPES[name]
            if options.epochs:
                recipe = dataclasses.replace(recipe, epochs=options.epochs)
            missed += train_one(name, recipe, options, train, test)
    if options.models == MODELS:
        table.update(page, options.models, list(RECIPES))
    for line in missed:
        say(f"MISSED: {line}")
    say(f"train_models: {time.monotonic() - start:.0f} s")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
