"""Tensors share memory with NumPy and torch: equal addresses, no allocation, no byte copied; and what is refused."""

from __future__ import annotations

import array
import ctypes
import gc
import hashlib
import threading
from contextlib import contextmanager

import numpy as np
import pytest

from zkpair_rust import _native, nn

DTYPES = ["float32", "float64", "int64", "int32", "int8", "uint8", "bool"]


@contextmanager
def nothing_copied():
    before = _native.tensor_counts()
    yield
    assert _native.tensor_counts() == before


def test_the_counters_count():
    before = _native.tensor_counts()
    nn.from_numpy(np.zeros((3, 5), np.float32)).clone()
    allocations, copied = _native.tensor_counts()
    assert (allocations - before[0], copied - before[1]) == (1, 60)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("through", [np.asarray, np.from_dlpack], ids=["buffer", "dlpack"])
def test_numpy_and_back_without_a_copy(dtype, through):
    source = np.arange(24).reshape(2, 3, 4).astype(dtype)
    with nothing_copied():
        for taken in (nn.from_numpy(source), nn.from_dlpack(source), nn.as_tensor(source), nn.Tensor(source)):
            assert taken.data_ptr() == source.ctypes.data
            assert (taken.shape, taken.dtype.name) == ((2, 3, 4), dtype)
            back = through(taken)
            assert back.ctypes.data == source.ctypes.data
            assert back.dtype == source.dtype
            assert (back == source).all()
    back[0, 0, 0] = 1
    assert source[0, 0, 0] == 1


def test_strides_of_all_kinds():
    source = np.arange(60, dtype=np.float32).reshape(3, 4, 5)
    for view in (source.T, source[::2], source[:, ::-1], source[1:, 1:, 2:], source[:, :1], source[:0]):
        with nothing_copied():
            taken = nn.from_numpy(view)
            assert np.array_equal(np.asarray(taken), view)
            assert np.array_equal(np.from_dlpack(taken), view)
        assert taken.is_contiguous() == view.flags.c_contiguous
        assert np.array_equal(np.asarray(taken.contiguous()), view)
        assert taken.tobytes() == view.tobytes()


def test_read_only_stays_read_only():
    source = np.arange(4, dtype=np.float32)
    source.flags.writeable = False
    taken = nn.from_numpy(source)
    assert taken.readonly
    assert not np.asarray(taken).flags.writeable
    assert not np.from_dlpack(taken).flags.writeable
    with pytest.raises(BufferError, match="read-only"):
        taken.__dlpack__()  # the protocol before versions cannot say it
    with pytest.raises(ValueError, match="read-only"):
        taken.copy_(np.zeros(4, np.float32))
    with pytest.raises(TypeError, match="writable"):
        (ctypes.c_float * 4).from_buffer(taken)
    assert nn.from_dlpack(source).readonly  # a versioned capsule says it
    copied = np.from_dlpack(taken, copy=True)
    assert copied.flags.writeable
    assert copied.ctypes.data != source.ctypes.data


def test_capsules_are_taken_once():
    tensor = nn.zeros(3)
    for arguments, name in (({}, "dltensor"), ({"max_version": (1, 0)}, "dltensor_versioned")):
        capsule = tensor.__dlpack__(**arguments)
        assert f'"{name}"' in repr(capsule)
        taken = _native.tensor_from_dlpack(capsule)
        assert f'"used_{name}"' in repr(capsule)
        assert taken.data_ptr() == tensor.data_ptr()
        with pytest.raises(BufferError, match="nobody has used"):
            _native.tensor_from_dlpack(capsule)
    for wrong in (object(), None, 3):
        with pytest.raises(BufferError, match="nobody has used"):
            _native.tensor_from_dlpack(wrong)


def test_what_dlpack_refuses():
    tensor = nn.zeros(3)
    assert tensor.__dlpack_device__() == (1, 0)
    for wrong, words in (({"stream": 1}, "stream"), ({"dl_device": (2, 0)}, "dl_device")):
        with pytest.raises(BufferError, match=words):
            tensor.__dlpack__(**wrong)
    with pytest.raises(BufferError, match=r"code 5, 64 bits"):
        nn.from_dlpack(np.zeros(2, np.complex64))
    with pytest.raises(BufferError, match="16 bits"):
        nn.from_dlpack(np.zeros(2, np.float16))

    class Elsewhere:
        def __dlpack_device__(self):
            return (2, 0)

    with pytest.raises(BufferError, match="device"):
        nn.from_dlpack(Elsewhere())


def test_producers_older_than_versions():
    source = np.arange(3, dtype=np.float32)

    class Old:
        def __dlpack__(self, stream=None):
            return source.__dlpack__()

        def __dlpack_device__(self):
            return (1, 0)

    with nothing_copied():
        assert nn.from_dlpack(Old()).data_ptr() == source.ctypes.data


def test_what_buffers_refuse():
    for wrong in (np.zeros(2, np.complex64), np.zeros(2, np.uint32), np.zeros(2, ">f4"), np.zeros(2, "S3")):
        with pytest.raises(TypeError, match="cannot be a tensor"):
            nn.from_numpy(wrong)
    with pytest.raises(BufferError, match="not aligned"):
        nn.from_numpy(np.frombuffer(bytes(9), "<f4", 2, 1))
    with pytest.raises(TypeError):
        nn.from_numpy(object())
    tensor = nn.from_numpy(np.zeros((2, 3), np.float32)).permute(1, 0)
    with pytest.raises(BufferError, match="contiguous"):
        hashlib.sha256(tensor)  # asks for bytes that follow one another


