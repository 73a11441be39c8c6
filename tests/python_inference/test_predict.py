"""Predictions against scikit-learn and against the formula."""

import numpy as np
import pytest
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression

from zkpair_python import errors


def predict_case(case, coefficients, intercept, *rows):
    shared = {
        "coefficients": np.asarray(coefficients, "<f8").tobytes(),
        "intercept": np.asarray([intercept], "<f8").tobytes(),
    }
    return case("inference/predict", len(rows[0]), [{"x": x.astype("<f8").tobytes()} for x in rows], shared)


@pytest.mark.parametrize("n", [1, 2, 64, 442])
def test_the_diabetes_data_as_scikit_learn_predicts_it(load, case, run, n):
    x, y = load_diabetes(return_X_y=True)
    model = LinearRegression().fit(x, y)
    outputs = run(load("predict"), predict_case(case, model.coef_, model.intercept_, x[:n], x[-n:]))
    for output, rows in zip(outputs, (x[:n], x[-n:]), strict=True):
        np.testing.assert_allclose(np.frombuffer(output, "<f8"), model.predict(rows), rtol=1e-12)


def test_unit_rows_read_the_model(load, case, run):
    coefficients = np.arange(1.0, 11.0)
    (output,) = run(load("predict"), predict_case(case, coefficients, -0.5, np.eye(10)))
    assert np.frombuffer(output, "<f8").tolist() == (coefficients - 0.5).tolist()


def test_run_leaves_the_state_as_it_was(load, case):
    loaded = load("predict")
    rng = np.random.default_rng(3)
    (state,) = loaded.prepare(predict_case(case, rng.normal(size=10), 1.0, rng.normal(size=(7, 10))), 1)
    assert loaded.encode(loaded.run(state)) == loaded.encode(loaded.run(state))


ROW = bytes(80)
MODEL = {"coefficients": bytes(80), "intercept": bytes(8)}

REFUSED = [
    (1, {"x": ROW[:-1]}, MODEL, errors.WrongLengthError, "instance 0: x: 79 bytes"),
    (2, {"x": ROW}, MODEL, errors.WrongLengthError, "20 float64 take 160"),
    (1, {"x": ROW}, {**MODEL, "coefficients": bytes(72)}, errors.WrongLengthError, "coefficients: 72 bytes"),
    (1, {"x": ROW}, {**MODEL, "intercept": b""}, errors.WrongLengthError, "intercept: 0 bytes"),
    (1, {"x": ROW}, {"coefficients": bytes(80)}, errors.MissingBlobError, "'intercept' is missing"),
    (1, {"x": b"\xff" * 80}, MODEL, errors.NotFiniteError, "number 0 is nan"),
    (1, {}, MODEL, errors.MissingBlobError, "'x' is missing"),
    (0, {"x": b""}, MODEL, errors.UnsupportedParameterError, "size 0"),
]


@pytest.mark.parametrize(("n", "blobs", "shared", "error", "message"), REFUSED)
def test_refused(load, case, n, blobs, shared, error, message):
    with pytest.raises(error, match=message):
        load("predict").prepare(case("inference/predict", n, [blobs], shared), 1)
