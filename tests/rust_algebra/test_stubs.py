"""The typed face says what the module has, in both directions. (The lint step asks mypy's stubtest as well.)"""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

from zkpair_rust import _native

STUB = Path(_native.__file__).parent / "_native.pyi"


def stub_tree() -> ast.Module:
    return ast.parse(STUB.read_text())


def public(names):
    return {name for name in names if not name.startswith("_")}


def test_every_name_is_in_the_stub_and_every_stub_in_the_module():
    declared = {node.name for node in stub_tree().body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    types_only = {"Provenance"}  # a TypedDict: the module has a plain dict
    assert declared - types_only == public(dir(_native))


def test_classes_have_the_members_of_their_stubs():
    classes = [node for node in stub_tree().body if isinstance(node, ast.ClassDef) and hasattr(_native, node.name)]
    assert len(classes) >= 4
    for node in classes:
        declared = {member.name for member in node.body if isinstance(member, ast.FunctionDef)}
        assert public(declared) == public(vars(getattr(_native, node.name))), node.name


def test_parameters_have_the_names_of_their_stubs():
    functions = [node for node in stub_tree().body if isinstance(node, ast.FunctionDef)]
    assert len(functions) >= 8
    for node in functions:
        actual = list(inspect.signature(getattr(_native, node.name)).parameters)
        assert [argument.arg for argument in node.args.args] == actual, node.name


def test_provenance_has_the_declared_keys():
    declared = next(node for node in stub_tree().body if isinstance(node, ast.ClassDef) and node.name == "Provenance")
    keys = {member.target.id for member in declared.body if isinstance(member, ast.AnnAssign)}
    assert keys == _native.provenance().keys()
