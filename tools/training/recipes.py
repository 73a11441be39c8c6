"""How each model is trained, and what it has to reach on the test images."""

from __future__ import annotations

from dataclasses import dataclass

SEED = 1


@dataclass(frozen=True)
class Recipe:
    """AdamW with a one-cycle learning rate (Smith, Topin, arXiv:1708.07120): up to `rate`, then down to nothing.

    `flips`: half of the images mirrored; `shift`: moved by up to so many pixels; `bfloat16`: products in bfloat16, sums
    in float32 (twice as fast where the processor has AVX512_BF16). `target`: the least accuracy in floats; integers may
    lose `LARGEST_LOSS`.
    """

    epochs: int
    rate: float
    batch: int = 128
    weight_decay: float = 0.01
    label_smoothing: float = 0.0
    flips: bool = False
    shift: int = 0
    bfloat16: bool = False
    target: float | None = None


LARGEST_LOSS = 0.005
CALIBRATION_IMAGES = 512

RECIPES = {
    "mlp": Recipe(epochs=12, rate=3e-3, target=0.88),
    "lenet": Recipe(epochs=15, rate=4e-3, flips=True, shift=1, target=0.90),
    "cnn": Recipe(epochs=16, rate=4e-3, flips=True, shift=2, label_smoothing=0.05, bfloat16=True, target=0.93),
    "transformer_block": Recipe(epochs=6, rate=1e-3, flips=True, bfloat16=True),
}
