"""`zkpair convert`: a model into a graph file with one byte string and a digest, and with data into exact integers."""

from __future__ import annotations

import functools
import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from zkpair.cli.console import make_console
from zkpair.cli.files import Unusable, read_file, write_files
from zkpair_graph import Graph, GraphError, digest, read, write
from zkpair_graph.calibration import Progress
from zkpair_graph.canonical import canonicalise
from zkpair_graph.from_onnx.convert import from_bytes
from zkpair_graph.from_onnx.model import parse
from zkpair_graph.from_safetensors import ARCHITECTURE_BYTES, from_weights, read_weights
from zkpair_graph.limits import DEFAULT
from zkpair_graph.linear_models import sklearn_model
from zkpair_graph.quantise import quantise
from zkpair_graph.report import Report, compare
from zkpair_graph.to_onnx import to_onnx

PICKLES = (".pkl", ".pickle", ".joblib")
SHOWN_LAYERS = 60


@dataclass(frozen=True)
class Loaded:
    """A float graph in its one form, and the model's own names of its values."""

    graph: Graph
    sources: Mapping[str, str]


class NamedType(click.ParamType[Any]):
    """NAME=VALUE, or VALUE alone for the only input."""

    name = "[name=]value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        name, separator, rest = str(value).partition("=")
        return (name, rest) if separator else ("", name)


class ShapeType(NamedType):
    name = "[name=]sizes"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        name, sizes = super().convert(value, param, ctx)
        try:
            return name, tuple(int(size) for size in sizes.split(","))
        except ValueError:
            return self.fail(f"{sizes!r} is no list of sizes; example: x=1,3,48,192", param, ctx)


