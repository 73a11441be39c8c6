"""Modules, compiled and kept; without torch: against the definition in float64 of the graph that they make."""

from __future__ import annotations

import threading

import numpy as np
import pytest

import zkpair_graph.evaluate
import zkpair_graph.wire
from zkpair_rust import _native, nn
from zkpair_rust.nn import functional as F
from zkpair_rust.nn.compiled import Cache, record
from zkpair_rust.nn.graph import encode
from zkpair_rust.nn.tracing import Trace, Traced

RNG = np.random.default_rng(1)


def images(*shape):
    return np.asarray(RNG.standard_normal(shape), np.float32)


@pytest.fixture
def bytes_seen(monkeypatch):
    """The bytes of the graphs that get compiled."""
    seen = []

    class Program:
        def __init__(self, data, sample, batched):
            seen.append(data)
            self.graph, self.sample, self.batched = _native.CompiledGraph(data), sample, batched

        run = nn.compiled.Program.run

    monkeypatch.setattr(nn.compiled, "Program", Program)
    return seen


def test_the_graph_is_canonical_and_means_the_same(network, bytes_seen):
    """Another package reads the bytes (any other form it refuses) and computes in float64."""
    make, sample = network
    nn.manual_seed(5)
    module = make(nn).eval()
    for name, value in module.named_buffers():
        if "running" in name:
            value.copy_(np.abs(images(*value.shape)) + 0.5)
    x = images(3, *sample)
    y = np.asarray(module(x))
    (data,) = bytes_seen
    graph = zkpair_graph.wire.read(data)
    assert zkpair_graph.wire.write(graph) == data
    (expected,) = zkpair_graph.evaluate.evaluate(graph, [x])
    assert np.abs(y - expected).max() <= 1e-6 * np.abs(expected).max()
    if sample == (1, 28, 28):
        assert [node.op for node in graph.nodes][:3] == ["Conv", "Relu", "MaxPool"]  # BatchNorm is in the Conv


def test_one_program_serves_any_batch(network, bytes_seen):
    make, sample = network
    module = make(nn).eval()
    x = images(7, *sample)
    whole = np.asarray(module(x))
    for batch in (1, 2, 7):
        assert np.allclose(np.asarray(module(x[:batch])), whole[:batch], atol=1e-6)
    assert module(x[:0]).shape == (0, *whole.shape[1:])
    assert len(bytes_seen) == 1


def test_code_that_looks_at_the_batch_is_compiled_for_it(bytes_seen):
    class Looking(nn.Module):
        def forward(self, x):
            return F.relu(x) if x.shape[0] > 2 else x.reshape(-1)

    module = Looking()
    assert module(images(3, 4)).shape == (3, 4)
    assert module(images(2, 4)).shape == (8,)
    assert module(images(1, 4)).shape == (4,)
    assert module(images(3, 4)).shape == (3, 4)
    assert len(bytes_seen) == 3


def test_parameters_that_change_are_seen():
    module = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 2)).eval()
    x = images(4, 3)

    def expected():
        w, b, v, c = (np.asarray(p).astype(np.float64) for p in module.parameters())
        return (x @ w.T + b) @ v.T + c

    def agrees():
        return np.allclose(np.asarray(module(x)), expected(), atol=1e-5)

    assert agrees()
    module[0].weight.copy_(images(2, 3))
    assert agrees()
    held = np.asarray(module[1].bias)  # a view that stays
    for value in (1.0, 2.0, 3.0):
        held[:] = value
        assert agrees()
    del held
    assert agrees()
    np.asarray(module[1].weight)[:] = 4.0  # one that comes and goes
    assert agrees()
    shared = np.ones(2, np.float32)
    module[1].bias = nn.Parameter(shared)
    assert agrees()
    shared[:] = -7.0  # memory of NumPy's own
    assert agrees()
    module.load_state_dict({name: images(*value.shape) for name, value in module.state_dict().items()})
    assert agrees()
    module.add_module("1", nn.Linear(2, 2))
    assert agrees()


def test_nothing_is_compiled_again_without_need(bytes_seen):
    module = nn.Sequential(nn.Linear(3, 2), nn.ReLU()).eval()
    x = images(4, 3)
    module(x)
    held = np.asarray(module[0].weight)
    module(x)
    held[:] = held.copy()
    module(x)
    del held
    module(x)
    nn.Linear(5, 5).eval()  # another module
    module(x)
    assert len(bytes_seen) == 1
    module.train()
    module.eval()
    module(x)
    assert len(bytes_seen) == 2


