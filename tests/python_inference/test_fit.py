"""The least-squares fit against scikit-learn, exact data, and the orthogonality of the residual."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression

from zkpair_python import errors
from zkpair_python.inference import fit, fit_tuned

fits = pytest.mark.parametrize(
    "fitted",
    [lambda x, y: fit.fit(x.tolist(), y.tolist()), fit_tuned.fit],
    ids=["python", "python-tuned"],
)


def fit_case(case, *instances):
    blobs = [{"x": x.astype("<f8").tobytes(), "y": y.astype("<f8").tobytes()} for x, y in instances]
    return case("inference/fit", len(instances[0][1]), blobs)


@pytest.mark.parametrize("scaled", [True, False])
@pytest.mark.parametrize("n", [442, 40])
def test_the_diabetes_data_as_scikit_learn_fits_it(load, case, run, scaled, n):
    x, y = load_diabetes(return_X_y=True, scaled=scaled)
    x, y = x[:n], y[:n]
    reference = LinearRegression().fit(x, y)
    (output,) = run(load("fit"), fit_case(case, (x, y)))
    numbers = np.frombuffer(output, "<f8")
    assert numbers.shape == (11,)
    np.testing.assert_allclose(numbers[:10], reference.coef_, rtol=1e-8)
    np.testing.assert_allclose(numbers[10], reference.intercept_, rtol=1e-8)


@fits
@given(st.integers(0, 2**32 - 1), st.integers(11, 40))
@settings(max_examples=15, deadline=None)
def test_an_exact_linear_relation_is_found(fitted, seed, n):
    rng = np.random.default_rng(seed)
    x, coefficients, intercept = rng.normal(size=(n + 5, 10)), rng.normal(size=10), rng.normal()
    model = fitted(x, x @ coefficients + intercept)
    np.testing.assert_allclose(model.coefficients, coefficients, atol=1e-8)
    assert model.intercept == pytest.approx(intercept, abs=1e-8)


@fits
def test_the_residual_is_orthogonal_to_the_columns_and_to_one(fitted):
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(60, 10)) + 3, rng.normal(size=60)
    model = fitted(x, y)
    residual = y - x @ np.array(model.coefficients) - model.intercept
    assert abs(residual.sum()) < 1e-10
    assert np.abs(x.T @ residual).max() < 1e-9
    assert np.linalg.norm(residual) > 1  # noise cannot be fitted away


def test_instances_are_fitted_each_for_itself(load, case, run):
    x, y = load_diabetes(return_X_y=True)
    first, second = run(load("fit"), fit_case(case, (x[:100], y[:100]), (x[100:200], y[100:200])))
    assert first != second


@pytest.mark.parametrize("how", ["constant", "copy", "combination", "all equal"])
def test_dependent_columns_are_named(load, case, run, how):
    x = np.random.default_rng(1).normal(size=(30, 10))
    if how == "constant":
        x[:, 4] = 2.5
    elif how == "copy":
        x[:, 7] = x[:, 2]
    elif how == "combination":
        x[:, 9] = x[:, 1] - 2 * x[:, 3]
    else:
        x[:] = 1.0
    with pytest.raises(errors.SingularSystemError, match="combination"):
        run(load("fit"), fit_case(case, (x, x[:, 0])))


def test_elimination_exchanges_rows():
    assert fit.solve([[0.0, 2.0], [4.0, 1.0]], [6.0, 7.0]) == [1.0, 3.0]
    assert fit.solve([[1e-20, 1.0], [1.0, 1.0]], [1.0, 2.0]) == pytest.approx([1.0, 1.0])


X, Y = np.ones((12, 10)), np.ones(12)
NAN, INFINITE = X.copy(), Y.copy()
NAN[1, 2], INFINITE[3] = np.nan, -np.inf

REFUSED = [
    (12, {"x": X.tobytes()[:-8], "y": Y.tobytes()}, errors.WrongLengthError, "instance 0: x: 952 bytes"),
    (12, {"x": X.tobytes(), "y": Y.tobytes() + b"\0"}, errors.WrongLengthError, "instance 0: y: 97 bytes"),
    (12, {"x": NAN.tobytes(), "y": Y.tobytes()}, errors.NotFiniteError, "x: number 12 is nan"),
    (12, {"x": X.tobytes(), "y": INFINITE.tobytes()}, errors.NotFiniteError, "y: number 3 is -inf"),
    (12, {"x": X.tobytes()}, errors.MissingBlobError, "'y' is missing"),
    (10, {"x": X[:10].tobytes(), "y": Y[:10].tobytes()}, errors.UnsupportedParameterError, "at least 11"),
]


@pytest.mark.parametrize(("n", "blobs", "error", "message"), REFUSED)
def test_refused(load, case, n, blobs, error, message):
    with pytest.raises(error, match=message):
        load("fit").prepare(case("inference/fit", n, [blobs]), 1)


def test_another_model_is_refused(load, case):
    made = case("inference/fit", 12, [{"x": X.tobytes(), "y": Y.tobytes()}], params={"model": "lenet"})
    with pytest.raises(errors.UnsupportedParameterError, match="linear_regression"):
        load("fit").prepare(made, 1)