def _errors_named(command: Callable[..., Any]) -> Callable[..., Any]:
    """What a user can cause becomes a message and exit status 2; nothing else is hidden."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except GraphError as error:
            raise Unusable(f"{kwargs['model']}: {type(error).__name__}: {error}") from error
        except MemoryError as error:
            raise Unusable("out of memory; give less calibration data or a smaller model") from error

    return wrapped


@click.command(
    epilog="Examples:  zkpair convert lenet.onnx   |   "
    "zkpair convert lenet.onnx --calibration train_x.npy --labels train_y.npy --report lenet.json"
)
@click.argument("model", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for what is written.  [default: here]"
)
@click.option("--name", default="model", show_default=True, help="The graph's name, a part of its bytes.")
@click.option("--architecture", type=click.Path(path_type=Path), help="JSON of the layers, for .safetensors.")
@click.option(
    "--shape", "shapes", multiple=True, type=ShapeType(), help="Sizes that the model leaves free: x=1,3,48,192."
)
@click.option(
    "--batch",
    type=click.Choice(["any", "fixed"]),
    default="any",
    show_default=True,
    help="Is the first dimension of the inputs a batch of any size, or a size like the others?",
)
@click.option(
    "--calibration", multiple=True, type=NamedType(), help="Samples as .npy (of several inputs: name=x.npy): quantise."
)
@click.option("--labels", type=click.Path(path_type=Path), help="Classes of those samples as .npy: accuracies.")
@click.option("--onnx", "with_onnx", is_flag=True, help="Write the float graph as an ONNX model, too.")
@click.option("--report", "report_file", type=click.Path(path_type=Path), help="Write the report as JSON, too.")
@click.option("--trust-pickle", is_flag=True, help="Read a pickled model, which can run any program.")
@_errors_named
def convert(
    model: Path,
    out: Path | None,
    name: str,
    architecture: Path | None,
    shapes: tuple[Any, ...],
    batch: str,
    calibration: tuple[Any, ...],
    labels: Path | None,
    with_onnx: bool,
    report_file: Path | None,
    trust_pickle: bool,
) -> None:
    """Convert MODEL into a graph file that every engine here runs.

    MODEL is .onnx, .safetensors (with --architecture), .zkgraph, or a pickled linear model of scikit-learn. Written
    are MODEL.zkgraph, with --calibration MODEL.int8.zkgraph: exact integers, and with --onnx MODEL.zkgraph.onnx. All
    that is not supported is listed at once.
    """
    if not calibration and (labels is not None or report_file is not None):
        raise click.UsageError("--labels and --report need samples: give --calibration x.npy")
    loaded = _load(model, name, architecture, shapes, batch, trust_pickle)
    data = write(loaded.graph)
    files = {f"{model.stem}.zkgraph": data}
    console = make_console()
    _say(console, loaded.graph, data)
    if calibration:
        samples = _samples(loaded, dict(calibration))
        classes = None if labels is None else _array(labels)
        with _progress() as show:
            quantised = quantise(loaded.graph, samples, show)
            report = compare(loaded.graph, quantised, samples, classes, show)
        files[f"{model.stem}.int8.zkgraph"] = made = write(quantised.graph)
        _say(console, quantised.graph, made)
        _show(console, report, loaded.sources)
    if with_onnx:
        files[f"{model.stem}.zkgraph.onnx"] = to_onnx(loaded.graph)
    if model.suffix == ".zkgraph":
        del files[f"{model.stem}.zkgraph"]
    write_files(out or Path(), files)
    if calibration and report_file is not None:
        text = json.dumps(_named(report.as_dict(), loaded.sources), indent=1) + "\n"
        write_files(report_file.parent, {report_file.name: text.encode()})


def _load(
    model: Path, name: str, architecture: Path | None, shapes: tuple[Any, ...], batch: str, trust_pickle: bool
) -> Loaded:
    if architecture is not None and model.suffix != ".safetensors":
        raise click.UsageError("--architecture belongs to .safetensors")
    if model.suffix in PICKLES and not trust_pickle:
        raise Unusable(f"{model}: reading a pickle can run any program; if you trust it, add --trust-pickle")
    data = read_file(model, DEFAULT.file_bytes)
    if model.suffix == ".onnx":
        sizes = _shapes(data, shapes)
        converted = from_bytes(data, name=name, batch=batch, shapes=sizes, folder=model.parent)
        return Loaded(converted.graph, converted.sources)
    if model.suffix == ".safetensors":
        if architecture is None:
            raise click.UsageError("a .safetensors file has weights alone: give --architecture layers.json")
        weights = read_weights(data)
        graph = from_weights(weights, read_file(architecture, ARCHITECTURE_BYTES), name=name)
    elif model.suffix in PICKLES:
        graph = sklearn_model(_unpickled(model, data), name=name)
    elif model.suffix == ".zkgraph":
        graph = read(data)
    else:
        raise Unusable(f"{model}: {model.suffix or 'no'} ending; expected .onnx, .safetensors, .zkgraph or .joblib")
    canonical, names = canonicalise(graph)
    return Loaded(canonical, {ours: theirs for theirs, ours in names.items()})


def _shapes(data: bytes, shapes: tuple[Any, ...]) -> dict[str, tuple[int, ...]]:
    """A shape without a name belongs to the only input."""
    named = dict(shapes)
    if "" in named:
        source = parse(data, DEFAULT)
        weights = {tensor.name for tensor in source.initializers}
        inputs = [port.name for port in source.inputs if port.name not in weights]
        if len(inputs) != 1:
            raise click.UsageError(f"--shape needs the input's name, one of {', '.join(inputs)}: name=1,3,48,192")
        named[inputs[0]] = named.pop("")
    return named


def _unpickled(model: Path, data: bytes) -> Any:
    try:
        import joblib

        return joblib.load(io.BytesIO(data))
    except ImportError as error:
        raise Unusable(f"{model}: reading it needs scikit-learn: pip install scikit-learn") from error
    except Exception as error:  # a pickle raises what the program in it raises
        raise Unusable(f"{model}: cannot be read: {type(error).__name__}: {error}") from error


def _samples(loaded: Loaded, given: dict[str, str]) -> list[Any]:
    """One array for each input, in the graph's order, by the model's own names."""
    names = [loaded.sources.get(port.name, port.name) for port in loaded.graph.inputs]
    if list(given) == [""] and len(names) == 1:
        given = {names[0]: given[""]}
    if set(given) != set(names):
        wanted = " ".join(f"--calibration {name}=x.npy" for name in names)
        raise click.UsageError(f"samples are needed for each input: {wanted}")
    return [_array(Path(given[name])) for name in names]


def _array(path: Path) -> Any:
    try:
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except OSError as error:
        raise Unusable(f"{path}: cannot be read: {error.strerror or error}; check the path") from error
    except (ValueError, EOFError, SyntaxError, OverflowError) as error:
        raise Unusable(f"{path}: not an array that np.save wrote: {error}") from error


@contextmanager
def _progress() -> Iterator[Progress]:
    """The stage on standard error, where that is a terminal."""
    with make_console(stderr=True).status("quantising") as status:
        yield lambda what, done, total: status.update(f"{what}: {done} of {total} parts")


def _say(console: Console, graph: Graph, data: bytes) -> None:
    inputs = ", ".join(f"[{', '.join('any' if i == 0 else str(i) for i in port.shape)}]" for port in graph.inputs)
    console.print(
        f"[bold]{graph.kind}[/]: {len(graph.nodes)} operators, {graph.parameters():,} parameters,"
        f" input {escape(inputs)}, digest {digest(data)}"
    )


def _show(console: Console, report: Report, sources: Mapping[str, str]) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("layer")
    table.add_column("value")
    for heading in ("step", "range", "rms error", "largest", "cosine", "saturated"):
        table.add_column(heading, justify="right")
    for layer in report.layers[:SHOWN_LAYERS]:
        table.add_row(
            layer.op,
            escape(sources.get(layer.source, layer.source)),
            f"2^{-layer.exponent}",
            f"{layer.lowest:.4g} … {layer.highest:.4g}",
            f"{layer.rms_error:.3g}",
            f"{layer.largest_error:.3g}",
            f"{layer.cosine:.6f}",
            f"{100 * layer.saturated / max(layer.elements, 1):.2f} %",
        )
    console.print(table)
    if len(report.layers) > SHOWN_LAYERS:
        console.print(f"… and {len(report.layers) - SHOWN_LAYERS} more: --report FILE has all")
    if report.agreement is not None:
        console.print(f"same class as in floats: {100 * report.agreement:.2f} % of {report.samples} samples")
    if report.float_accuracy is not None and report.int8_accuracy is not None:
        console.print(f"right: float {100 * report.float_accuracy:.2f} %, int8 {100 * report.int8_accuracy:.2f} %")


def _named(report: dict[str, Any], sources: Mapping[str, str]) -> dict[str, Any]:
    for layer in report["layers"]:
        layer["source"] = sources.get(layer["source"], layer["source"])
    return report
