"""The border itself: what crosses, by which memory, and what it says of what it does not take."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from zkpair_python.binding import pipeline as python_pipeline
from zkpair_rust import _native
from zkpair_rust.binding import error_translation, pipeline, struct_round_trip
from zkpair_rust.binding.array import affine, affine_copied
from zkpair_rust.binding.int_list import prefix_sums
from zkpair_rust.binding.noop import Counter
from zkpair_rust.errors import NonCanonicalFieldElementError

P = 2**31 - 1


def test_the_counter_counts_from_threads_too():
    counter = Counter(2**64 - 400)
    threads = [threading.Thread(target=lambda: [counter.step() for _ in range(100)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counter.count == 0
    with pytest.raises(OverflowError):
        Counter(-1)
    with pytest.raises(TypeError):
        counter.step(1)


def test_a_record_comes_back_as_a_new_one_of_its_class():
    class Special(struct_round_trip.Record):
        __slots__ = ()

    record = Special(1, 2.5, "né", True)
    changed = struct_round_trip.changed(record)
    assert changed == Special(2, -2.5, "én", False)
    assert type(changed) is Special
    assert record == Special(1, 2.5, "né", True)


@pytest.mark.parametrize(
    ("fields", "error", "names"),
    [
        ((2**64 - 1, 1.0, "a", True), OverflowError, "serial is 2\\^64 - 1"),
        ((2**64, 1.0, "a", True), OverflowError, "int"),
        ((-1, 1.0, "a", True), OverflowError, "int"),
        (("1", 1.0, "a", True), TypeError, "int"),
        ((1, "x", "a", True), TypeError, "real number"),
        ((1, 1.0, b"a", True), TypeError, "str"),
        ((1, 1.0, "a", 1), TypeError, "bool"),
    ],
)
def test_fields_of_another_kind_are_refused(fields, error, names):
    with pytest.raises(error, match=names):
        struct_round_trip.changed(struct_round_trip.Record(*fields))


def test_what_is_no_record_is_refused():
    with pytest.raises(AttributeError, match="serial"):
        _native.binding_record_changed(object())


def test_each_error_has_its_class_its_fields_and_its_words():
    seen = []
    for value in (-5, 5, 3, 2):
        try:
            seen.append(error_translation.take(9, value, -4, 4))
        except error_translation.RefusedError as error:
            assert isinstance(error, ValueError)
            seen.append((type(error).__name__, error.place, error.value, error.bound, str(error)))
    assert seen == [
        ("BelowError", 9, -5, -4, "value -5 at place 9 is below -4"),
        ("AboveError", 9, 5, 4, "value 5 at place 9 is above 4"),
        ("OddError", 9, 3, None, "value 3 at place 9 is odd"),
        2,
    ]


def test_borrowing_copies_nothing_and_copying_copies():
    x = np.arange(4.0)
    x.flags.writeable = False
    lent = affine(x)
    first, second = np.asarray(lent), np.asarray(lent)
    assert first.ctypes.data == second.ctypes.data  # the result's own memory
    assert not first.flags.writeable
    assert first.tolist() == [1.0, 3.0, 5.0, 7.0]
    assert affine_copied(x) == first.tobytes()
    for call in (affine, affine_copied):
        assert bytes(call(np.zeros(0))) == b""
        with pytest.raises(TypeError, match="float64"):
            call([1.0])
        with pytest.raises(TypeError, match="float64"):
            call(np.zeros(2, np.float32))
        with pytest.raises(ValueError, match="not contiguous"):
            call(np.zeros(4)[::2])


def test_prefix_sums_take_ints_of_64_bits():
    assert prefix_sums([3, -5, 2**62]) == [3, -2, 2**62 - 2]
    assert prefix_sums([]) == []
    assert prefix_sums([1, True]) == [1, 2]
    too_large, no_ints = ([2**63], [2**63 - 1, 1]), ([1.5], ["1"], (1, 2), 7)
    for wrong, error in (*((x, OverflowError) for x in too_large), *((x, TypeError) for x in no_ints)):
        with pytest.raises(error):
            prefix_sums(wrong)


def test_stages_refuse_what_is_not_canonical():
    good, bad = np.array([1, 2], "<u4"), np.array([1, P], "<u4")
    for call in (lambda: pipeline.substitute(bad), lambda: pipeline.divide(bad, 1), lambda: pipeline.evaluate(bad, 1)):
        with pytest.raises(NonCanonicalFieldElementError, match=r"c\[1\]"):
            call()
    for call in (pipeline.divide, pipeline.evaluate):
        with pytest.raises(NonCanonicalFieldElementError, match=r"z\[0\]"):
            call(good, P)


@pytest.mark.parametrize("module", [pipeline, python_pipeline], ids=["rust", "python"])
def test_an_error_in_a_stage_comes_out_of_the_pipeline(module):
    """From any stage, with any number of threads; nothing hangs."""

    def fails(value):
        raise ZeroDivisionError(f"at {value}")

    for place in range(4):
        stages = [lambda value: value] * 4
        stages[place] = fails
        for threads in (2, 3, 4):
            with pytest.raises(ZeroDivisionError):
                module.in_threads(stages, list(range(5)), threads)


@pytest.mark.parametrize("module", [pipeline, python_pipeline], ids=["rust", "python"])
def test_results_keep_their_order(module):
    stages = [lambda value, k=k: (time.sleep(0.001 * (value % 3)), value * 10 + k)[1] for k in range(4)]
    expected = [int(f"{i}0123") for i in range(12)]
    assert module.in_order(stages, range(12)) == expected
    for threads in (2, 3, 4):
        assert module.in_threads(stages, range(12), threads) == expected


def test_a_stage_leaves_the_interpreter_lock_free():
    """While one thread is inside a long stage another one runs Python."""
    chunk = np.full(1 << 24, 5, "<u4")
    chunk.flags.writeable = False
    done = threading.Event()

    def work():
        pipeline.evaluate(chunk, 3)
        done.set()

    worker = threading.Thread(target=work)
    worker.start()
    ticks = 0
    while not done.is_set():
        time.sleep(0)
        ticks += 1
    worker.join()
    assert ticks > 100  # with the lock held there would be a handful: the stage takes tens of milliseconds
