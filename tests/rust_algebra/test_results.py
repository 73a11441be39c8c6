"""Results: Rust's memory lent to Python as read-only buffers."""

from __future__ import annotations

import ctypes
import gc
import random
import sys
import weakref

import numpy as np
import pytest

from zkpair_rust import algebra, inference

N = 8
VALUES = [random.Random(1).randrange(algebra.GROUP_ORDER) for _ in range(N)]
ENCODED = b"".join(value.to_bytes(32, "little") for value in VALUES)


def test_results_are_buffers_without_a_copy():
    result = algebra.ntt(ENCODED)
    view = memoryview(result)
    assert (view.format, view.itemsize, view.shape, view.strides, view.readonly) == ("Q", 8, (N, 4), (32, 8), True)
    assert view.c_contiguous and not view.f_contiguous
    assert bytes(result) == result.tobytes() == bytes(view) and len(result) == N
    numbers = np.asarray(result)
    assert numbers.dtype == np.uint64 and numbers.shape == (N, 4) and not numbers.flags.writeable
    assert numbers.ctypes.data == np.asarray(result).ctypes.data == np.frombuffer(result, np.uint64).ctypes.data
    assert view.tolist() == numbers.tolist()
    assert (numbers == result).all()
    point = memoryview(algebra.msm(algebra.G1Bases(algebra.pack([1, 2], 2)), algebra.pack([1])))
    assert point.shape == (1, 8) and point.f_contiguous
    coefficients, _ = inference.fit(np.eye(3), np.arange(3.0))
    floats = memoryview(coefficients)
    assert (floats.format, floats.shape, floats.strides, floats.readonly) == ("d", (3,), (8,), True)
    assert floats.tolist() == np.asarray(coefficients).tolist() and len(coefficients) == 3
    assert bytes(coefficients) == coefficients.tobytes() == np.asarray(coefficients).tobytes()
    assert (repr(result), repr(coefficients)) == ("<Limbs (8, 4)>", "<Floats (3,)>")


def test_results_compare_by_content_and_shape():
    result = algebra.ntt(ENCODED)
    assert result == algebra.ntt(ENCODED) and result != algebra.ntt(bytes(len(ENCODED)))
    assert algebra.Limbs(ENCODED, 4) != algebra.Limbs(ENCODED, 8)
    assert result != ENCODED and result is not None
    with pytest.raises(TypeError, match="unhashable"):
        hash(result)


def test_results_outlive_their_object_as_long_as_they_are_seen():
    class Marked:
        pass

    result = algebra.ntt(ENCODED)
    expected = bytes(result)
    references = sys.getrefcount(result)
    view, numbers = memoryview(result), np.asarray(result)
    assert sys.getrefcount(result) == references + 2
    view.release()
    del numbers
    assert sys.getrefcount(result) == references
    kept = np.asarray(result)
    marker = Marked()
    gone = weakref.ref(marker)
    del result, marker
    gc.collect()
    churn = [algebra.ntt(ENCODED) for _ in range(100)]
    assert gone() is None and kept.tobytes() == expected == bytes(churn[-1])


def test_results_cannot_be_written():
    for result in (algebra.ntt(ENCODED), inference.fit(np.eye(3), np.arange(3.0))[0]):
        with pytest.raises(TypeError):
            memoryview(result)[0] = 1
        with pytest.raises(ValueError, match="read-only"):
            np.asarray(result)[0] = 1
        with pytest.raises((TypeError, BufferError)):
            (ctypes.c_char * 8).from_buffer(result)
        with pytest.raises(AttributeError):
            result.anything = 1


class Request(ctypes.Structure):
    """Py_buffer (CPython, `Include/pybuffer.h`)."""

    _fields_ = [
        ("buf", ctypes.c_void_p),
        ("obj", ctypes.py_object),
        ("len", ctypes.c_ssize_t),
        ("itemsize", ctypes.c_ssize_t),
        ("readonly", ctypes.c_int),
        ("ndim", ctypes.c_int),
        ("format", ctypes.c_char_p),
        ("shape", ctypes.POINTER(ctypes.c_ssize_t)),
        ("strides", ctypes.POINTER(ctypes.c_ssize_t)),
        ("suboffsets", ctypes.POINTER(ctypes.c_ssize_t)),
        ("internal", ctypes.c_void_p),
    ]


SIMPLE, WRITABLE, FORMAT, ND, STRIDES, C, F, ANY = 0, 1, 4, 8, 0x18, 0x38, 0x58, 0x98


@pytest.mark.parametrize("flags", [SIMPLE, FORMAT, ND, ND | FORMAT, STRIDES, C, ANY, STRIDES | FORMAT])
def test_a_view_has_what_was_asked_for_and_no_more(flags):
    result, view = algebra.ntt(ENCODED), Request()
    assert ctypes.pythonapi.PyObject_GetBuffer(ctypes.py_object(result), ctypes.byref(view), flags) == 0
    assert ctypes.string_at(view.buf, view.len) == bytes(result)
    assert (view.itemsize, view.readonly, bool(view.suboffsets)) == (8, 1, False)
    assert view.format == (b"Q" if flags & FORMAT else None)
    assert view.ndim == (2 if flags & ND else 1)
    assert bool(view.shape) == bool(flags & ND) and bool(view.strides) == (flags & STRIDES == STRIDES)
    if flags & ND:
        assert view.shape[:2] == [N, 4]
    if flags & STRIDES == STRIDES:
        assert view.strides[:2] == [32, 8]
    ctypes.pythonapi.PyBuffer_Release(ctypes.byref(view))


@pytest.mark.parametrize("flags", [WRITABLE, WRITABLE | STRIDES, F])
def test_what_results_cannot_give_is_a_buffer_error(flags):
    result, view = algebra.ntt(ENCODED), Request()
    references = sys.getrefcount(result)
    with pytest.raises(BufferError):
        ctypes.pythonapi.PyObject_GetBuffer(ctypes.py_object(result), ctypes.byref(view), flags)
    assert sys.getrefcount(result) == references
