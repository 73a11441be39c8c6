"""Training: one epoch after another, each saved, so that an interrupted run goes on where it was."""

from __future__ import annotations

import copy
import dataclasses
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from bootstrap.console import say
from torch import Tensor, nn

from training.architectures import ARCHITECTURES
from training.data import SIDE, Split
from training.recipes import Recipe
from zkpair_graph.from_torch import OPSET

STEPS_SHOWN = 100


class Run:
    """The state of one model's training: `step_epoch` until `epoch` is the recipe's last."""

    def __init__(self, name: str, recipe: Recipe, seed: int, train: Split) -> None:
        torch.manual_seed(seed)
        self.name, self.recipe, self.seed = name, recipe, seed
        self.model = ARCHITECTURES[name]().to(memory_format=torch.channels_last)
        self.images, self.labels = torch.from_numpy(train.images.copy()), torch.from_numpy(train.labels.copy()).long()
        self.steps = len(self.images) // recipe.batch
        decay = recipe.weight_decay
        self.optimiser = torch.optim.AdamW(self.model.parameters(), lr=recipe.rate, weight_decay=decay)
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimiser, recipe.rate, epochs=recipe.epochs, steps_per_epoch=self.steps, pct_start=0.25
        )
        self.epoch = 0
        self.cpu_s = 0.0

    def _identity(self) -> str:
        """Of the run: a checkpoint of another is not gone on with."""
        settings = {"name": self.name, "seed": self.seed, **dataclasses.asdict(self.recipe)}
        return json.dumps({**settings, "model": str(self.model)}, sort_keys=True)

    def save(self, path: Path) -> None:
        state = {
            "identity": self._identity(),
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
            "random": torch.get_rng_state(),
            "epoch": self.epoch,
            "cpu_s": self.cpu_s,
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".new")
        torch.save(state, beside)
        beside.replace(path)

    def resume(self, path: Path) -> bool:
        """Go on from a checkpoint of the same run, if there is one."""
        if not path.exists():
            return False
        state: dict[str, Any] = torch.load(path, weights_only=True)
        if state["identity"] != self._identity():
            return False
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.schedule.load_state_dict(state["schedule"])
        torch.set_rng_state(state["random"])
        self.epoch, self.cpu_s = state["epoch"], state["cpu_s"]
        return True

    def step_epoch(self) -> None:
        """Every training image once, in a new order."""
        self.model.train()
        loss_of = nn.CrossEntropyLoss(label_smoothing=self.recipe.label_smoothing)
        start, total = time.process_time(), 0.0
        for step, (x, y) in enumerate(self._batches()):
            with torch.autocast("cpu", torch.bfloat16, enabled=self.recipe.bfloat16):
                loss = loss_of(self.model(x), y)
            self.optimiser.zero_grad()
            loss.backward()
            self.optimiser.step()
            self.schedule.step()
            total += float(loss.detach())
            if (step + 1) % STEPS_SHOWN == 0:
                spent = time.process_time() - start
                say(
                    f"  {self.name}: epoch {self.epoch + 1}/{self.recipe.epochs}, step {step + 1}/{self.steps}, ",
                    end="",
                )
                say(f"loss {total / (step + 1):.3f}, {spent:.0f} s of CPU")
        self.epoch += 1
        self.cpu_s += time.process_time() - start

    def _batches(self) -> Iterator[tuple[Tensor, Tensor]]:
        order = torch.randperm(len(self.images))
        for step in range(self.steps):
            chosen = order[step * self.recipe.batch : (step + 1) * self.recipe.batch]
            x = self.images[chosen].float()[:, None] / 255.0
            x = augmented(x, self.recipe).contiguous(memory_format=torch.channels_last)
            yield x, self.labels[chosen]

    def accuracy(self, images: Tensor, labels: Tensor) -> float:
        """Of the live module, for a look while it is trained; what is committed is measured on the graph."""
        self.model.eval()
        right = 0
        with torch.no_grad():
            for first in range(0, len(images), 1000):
                x = images[first : first + 1000].float()[:, None] / 255.0
                right += int((self.model(x).argmax(1) == labels[first : first + 1000]).sum())
        return right / len(images)


def augmented(x: Tensor, recipe: Recipe) -> Tensor:
    """Images [n, 1, 28, 28], each mirrored or not and moved, with zeros coming in."""
    if recipe.flips:
        mirrored = torch.rand(len(x)) < 0.5
        x = torch.where(mirrored[:, None, None, None], x.flip(3), x)
    if recipe.shift:
        s = recipe.shift
        offsets = torch.randint(0, 2 * s + 1, (2, len(x), 1))
        rows, columns = offsets + torch.arange(SIDE)
        padded = nn.functional.pad(x[:, 0], (s, s, s, s))
        each = torch.arange(len(x))[:, None, None]
        x = padded[each, rows[:, :, None], columns[:, None, :]][:, None]
    return x


def export_onnx(model: nn.Module, example: Tensor, path: Path) -> Path:
    """The module as torch exports it, every parameter rounded to float16. Where no batch normalisation is folded into
    others, converting it gives the committed graph.
    """
    rounded = copy.deepcopy(model).eval()
    with torch.no_grad():
        for parameter in rounded.parameters():
            parameter.copy_(parameter.half().float())
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        rounded, (example,), path, opset_version=OPSET, dynamo=False, input_names=["image"], output_names=["logits"],
        dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}},
    )  # fmt: skip
    return path