def test_memory_outlives_its_first_owner():
    def made():
        return nn.from_numpy(np.full(1000, 7.0, np.float32)), nn.from_dlpack(np.full(1000, 8.0, np.float32))

    taken = made()
    gc.collect()
    assert [set(tensor.tolist()) for tensor in taken] == [{7.0}, {8.0}]
    back = np.from_dlpack(nn.tensor([1.0, 2.0]))
    gc.collect()
    assert back.tolist() == [1.0, 2.0]


def test_a_capsule_that_nobody_takes_gives_its_memory_back():
    tensor = nn.zeros(3)
    version = tensor.version
    for arguments in ({}, {"max_version": (1, 0)}):
        capsule = tensor.__dlpack__(**arguments)
        del capsule
    gc.collect()
    assert tensor.version == version + 2  # both loans have come back


def test_deleters_run_in_other_threads():
    taken = [nn.from_dlpack(np.ones(8, np.float32)) for _ in range(50)]
    threads = [threading.Thread(target=taken.pop) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not taken


def test_views_and_shapes():
    tensor = nn.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    with nothing_copied():
        assert tensor.reshape(3, -1).tolist() == [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
        assert tensor.view(6).data_ptr() == tensor.data_ptr()
        assert tensor.permute(1, 0).tolist() == [[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]
        assert tensor.permute(1, 0).stride() == (1, 3)
    assert tensor.permute(1, 0).reshape(6).tolist() == [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]
    for wrong in ((4, 2), (-1, -1), (4, -1)):
        with pytest.raises(RuntimeError, match=r"invalid for input of size 6|only one dimension"):
            tensor.reshape(*wrong)
    with pytest.raises(RuntimeError, match="view size"):
        tensor.permute(1, 0).view(6)
    with pytest.raises(ValueError, match="larger than memory"):
        nn.zeros(2**40, 2**40)
    assert (tensor.dim(), tensor.size(), tensor.size(1), len(tensor), tensor.numel()) == (2, (2, 3), 3, 2, 6)
    assert nn.tensor(3.5).item() == 3.5
    assert nn.tensor([1, 2]).dtype is nn.int64
    with pytest.raises(ValueError, match="expected sequence of length 2 at dim 1"):
        nn.tensor([[1.0, 2.0], [3.0]])
    assert repr(nn.tensor([1.0, 2.5])) == "tensor([1.0, 2.5])"


def test_overwriting_goes_through_every_view():
    tensor = nn.zeros(2, 3)
    tensor.permute(1, 0).copy_(np.arange(6, dtype=np.float32).reshape(3, 2))
    assert tensor.tolist() == [[0.0, 2.0, 4.0], [1.0, 3.0, 5.0]]
    square = nn.from_numpy(np.arange(4, dtype=np.float32).reshape(2, 2))
    square.copy_(square.permute(1, 0))  # overlapping
    assert square.tolist() == [[0.0, 2.0], [1.0, 3.0]]
    assert square.fill_(2).tolist() == [[2.0, 2.0], [2.0, 2.0]]
    with pytest.raises(ValueError, match="shape"):
        square.copy_(np.zeros(3, np.float32))
    assert nn.from_numpy(array.array("f", [1, 2])).tolist() == [1.0, 2.0]


def test_torch_and_back_without_a_copy():
    torch = pytest.importorskip("torch")
    for dtype in DTYPES:
        source = torch.arange(12).reshape(3, 4).to(getattr(torch, dtype))
        with nothing_copied():
            taken = nn.from_dlpack(source)
            assert taken.data_ptr() == source.data_ptr()
            back = torch.from_dlpack(taken)
            assert back.data_ptr() == source.data_ptr()
            assert torch.equal(back, source)
            assert torch.equal(torch.from_dlpack(nn.from_dlpack(source.T)), source.T)
    parameter = torch.nn.Parameter(torch.ones(2))
    assert nn.as_tensor(parameter).data_ptr() == parameter.data_ptr()
    ours = nn.zeros(4)
    torch.from_dlpack(ours).add_(3)
    assert ours.tolist() == [3.0] * 4


def test_gigantic_shapes_are_refused():
    with pytest.raises(MemoryError, match="no memory for the shape"):
        nn.zeros(2**45)
    wide = nn.from_numpy(np.broadcast_to(np.zeros(1, np.float32), (2**45,)))
    for call in (wide.clone, wide.tobytes, lambda: nn.Linear(1, 1)(wide.reshape(-1, 1))):
        with pytest.raises(MemoryError):
            call()


def test_numbers_without_axes():
    for source in (np.array(3.5, np.float32), np.array(7), memoryview(np.array(True)), np.array(2, np.int8)):
        with nothing_copied():
            taken = nn.as_tensor(source)
            assert taken.shape == ()
            assert np.asarray(taken).shape == ()
        assert taken.item() == np.asarray(source).item()
