"""The edge over Python's buffer protocol: what is taken, what is refused, and where it is read."""

from __future__ import annotations

import array
import ctypes
import mmap
import random
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from py_ecc.optimized_bn128 import curve_order as R

from zkpair_rust import algebra, errors, inference, snark

N = 8
VALUES = [random.Random(1).randrange(algebra.GROUP_ORDER) for _ in range(N)]
ENCODED = b"".join(value.to_bytes(32, "little") for value in VALUES)
EXPECTED = algebra.ntt(ENCODED)


# --- what is taken


def exporters(folder: Path):
    """The same eight elements in whatever may carry them."""
    file = folder / "elements"
    file.write_bytes(ENCODED)
    with file.open("rb") as stream:
        mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    words = np.frombuffer(ENCODED, "<u8")
    return {
        "bytes": ENCODED,
        "bytearray": bytearray(ENCODED),
        "memoryview of bytes": memoryview(ENCODED),
        "memoryview of words": memoryview(ENCODED).cast("Q", (N, 4)),
        "flat memoryview of words": memoryview(ENCODED).cast("Q"),
        "array": array.array("Q", words.tolist()),
        "mmap": mapped,
        "ctypes bytes": (ctypes.c_ubyte * len(ENCODED)).from_buffer_copy(ENCODED),
        "ctypes words": ((ctypes.c_uint64 * 4) * N).from_buffer_copy(ENCODED),
        "NumPy": words.reshape(N, 4).copy(),
        "NumPy, read-only": words.reshape(N, 4),
        "NumPy, bytes": np.frombuffer(ENCODED, np.uint8).reshape(N, 32),
        "NumPy, little-endian": words.reshape(N, 4).astype("<u8"),
        "Limbs": algebra.pack(VALUES),
        "a result": algebra.intt(EXPECTED),
        "part of a result": memoryview(algebra.intt(EXPECTED))[:],
    }


def test_every_exporter_gives_the_same(tmp_path):
    for name, argument in exporters(tmp_path).items():
        assert algebra.ntt(argument) == EXPECTED, name
        assert algebra.unpack(argument) == VALUES, name


def test_files_are_read_from_any_bytes(tmp_path):
    data = (Path(__file__).parents[1] / "data" / "snarkjs" / "chain12.wtns").read_bytes()
    expected = snark.read_witness(data)
    assert len(expected) == 4091
    (tmp_path / "wtns").write_bytes(data)
    with (tmp_path / "wtns").open("rb") as stream:
        mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    for argument in (bytearray(data), memoryview(data), memoryview(b"x" + data)[1:], mapped):
        assert snark.read_witness(argument) == expected
    for bad in (np.frombuffer(data[:8], "<u8"), "text", 7, None):
        with pytest.raises(TypeError, match="wtns: a buffer of bytes is needed"):
            snark.read_witness(bad)
    with pytest.raises(errors.NotContiguousError, match="wtns is not contiguous"):
        snark.read_witness(memoryview(data)[::2])


# --- what is refused


def test_wrong_numbers_are_type_errors():
    words = np.frombuffer(ENCODED, "<u8").reshape(N, 4)
    for bad in (
        words.byteswap().view(">u8"),  # the same numbers the other way round
        words.view(np.int64),
        words.view(np.float64),
        words.view(np.uint32),
        words.view(np.int8),
        words.view("S8"),
        words.view([("low", "<u8"), ("high", "<u8")]),
        array.array("q", range(4 * N)),
        array.array("d", range(4 * N)),
        (ctypes.c_uint64.__ctype_be__ * 4)(1, 2, 3, 4),
        np.datetime64(0, "s").reshape(1),
    ):
        for function in (algebra.ntt, algebra.unpack):
            with pytest.raises((TypeError, ValueError)) as caught:
                function(bad)
            assert not isinstance(caught.value, errors.InputError)
    with pytest.raises(TypeError, match=r"coefficients: .* not numbers of the format \">Q\""):
        algebra.ntt((ctypes.c_uint64.__ctype_be__ * 4)(1, 2, 3, 4))
    for function in (inference.fit, lambda x, y: inference.predict(x, y, 0.0)):
        for bad in (np.ones((3, 2), np.float32), np.ones((3, 2), ">f8"), np.ones((3, 2), np.uint64), bytes(48), [1.0]):
            with pytest.raises(TypeError, match="x: a buffer of float64"):
                function(bad, np.ones(2))
            with pytest.raises(TypeError, match=r"(y|coefficients): a buffer of float64"):
                function(np.ones((3, 2)), bad)


def test_wrong_shapes_are_named():
    for bad in (ENCODED[:-1], memoryview(ENCODED).cast("Q")[:-1], memoryview(ENCODED).cast("Q", (4, 8))):
        with pytest.raises(errors.WrongLengthError, match=r"coefficients has the shape .*\(n, 4\) is needed"):
            algebra.ntt(bad)
    with pytest.raises(errors.WrongLengthError, match=r"points has the shape \[8, 4\].*\(n, 8\) is needed"):
        algebra.G1Bases(memoryview(ENCODED).cast("Q", (N, 4)))
    with pytest.raises(errors.WrongLengthError, match=r"x has the shape \[6\]; \(n, columns\)"):
        inference.fit(np.ones(6), np.ones(6))
    with pytest.raises(errors.WrongLengthError, match=r"y has the shape \[6, 1\]; \(n,\)"):
        inference.fit(np.ones((6, 1)), np.ones((6, 1)))
    with pytest.raises(errors.WrongLengthError, match="width is 5"):
        algebra.Limbs(ENCODED, 5)
    with pytest.raises(errors.WrongLengthError, match="33 bytes"):
        algebra.unpack(bytes(33))
    with pytest.raises(TypeError, match="not ndarray"):  # without dimensions it is a number, not an array
        algebra.ntt(np.array(7, np.uint64))


