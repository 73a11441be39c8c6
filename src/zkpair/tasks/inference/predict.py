"""Prediction with a model for a batch of samples: a linear model's sums, or the graph of a trained network.

The size of a cell is the batch. Implementations in float32 and in int8 stand in one cell: what each says of itself
(`precision`), and the length of what it gives, tell them apart (docs/contract.md, "Inference").
"""

from __future__ import annotations

from zkpair.tasks.inference import graph_case, graph_false, graph_judge, graph_refusals, linear, own_model
from zkpair.tasks.inference.models import MODELS, facts, model
from zkpair.tasks.task import (
    MULTIPLY_ACCUMULATES,
    Blobs,
    CaseData,
    Cell,
    Combination,
    FalseCase,
    FalseOutput,
    Headline,
    Task,
)
from zkpair_graph.work import multiply_accumulates

BATCHES = (1, 64)
HEADLINES = {"lenet": Headline(quick_size=1, full_size=1)}


def _is_linear(cell: Cell) -> bool:
    return cell.parameters["model"] == linear.MODEL


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    return linear.generate(cell, seed, artefacts) if _is_linear(cell) else graph_case.generate(cell, seed)


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    if _is_linear(case.cell):
        return linear.judge(case, instance, output)
    return graph_judge.judge(case, instance, output)


def equal(case: CaseData, a: bytes, b: bytes) -> bool:
    return linear.equal(case, a, b) if _is_linear(case.cell) else graph_judge.equal(case, a, b)


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    if _is_linear(case.cell):
        return linear.false_outputs(case, instance, output)
    return graph_false.false_outputs(case, instance, output)


def false_cases(case: CaseData) -> list[FalseCase]:
    return linear.false_cases(case) if _is_linear(case.cell) else graph_refusals.false_cases(case)


def edge_cases(cell: Cell) -> list[CaseData]:
    return linear.edge_cases(cell) if _is_linear(cell) else graph_case.edge_cases(cell)


def work(cell: Cell) -> float:
    """Rows of the linear model, multiply-accumulates of a network, samples of a user's (a cell alone does not say how
    large that is)."""
    if unit(cell) != MULTIPLY_ACCUMULATES:
        return float(cell.size)
    return float(cell.size * multiply_accumulates(model(cell.parameters["model"]).float_graph))


def unit(cell: Cell) -> str:
    return {linear.MODEL: "rows", own_model.MODEL: "samples"}.get(cell.parameters["model"], MULTIPLY_ACCUMULATES)


def accuracy(cell: Cell) -> dict[str, float] | None:
    """The share of the 10,000 test images whose class is found, in each precision; unknown of a user's model."""
    if _is_linear(cell):
        return None
    if unit(cell) != MULTIPLY_ACCUMULATES:
        return {}
    measured = facts(cell.parameters["model"])["accuracy"]
    return {"float32": measured["float"], "int8": measured["int8"]}


TASK = Task(
    id="inference/predict",
    summary="predictions of a linear model, or of a trained network, for a batch of samples",
    combinations=[
        *(Combination({"model": name}, BATCHES, HEADLINES.get(name), deciding=BATCHES) for name in MODELS),
        linear.COMBINATION,
        Combination({"model": own_model.MODEL}, ()),
    ],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    equal=equal,
    unit=unit,
    work=work,
    complexity="n for a fixed model",
    exponent=1.0,
    size_name="samples",
    concurrent=_is_linear,  # a network has a dozen arms, and its batch is what many requests at once become
    accuracy=accuracy,
    user_inputs=own_model.INPUTS,
    from_files=own_model.from_files,
)
