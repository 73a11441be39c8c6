"""Names and versions of what explains a number: the interpreter and the libraries under an implementation."""

import platform
from importlib.metadata import PackageNotFoundError, version

LANGUAGE = f"{platform.python_implementation()} {platform.python_version()}"


def library(distribution: str) -> str:
    """For example "py_ecc 8.0.0"; for gmpy2 with the GMP underneath."""
    try:
        name = f"{distribution} {version(distribution)}"
    except PackageNotFoundError:
        return f"{distribution} (not installed)"
    if distribution == "gmpy2":
        try:
            import gmpy2
        except ImportError:
            return f"{name} (cannot be imported)"
        name += f" on {gmpy2.mp_version()}"
    return name
