"""Scikit-learn's linear models: y = x·coef + intercept, and Softmax where probabilities are asked for."""

from __future__ import annotations

from typing import Any

import numpy as np

from zkpair_graph.errors import MalformedModel, Unsupported, UnsupportedModel
from zkpair_graph.graph import FLOAT, Graph, Input, Node
from zkpair_graph.validate import validate


def sklearn_model(model: Any, *, name: str = "model", probabilities: bool = False) -> Graph:
    """The graph of a fitted linear model: regressors, classifiers (their decision function), Pipeline with a scaler.

    probabilities: what `predict_proba` gives, of a logistic regression of two classes or many. A decision function of
    two classes is one number. Raises UnsupportedModel for models that are not linear, MalformedModel for unfitted ones.
    """
    kind = type(model).__name__
    steps = [step for _, step in model.steps] if hasattr(model, "steps") else [model]
    last = steps[-1]
    if not hasattr(last, "coef_") or not hasattr(last, "intercept_"):
        if hasattr(last, "fit") and kind.startswith(("Linear", "Logistic", "Ridge", "Lasso", "SGD", "Elastic")):
            raise MalformedModel(f"{kind} is not fitted: call fit first")
        raise UnsupportedModel([Unsupported(kind, kind, "", "linear models (with coef_ and intercept_) are supported")])
    w = np.atleast_2d(np.asarray(last.coef_, np.float64))
    b = np.broadcast_to(np.asarray(last.intercept_, np.float64), (len(w),))
    for scaler in reversed(steps[:-1]):
        w, b = _before(scaler, w, b)
    tensors = {"coef": _float32(w), "intercept": _float32(b)}
    nodes = [Node("Linear", ("x", "coef", "intercept"), "y")]
    if probabilities:
        nodes += _probabilities(last, len(w), tensors)
    graph = Graph(FLOAT, name, (Input("x", (0, w.shape[1])),), (nodes[-1].output,), tuple(nodes), tensors)
    validate(graph)
    return graph


def _float32(array: Any) -> Any:
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(array, np.float32)


def _before(scaler: Any, w: Any, b: Any) -> tuple[Any, Any]:
    """w·((x − mean)/scale) + b = (w/scale)·x + (b − (w/scale)·mean)."""
    kind = type(scaler).__name__
    if kind != "StandardScaler":
        advice = "only StandardScaler stands before a linear model here; scale the data by hand"
        raise UnsupportedModel([Unsupported(kind, kind, "", advice)])
    mean = 0.0 if scaler.mean_ is None else scaler.mean_
    scaled = w / (1.0 if scaler.scale_ is None else scaler.scale_)
    return scaled, b - (scaled * mean).sum(axis=1)


def _probabilities(model: Any, rows: int, tensors: dict[str, Any]) -> list[Node]:
    """Softmax over the classes; of two classes from the one decision d: softmax(0, d)."""
    if not hasattr(model, "predict_proba") or type(model).__name__ not in (
        "LogisticRegression",
        "LogisticRegressionCV",
    ):
        kind = type(model).__name__
        raise UnsupportedModel([Unsupported(kind, kind, "probabilities", "those of LogisticRegression are supported")])
    if rows > 1:
        return [Node("Softmax", ("y",), "p", {"axis": 1})]
    tensors["both"], tensors["none"] = np.array([[0.0], [1.0]], np.float32), np.zeros(2, np.float32)
    return [Node("Linear", ("y", "both", "none"), "d"), Node("Softmax", ("d",), "p", {"axis": 1})]
