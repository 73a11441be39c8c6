"""Linear regression against NumPy and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression

from zkpair_rust import errors, inference
from zkpair_rust.inference.fit import Rust as Fit
from zkpair_rust.inference.predict import Rust as Predict

X, Y = load_diabetes(return_X_y=True)


def rows(n: int):
    """n rows of the diabetes data, going round."""
    index = np.arange(n) % len(X)
    return np.ascontiguousarray(X[index]), Y[index]


@pytest.mark.parametrize("n", [11, 12, 100, 255, 256, 257, 442, 1000, 4096])
def test_fit_agrees_with_scikit_learn(n):
    x, y = rows(n)
    coefficients, intercept = inference.fit(x, y)
    theirs = LinearRegression().fit(x, y)
    assert np.allclose(coefficients, theirs.coef_, rtol=1e-8, atol=1e-8 * np.abs(theirs.coef_).max())
    assert np.isclose(intercept, theirs.intercept_, rtol=1e-9)


@pytest.mark.parametrize("n", [1, 2, 5, 10])
def test_fewer_rows_than_columns_give_the_smallest_solution(n):
    x, y = rows(n)
    coefficients, intercept = inference.fit(x, y)
    theirs = LinearRegression().fit(x, y)
    assert np.allclose(coefficients, theirs.coef_, rtol=1e-6, atol=1e-6 * (1 + np.abs(theirs.coef_).max()))
    assert np.allclose(x @ coefficients + intercept, y)


@settings(max_examples=60, deadline=None)
@given(
    n=st.integers(1, 600),
    columns=st.integers(1, 12),
    repeat=st.booleans(),
    scale=st.sampled_from([1e-6, 1.0, 1e6]),
    seed=st.integers(0, 2**32 - 1),
)
def test_residuals_are_orthogonal_to_the_columns(n, columns, repeat, scale, seed):
    rng = np.random.default_rng(seed)
    x, y = scale * rng.standard_normal((n, columns)), rng.standard_normal(n)
    if repeat:
        x[:, -1] = x[:, 0]  # linearly dependent columns
    coefficients, intercept = inference.fit(x, y)
    centred = x - x.mean(axis=0)
    residual = y - (x @ coefficients + intercept)
    assert np.abs(centred.T @ residual).max(initial=0) <= 1e-9 * scale * n * columns
    assert abs(residual.mean()) < 1e-9
    best = np.linalg.lstsq(centred, y - y.mean(), rcond=np.finfo(float).eps * max(n, columns))[0]
    assert np.linalg.norm(coefficients) <= np.linalg.norm(best) * (1 + 1e-6) + 1e-9


@pytest.mark.parametrize(("n", "columns"), [(1, 10), (7, 10), (4096, 10), (40000, 10), (40000, 3), (5, 1)])
def test_predictions(n, columns):
    rng = np.random.default_rng(n)
    x, coefficients = rng.standard_normal((n, columns)), rng.standard_normal(columns)
    assert np.allclose(inference.predict(x, coefficients, 0.25), x @ coefficients + 0.25, rtol=1e-13, atol=1e-12)


def test_adapters_keep_the_contract(make_case):
    x, y = rows(442)
    model = {"model": "linear_regression"}
    fit, predict = Fit(), Predict()
    (samples,) = fit.prepare(make_case(model, 442, [{"x": x.tobytes(), "y": y.tobytes()}]), 1)
    encoded = fit.encode(fit.run(samples))
    assert fit.encode(fit.run(samples)) == encoded
    assert fit.kernel_ns() > 0
    assert fit.available() is None
    theirs = LinearRegression().fit(x, y)
    assert np.allclose(np.frombuffer(encoded, "<f8"), [*theirs.coef_, theirs.intercept_], rtol=1e-9)

    shared = {"coefficients": encoded[:80], "intercept": encoded[80:]}
    (state,) = predict.prepare(make_case(model, 442, [{"x": x.tobytes()}], shared), 1)
    predicted = predict.encode(predict.run(state))
    assert np.allclose(np.frombuffer(predicted, "<f8"), theirs.predict(x), rtol=1e-12)
    assert predict.kernel_ns() > 0


def test_bad_input_is_refused_by_name(make_case):
    x, y = rows(20)
    for bad in (np.nan, np.inf, -np.inf):
        for array, name, place in ((x, "x", 37), (y, "y", 3)):
            broken = array.copy()
            broken.flat[place] = bad
            with pytest.raises(errors.NotFiniteError, match=rf"{name}\[{place}\]") as caught:
                inference.fit(broken if name == "x" else x, broken if name == "y" else y)
            assert caught.value.place == place
    with pytest.raises(errors.WrongLengthError):
        inference.fit(x, y[:19])
    with pytest.raises(errors.EmptyError):
        inference.fit(np.empty((0, 10)), np.empty(0))
    with pytest.raises(errors.EmptyError):
        inference.fit(np.empty((3, 0)), np.ones(3))
    with pytest.raises(errors.NotContiguousError):
        inference.fit(np.asfortranarray(x), y)
    with pytest.raises(errors.WrongLengthError, match="9 numbers, x has 10 columns"):
        inference.predict(x, np.ones(9), 0.0)
    with pytest.raises(errors.UnsupportedParameterError, match="linear_regression"):
        Fit().prepare(make_case({"model": "ridge"}, 20, [{"x": x.tobytes(), "y": y.tobytes()}]), 1)
    with pytest.raises(errors.WrongLengthError, match="instance 0: y"):
        Fit().prepare(make_case({"model": "linear_regression"}, 20, [{"x": x.tobytes(), "y": b""}]), 1)
