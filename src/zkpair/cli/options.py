"""Options that several commands share, and how their text becomes a selection."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from zkpair.measure.selection import Selection, parse_size
from zkpair.registry import Arm, RegistryError

F = TypeVar("F", bound=Callable[..., Any])

RESULTS = Path("results")


class SizesType(click.ParamType[Any]):
    name = "sizes"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return tuple(parse_size(part.strip()) for part in str(value).split(","))
        except ValueError as error:
            return self.fail(f"{error}; example: 2^10,2^12", param, ctx)


class ArmsType(click.ParamType[Any]):
    name = "arms"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return tuple(Arm.parse(part.strip()) for part in str(value).split(","))
        except RegistryError as error:
            return self.fail(f"{error}; example: python,rust@2", param, ctx)


class ParameterType(click.ParamType[Any]):
    name = "name=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        name, separator, wanted = str(value).partition("=")
        if not (name and separator):
            return self.fail(f"{value!r} is not name=value; example: curve=bn254_g1", param, ctx)
        return name, wanted


def selection_options(function: F) -> F:
    """TASKS..., --param (and --model for the most common one), --size (or --batch), --arms."""

    inner = function

    @functools.wraps(inner)
    def with_model(*args: Any, model: str | None, params: tuple[Any, ...], **kwargs: Any) -> Any:
        return inner(*args, params=params if model is None else (*params, ("model", model)), **kwargs)

    function = cast(F, with_model)
    function = click.option("--arms", type=ArmsType(), default=None, help="Arms, e.g. python,rust@2.")(function)
    function = click.option(
        "--size", "--batch", "sizes", type=SizesType(), default=None, help="Sizes, e.g. 2^10,2^12."
    )(function)
    function = click.option("--model", default=None, help="Same as -p model=…: --model lenet.")(function)
    function = click.option(
        *("-p", "--param", "params"),
        multiple=True,
        type=ParameterType(),
        help="A parameter, e.g. -p curve=bn254_g1. Without a value (-p setting=): only what has no such parameter.",
    )(function)
    return click.argument("tasks", nargs=-1)(function)


def selection_of(tasks: tuple[str, ...], params: tuple[Any, ...], sizes: Any, arms: Any) -> Selection:
    return Selection(tasks, dict(params), tuple(sizes or ()), tuple(arms or ()))


seed_option = click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of the cases.")
