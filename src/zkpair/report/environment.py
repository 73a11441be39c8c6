"""The machine, the source and the implementations behind a run, as facts and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zkpair.analysis.findings import Findings
from zkpair.report import format as fmt
from zkpair.report.labels import Labels
from zkpair.report.table import Cell, Column, Row, Table
from zkpair.schema import Environment

MACHINE = ("cpu", "cores", "ram", "os", "kernel", "python", "simd", "virtualised", "load")
CAPABILITIES = ("energy", "counters", "pinning", "memory")


def environment_facts(findings: Findings, environment: Environment, labels: Labels) -> list[tuple[str, str]]:
    machine, source, plan = environment.machine, environment.source, findings.plan
    ram = machine.get("ram_bytes")
    values: dict[str, Any] = {**machine, "ram": fmt.size_bytes(float(ram)) if ram else None}
    facts = [(labels(f"env.{name}"), _text(values.get(name), labels)) for name in MACHINE]
    commit = _text(source.get("commit"), labels) + (f" {labels('dirty')}" if source.get("dirty") else "")
    facts.append((labels("env.commit"), commit))
    facts += [(labels(f"env.{name}"), _text(source.get(name), labels)) for name in ("subject", "branch", "zkpair")]
    facts += [(labels("env.seed"), str(plan.seed)), (labels("env.command"), _command(plan.argv))]
    for name in CAPABILITIES:
        if name in environment.capabilities:
            reason = environment.capabilities[name]
            said = (
                labels("env.measurable")
                if reason is None
                else labels("unmeasured.reason", reason=labels.reason(reason))
            )
            facts.append((labels(f"env.{name}"), said))
    return facts


def _command(argv: Sequence[str]) -> str:
    text = " ".join(argv)
    return text if text.startswith("zkpair") else f"zkpair {text}"


def package_versions(environments: Sequence[Environment]) -> str:
    """Every installed package with its version, as recorded at the start."""
    found: dict[str, str] = {}
    for environment in environments:
        versions = environment.machine.get("versions")
        if isinstance(versions, dict):
            found.update({str(name): str(version) for name, version in versions.items()})
    return ", ".join(f"{name} {version}" for name, version in sorted(found.items(), key=lambda item: item[0].lower()))


def implementation_table(environments: Sequence[Environment], labels: Labels) -> Table:
    columns = [Column(labels("col.implementation")), Column(labels("col.version"))]
    rows = []
    for name, hello in sorted({k: v for e in environments for k, v in e.implementations.items()}.items()):
        attributes, provenance = hello.get("attributes"), hello.get("provenance")
        said = {
            **(attributes if isinstance(attributes, dict) else {}),
            **(provenance if isinstance(provenance, dict) else {}),
        }
        rows.append(Row([Cell(name, "code"), Cell("; ".join(f"{k}: {_text(v, labels)}" for k, v in said.items()))]))
    return Table(labels("col.implementation"), columns, rows)


def _text(value: Any, labels: Labels) -> str:
    match value:
        case None | "":
            return labels("unknown")
        case bool():
            return labels("yes" if value else "no")
        case list() | tuple():
            return ", ".join(f"{v:.2f}" if isinstance(v, float) else str(v) for v in value) or labels("unknown")
        case dict():
            return ", ".join(f"{name} {_text(v, labels)}" for name, v in value.items()) or labels("unknown")
        case _:
            return str(value)