def test_functions_on_tensors():
    x, w, b = images(2, 3, 6, 6), images(4, 3, 3, 3), images(4)
    y = F.conv2d(x, w, b, padding=1)
    assert y.shape == (2, 4, 6, 6)
    i, j = 2, 3
    by_hand = (x[0, :, i - 1 : i + 2, j - 1 : j + 2].astype(np.float64) * w[1]).sum() + b[1]
    assert abs(np.asarray(y)[0, 1, i, j] - by_hand) < 1e-5
    assert np.array_equal(np.asarray(F.relu(x)), np.maximum(x, 0))
    assert np.allclose(np.asarray(F.add(x, x)), 2 * x)
    assert np.allclose(np.asarray(F.mul(x, 3.0)), 3 * x)
    assert np.allclose(np.asarray(F.softmax(x, 0)).sum(0), 1, atol=1e-6)  # over the batch
    assert np.allclose(np.asarray(F.flatten(x)), x.reshape(-1))
    assert np.array_equal(np.asarray(F.transpose(x, 0, 1)), x.transpose(1, 0, 2, 3))
    assert np.allclose(np.asarray(F.max_pool2d(x, 2)), x.reshape(2, 3, 3, 2, 3, 2).max((3, 5)))
    assert np.allclose(np.asarray(F.avg_pool2d(x[0], 3)), x[0].reshape(3, 2, 3, 2, 3).mean((2, 4)), atol=1e-6)
    assert np.allclose(np.asarray(F.matmul(x, x)), x @ x, atol=1e-5)
    assert np.allclose(np.asarray(F.clamp(x, min=-0.5, max=0.5)), x.clip(-0.5, 0.5))
    z = images(5, 8)
    mean, variance = z.mean(1, keepdims=True), z.var(1, keepdims=True)
    assert np.allclose(np.asarray(F.layer_norm(z, (8,))), (z - mean) / np.sqrt(variance + 1e-5), atol=1e-5)
    assert np.allclose(np.asarray(F.linear(z[0], images(2, 8) * 0)), 0)  # a sample without a batch


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda: nn.Linear(3, 2)(images(1, 5)),
            RuntimeError,
            r"cannot be multiplied \(1x5 and 3x2\)",
        ),
        (
            lambda: nn.Conv2d(1, 2, 3)(images(1, 3, 8, 8)),
            RuntimeError,
            "1 channels, but got 3 channels instead",
        ),
        (lambda: nn.Conv2d(1, 2, 5)(images(1, 1, 2, 2)), RuntimeError, r"Kernel size: \(5 x 5\)"),
        (lambda: nn.Conv2d(1, 2, 5)(images(4, 4)), RuntimeError, "Expected 3D"),
        (lambda: nn.MaxPool2d(3)(images(1, 1, 2, 2)), RuntimeError, "Output size is too small"),
        (lambda: nn.MaxPool2d(2, padding=2)(images(1, 1, 4, 4)), RuntimeError, "pad should be at most half"),
        (lambda: nn.BatchNorm2d(3).eval()(images(1, 3)), ValueError, r"expected 4D input \(got 2D input\)"),
        (
            lambda: nn.BatchNorm2d(3).eval()(images(1, 2, 4, 4)),
            RuntimeError,
            "should contain 2 elements not 3",
        ),
        (lambda: nn.BatchNorm2d(3)(images(1, 3, 4, 4)), nn.TrainingModeError, r"call eval\(\)"),
        (lambda: nn.Dropout()(images(1, 3)), nn.TrainingModeError, "eval"),
        (lambda: nn.MaxPool2d(2, ceil_mode=True)(images(1, 1, 4, 4)), nn.UnsupportedError, "ceil_mode"),
        (lambda: nn.Conv2d(3, 2, 3, groups=2), ValueError, "in_channels must be divisible by groups"),
        (lambda: nn.Conv2d(1, 2, 3, padding="same", stride=2), ValueError, "strided"),
        (lambda: nn.Softmax(dim=5)(images(2, 3)), IndexError, "Dimension out of range"),
        (lambda: F.add(images(2, 3), images(2, 4)), RuntimeError, "must match the size of tensor b"),
        (lambda: nn.Linear(2, 2)(np.zeros((1, 2))), TypeError, "float32"),
        (lambda: nn.Sequential(3), TypeError, "not a Module"),
        (lambda: nn.Module()(images(1, 2)), NotImplementedError, "forward"),
        (lambda: nn.Linear(2, 2).nothing, AttributeError, "'Linear' object has no attribute 'nothing'"),
    ],
)
def test_errors(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_a_forward_cannot_branch_on_numbers():
    class Branching(nn.Module):
        def forward(self, x):
            return F.relu(x) if F.tanh(x) else x

    with pytest.raises(TypeError, match="recorded before it is run"):
        Branching()(images(1, 2))


def test_state_dicts():
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))
    names = ["0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked"]
    assert list(module.state_dict()) == names
    assert [name for name, _ in module.named_parameters()] == names[:4]
    assert repr(module.load_state_dict(module.state_dict())) == "<All keys matched successfully>"
    poor = dict(list(module.state_dict().items())[1:], extra=nn.zeros(1))
    with pytest.raises(RuntimeError, match=r'Unexpected key.*"extra".*\n.*Missing key.*"0.weight"'):
        module.load_state_dict(poor)
    assert module.load_state_dict(poor, strict=False) == (["0.weight"], ["extra"])
    with pytest.raises(RuntimeError, match=r"size mismatch for 0.bias: copying a param with shape Size\(\[3\]\)"):
        module.load_state_dict({**module.state_dict(), "0.bias": nn.zeros(3)})


