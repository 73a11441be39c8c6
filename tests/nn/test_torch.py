"""The same code with torch's module and ours: names, defaults, initial numbers, printed forms, results, errors."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from zkpair_rust import nn

torch = pytest.importorskip("torch")

LAYERS = [
    ("Linear", (3, 4), {}),
    ("Linear", (3, 4), {"bias": False}),
    ("Conv2d", (2, 4, 3), {}),
    ("Conv2d", (4, 4, (3, 2)), {"stride": 2, "padding": (1, 0), "dilation": 2, "groups": 2, "bias": False}),
    ("Conv2d", (2, 4, 3), {"padding": "same"}),
    ("BatchNorm2d", (3,), {}),
    ("BatchNorm2d", (3,), {"affine": False, "eps": 1e-3}),
    ("LayerNorm", (5,), {}),
    ("LayerNorm", ((5,),), {"bias": False}),
    ("ReLU", (), {}),
    ("ReLU", (), {"inplace": True}),
    ("LeakyReLU", (0.2,), {}),
    ("Sigmoid", (), {}),
    ("Tanh", (), {}),
    ("GELU", (), {}),
    ("GELU", (), {"approximate": "tanh"}),
    ("Softmax", (), {"dim": 1}),
    ("Softmax", (), {"dim": -1}),
    ("Dropout", (0.3,), {}),
    ("Flatten", (), {}),
    ("Flatten", (2,), {}),
    ("Identity", (), {}),
    ("MaxPool2d", (2,), {}),
    ("MaxPool2d", ((3, 2),), {"stride": 2, "padding": (1, 0), "dilation": (1, 2)}),
    ("AvgPool2d", (2,), {}),
    ("AvgPool2d", (3,), {"stride": 1, "padding": 1, "count_include_pad": False}),
    ("AdaptiveAvgPool2d", (1,), {}),
]
IDS = [f"{name}-{i}" for i, (name, _, _) in enumerate(LAYERS)]
SHAPES = {"Linear": [(3,), (2, 3), (2, 5, 3)], "LayerNorm": [(2, 5), (2, 3, 5)], "BatchNorm2d": [(2, 3, 5, 6)]}
IMAGES = [(2, 4, 9, 8), (4, 9, 8)]


def both(name, arguments, options, seed=7):
    torch.manual_seed(seed)
    theirs = getattr(torch.nn, name)(*arguments, **options)
    nn.manual_seed(seed)
    return theirs, getattr(nn, name)(*arguments, **options)


def close(ours, theirs):
    ours, theirs = np.asarray(ours), theirs.detach().numpy()
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max(initial=0) <= 1e-5 * max(np.abs(theirs).max(initial=0), 1e-6)


@pytest.mark.parametrize(("name", "arguments", "options"), LAYERS, ids=IDS)
def test_layers(name, arguments, options):
    theirs, ours = both(name, arguments, options)
    assert repr(ours) == repr(theirs)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    for key, value in theirs.state_dict().items():
        assert np.array_equal(np.asarray(ours.state_dict()[key]), value.numpy()), key
    theirs.eval()
    ours.eval()
    channels = arguments[0] if name == "Conv2d" else 4
    for shape in SHAPES.get(name, IMAGES):
        shape = (channels if len(shape) == 3 else shape[0], *shape[1:]) if name == "Conv2d" else shape
        shape = (shape[0], channels, *shape[2:]) if name == "Conv2d" and len(shape) == 4 else shape
        x = np.random.default_rng(3).standard_normal(shape).astype(np.float32)
        close(ours(x), theirs(torch.from_numpy(x)))


@pytest.mark.parametrize("name", sorted({name for name, _, _ in LAYERS}))
def test_signatures(name):
    """Ours, in their order, with their defaults; without device and dtype."""
    theirs = dict(inspect.signature(getattr(torch.nn, name).__init__).parameters)
    ours = dict(inspect.signature(getattr(nn, name).__init__).parameters)
    left_out = {"device", "dtype", "args", "kwargs"}
    assert [key for key in ours if key not in left_out] == [key for key in theirs if key not in left_out]
    for key in set(ours) - left_out:
        assert ours[key].default == theirs[key].default, key


def test_networks(network):
    make, sample = network
    torch.manual_seed(1)
    theirs = make(torch.nn).eval()
    nn.manual_seed(1)
    ours = make(nn).eval()
    assert repr(ours) == repr(theirs)
    x = np.random.default_rng(4).standard_normal((5, *sample)).astype(np.float32)
    close(ours(x), theirs(torch.from_numpy(x)))
    state = {
        key: torch.rand(value.shape) if value.is_floating_point() else value
        for key, value in theirs.state_dict().items()
    }
    theirs.load_state_dict(state)
    ours.load_state_dict(state)  # torch's own tensors
    close(ours(x), theirs(torch.from_numpy(x)))
    theirs.load_state_dict({key: torch.from_dlpack(value) for key, value in ours.state_dict().items()})
    assert [key for key, _ in ours.named_parameters()] == [key for key, _ in theirs.named_parameters()]
    assert [key for key, _ in ours.named_modules()] == [key for key, _ in theirs.named_modules()]


WRONG = [
    (lambda lib, x: lib.Linear(3, 2)(x(1, 5)),),
    (lambda lib, x: lib.Conv2d(1, 2, 3)(x(1, 3, 8, 8)),),
    (lambda lib, x: lib.Conv2d(1, 2, 5)(x(1, 1, 2, 2)),),
    (lambda lib, x: lib.MaxPool2d(3)(x(1, 1, 2, 2)),),
    (lambda lib, x: lib.BatchNorm2d(3).eval()(x(1, 3)),),
    (lambda lib, x: lib.BatchNorm2d(3).eval()(x(1, 2, 4, 4)),),
    (lambda lib, x: lib.Conv2d(3, 2, 3, groups=2),),
    (lambda lib, x: lib.Conv2d(1, 2, 3, padding="same", stride=2),),
    (lambda lib, x: lib.Conv2d(1, 2, 3, padding="other"),),
    (lambda lib, x: lib.Softmax(dim=5)(x(2, 3)),),
    (lambda lib, x: lib.Dropout(2.0),),
    (lambda lib, x: lib.Linear(2, 2).nothing,),
]


@pytest.mark.parametrize("call", [entry[0] for entry in WRONG], ids=range(len(WRONG)))
def test_errors_are_torchs(call):
    with pytest.raises(Exception) as theirs:
        call(torch.nn, torch.zeros)
    with pytest.raises(Exception) as ours:
        call(nn, nn.zeros)
    assert issubclass(ours.type, theirs.type)
    first = str(theirs.value).split("\n")[0].strip()
    said = str(ours.value).split("\n")[0].strip()
    # Newer ones put the operator's name in front; a set is printed in any order.
    assert first.split("one of")[0].endswith(said.split("one of")[0])
