"""What a worker loads with the package: nothing but itself and the standard library."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from zkpair_rust import _native

PACKAGE = Path(_native.__file__).parent


def test_no_adapter_brings_numpy():
    """A worker holds nothing that its implementation does not need: NumPy alone is 13 MB."""
    modules = [".".join(("zkpair_rust", *p.relative_to(PACKAGE).with_suffix("").parts)) for p in PACKAGE.rglob("*.py")]
    modules = [name.removesuffix(".__init__") for name in modules]
    assert {"zkpair_rust.algebra.ntt", "zkpair_rust.snark.groth16_prove", "zkpair_rust.inference.fit"} <= set(modules)
    code = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "made = [m.Rust() for n, m in sys.modules.items() if n.startswith('zkpair_rust.') and hasattr(m, 'Rust')]\n"
        "assert all(adapter.available() is None for adapter in made) and len(made) >= 9, made\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    code = f"import sys; sys.path[:0] = [{str(PACKAGE.parent)!r}]\n{code}"
    answer = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    loaded = set(answer.stdout.split())
    assert "zkpair_rust" in loaded
    assert {name for name in loaded if name not in sys.stdlib_module_names} <= {
        "zkpair_rust",
        "__main__",
        "__mp_main__",
    }
