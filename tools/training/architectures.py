"""The four models, for images [n, 1, 28, 28] with pixels from 0 to 1 and 10 classes. Batch normalisation is folded when
they are converted, dropout vanishes.

| model | |
|---|---|
| mlp | 784-128-10 with ReLU |
| lenet | LeNet-5 (LeCun, Bottou, Bengio, Haffner, Gradient-based learning, 1998, figure 2) with ReLU and max pooling |
| cnn | four 3×3 convolutions, three poolings, two dense layers: a small VGG (Simonyan, Zisserman, arXiv:1409.1556) |
| transformer_block | ViT's (Dosovitskiy et al., arXiv:2010.11929) with one block: 64 patches of 4×4, d = 256 |
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from training.data import CLASSES, SIDE


def mlp() -> nn.Module:
    return nn.Sequential(nn.Flatten(), nn.Linear(SIDE * SIDE, 128), nn.ReLU(), nn.Linear(128, CLASSES))


def lenet() -> nn.Module:
    return nn.Sequential(
        *(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)),
        nn.Flatten(),
        *(nn.Linear(400, 120), nn.ReLU()),
        *(nn.Linear(120, 84), nn.ReLU()),
        nn.Linear(84, CLASSES),
    )


def _convolution(channels_in: int, channels_out: int) -> tuple[nn.Module, ...]:
    return nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=False), nn.BatchNorm2d(channels_out), nn.ReLU()


def cnn() -> nn.Module:
    return nn.Sequential(
        *(*_convolution(1, 32), nn.MaxPool2d(2)),  # 28 to 14
        *(*_convolution(32, 64), *_convolution(64, 64), nn.MaxPool2d(2)),  # 14 to 7
        *(*_convolution(64, 128), nn.MaxPool2d(2)),  # 7 to 3
        nn.Flatten(),
        *(nn.Linear(1152, 768), nn.ReLU(), nn.Dropout(0.4)),
        nn.Linear(768, CLASSES),
    )


class Attention(nn.Module):
    """softmax(Q·Kᵀ/√d_h)·V in each head, then a linear map (Vaswani et al., arXiv:1706.03762, 3.2)."""

    def __init__(self, tokens: int, width: int, heads: int) -> None:
        super().__init__()
        self.split = (-1, tokens, heads, width // heads)
        self.joined = (-1, tokens, width)
        self.scale = (width // heads) ** -0.5
        self.query, self.key, self.value, self.output = (nn.Linear(width, width) for _ in range(4))

    def _heads(self, x: Tensor) -> Tensor:
        return x.reshape(self.split).transpose(1, 2)

    def forward(self, x: Tensor) -> Tensor:
        query, key, value = (self._heads(part(x)) for part in (self.query, self.key, self.value))
        weights = torch.softmax(query @ key.transpose(2, 3) * self.scale, dim=-1)
        together: Tensor = self.output((weights @ value).transpose(1, 2).reshape(self.joined))
        return together


class TransformerBlock(nn.Module):
    """Patches, positions, x + attention(norm x), x + MLP(norm x), norm, the mean over the tokens, a linear head."""

    def __init__(self, width: int = 256, heads: int = 4, hidden: int = 512, patch: int = 4) -> None:
        super().__init__()
        tokens = (SIDE // patch + 1) ** 2  # the image with a border of half a patch: 32 × 32
        self.patches = nn.Conv2d(1, width, patch, stride=patch, padding=patch // 2)
        self.flat = (-1, width, tokens)
        self.positions = nn.Parameter(torch.randn(1, tokens, width) * 0.02)
        self.attention_norm, self.mlp_norm, self.head_norm = (nn.LayerNorm(width) for _ in range(3))
        self.attention = Attention(tokens, width, heads)
        self.mlp = nn.Sequential(nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width))
        self.head = nn.Linear(width, CLASSES)

    def forward(self, x: Tensor) -> Tensor:
        x = self.patches(x).reshape(self.flat).transpose(1, 2) + self.positions
        x = x + self.attention(self.attention_norm(x))
        x = x + self.mlp(self.mlp_norm(x))
        logits: Tensor = self.head(self.head_norm(x).mean(dim=1))
        return logits


ARCHITECTURES: dict[str, Callable[[], nn.Module]] = {
    "mlp": mlp,
    "lenet": lenet,
    "cnn": cnn,
    "transformer_block": TransformerBlock,
}