def test_runs_in_many_threads_at_once():
    module = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 8)).eval()
    x = nn.from_numpy(images(32, 64)).clone()
    expected = np.asarray(module(x)).copy()
    wrong = []

    def work():
        wrong.extend(1 for _ in range(200) if not np.array_equal(np.asarray(module(x)), expected))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_result_and_an_input_are_not_copied():
    module = nn.Linear(256, 256).eval()
    x = nn.from_numpy(images(16, 256)).clone()
    module(x)
    before = _native.tensor_counts()
    y = module(x)
    after = _native.tensor_counts()
    assert (after[0] - before[0], after[1] - before[1]) == (1, 0)  # the result's memory alone
    np.asarray(y)[:] = 0  # which is the caller's
    module(y)


def test_threads():
    before = nn.get_num_threads()
    nn.set_num_threads(2)
    assert nn.get_num_threads() == 2
    with pytest.raises(RuntimeError, match="positive"):
        nn.set_num_threads(0)
    nn.set_num_threads(before)


def test_bytes_of_an_empty_function():
    """An input as it is becomes a graph all the same."""
    program = record(lambda x: x, [(2, 3)])
    x = nn.from_numpy(images(2, 3))
    assert np.array_equal(np.asarray(program.run([x], 2)), np.asarray(x))
    trace = Trace()
    value = Traced(trace, nn.graph.Node(None), (2, 3))
    data = encode([(value.node, (2, 3))], F.relu(value).node)
    assert zkpair_graph.wire.write(zkpair_graph.wire.read(data)) == data
    assert Cache.changes >= 0


def test_inputs_of_different_batches_and_of_no_axes():
    class Sum(nn.Module):
        def forward(self, a, b):
            return F.add(a, b)

    module = Sum()
    for a, b in (((4, 3), (4, 3)), ((1, 3), (4, 3)), ((2, 3), (2, 3)), ((5,), (5,)), ((), ()), ((3,), (2, 3))):
        x, y = images(*a), images(*b)
        assert np.allclose(np.asarray(module(x, y)), np.asarray(x) + y), (a, b)
    with pytest.raises(RuntimeError, match="must match the size of tensor b"):
        module(images(2, 3), images(4, 3))
    relu = nn.ReLU()
    assert np.asarray(relu(np.array(-2.0, np.float32))) == 0
    assert relu(images(3)).shape == (3,)


def test_a_result_whose_batch_is_not_in_front_is_right() -> None:
    """A parameter of more axes moves the batch behind them: no program for any batch can be kept, and none is."""

    class Wide(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.w = nn.Parameter(nn.tensor(numpy_w))

        def forward(self, x: nn.Tensor) -> nn.Tensor:
            return x + self.w

    numpy_w = np.arange(6, dtype=np.float32).reshape(2, 1, 3)
    module = Wide()
    for samples in (4, 5, 1):
        x = np.arange(3 * samples, dtype=np.float32).reshape(samples, 3)
        assert np.array_equal(np.asarray(module(x)), x + numpy_w)