def test_memory_out_of_order_is_refused():
    words = np.frombuffer(ENCODED * 2, "<u8").reshape(2 * N, 4)
    crooked = memoryview(b"x" * 3 + ENCODED)[3:]
    for bad in (words[::2], words[::-1], words.T.copy().T, memoryview(ENCODED)[::-1], crooked.cast("Q"), crooked):
        with pytest.raises(errors.NotContiguousError, match="coefficients is not contiguous in C order and aligned"):
            algebra.ntt(bad)
    assert algebra.ntt(bytes(crooked)) == EXPECTED
    assert algebra.ntt(np.require(words[:N], requirements="CA")) == EXPECTED
    assert algebra.unpack(words[:N][::-1]) == VALUES[::-1]


def test_a_released_view_is_refused_and_one_in_use_is_not_released():
    view = memoryview(bytearray(ENCODED))
    view.release()
    with pytest.raises(ValueError, match="released"):
        algebra.ntt(view)


def test_nothing_at_all():
    for nothing in (b"", bytearray(), memoryview(b""), array.array("Q"), np.empty((0, 4), np.uint64), algebra.pack([])):
        assert memoryview(algebra.field_mul(nothing, nothing)).shape == (0, 4)
        assert (
            len(algebra.G1Bases(nothing if len(memoryview(nothing).shape) == 1 else np.empty((0, 8), np.uint64))) == 0
        )
        assert algebra.unpack(nothing) == []
        with pytest.raises(errors.NotAPowerOfTwoError):
            algebra.ntt(nothing)


def test_an_element_too_large_is_named_wherever_it_lies(tmp_path):
    bad = algebra.GROUP_ORDER.to_bytes(32, "little")
    for argument in (ENCODED + bad, bytearray(ENCODED + bad), memoryview(ENCODED + bad).cast("Q", (N + 1, 4))):
        with pytest.raises(errors.NonCanonicalFieldElementError, match=r"a\[8\]") as caught:
            algebra.field_mul(argument, argument)
        assert caught.value.place == N


# --- where it is read


def test_every_buffer_is_given_back():
    """A buffer that is still held keeps a bytearray from growing and a view from being released."""
    memory = bytearray(ENCODED)
    algebra.ntt(memory)
    with pytest.raises(errors.NotAPowerOfTwoError):
        algebra.ntt(memoryview(memory)[: 32 * 3])
    with pytest.raises(errors.WrongLengthError):
        algebra.ntt(memoryview(memory)[:33])
    with pytest.raises(TypeError):
        algebra.ntt(memoryview(memory).cast("d"))
    with pytest.raises(errors.NotContiguousError):
        algebra.ntt(memoryview(memory)[::2])
    memory.append(0)
    view = memoryview(ENCODED)
    algebra.ntt(view)
    view.release()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads Linux's /proc")
def test_read_only_memory_is_not_copied():
    """64 MiB of fresh memory: reading makes its pages, in both processes; the copy comes on top in one."""
    program = """
import mmap, sys
from pathlib import Path
from zkpair_rust import _native
peak = lambda: next(int(l.split()[1]) for l in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in l)
n = 64 << 20
memory = mmap.mmap(-1, n, access=mmap.ACCESS_READ if sys.argv[1] == "read-only" else mmap.ACCESS_WRITE)
Path("/proc/self/clear_refs").write_text("5")
before = peak()
_native.check_canonical(memory, "elements")
print((peak() - before) // 1024)
"""
    grown = {}
    for kind in ("read-only", "writable"):
        answer = subprocess.run([sys.executable, "-c", program, kind], capture_output=True, text=True, check=True)
        grown[kind] = int(answer.stdout)
    assert grown["writable"] - grown["read-only"] > 48, grown
    assert grown["read-only"] < 80, grown


def test_writing_meanwhile_does_not_reach_the_computation():
    """A writable argument is copied before the lock is released: what was checked is what is multiplied.

    NumPy writes without the lock, so the copy itself may be torn: each limb is one of the two that are written.
    """
    n, ones = 1 << 12, 2**64 - 1
    low = np.zeros((n, 4), np.uint64)
    low[:, 0] = 1
    memory = low.copy()
    # One with all ones in the highest limb is refused.
    torn = [a + (b << 64) + (c << 128) for a in (1, ones) for b in (0, ones) for c in (0, ones)]
    products = {(x * y % R).to_bytes(32, "little") for x in torn for y in torn}
    stop = threading.Event()

    def scribble() -> None:
        while not stop.is_set():
            memory[:] = np.uint64(2**64 - 1)  # at or above the modulus
            memory[:] = low

    writer = threading.Thread(target=scribble)
    writer.start()
    try:
        for _ in range(200):
            try:
                product = algebra.field_mul(memory, memory)
            except errors.NonCanonicalFieldElementError:
                continue
            assert {row.tobytes() for row in np.unique(np.asarray(product), axis=0)} <= products
    finally:
        stop.set()
        writer.join()
