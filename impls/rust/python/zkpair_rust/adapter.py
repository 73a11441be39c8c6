"""What all adapters share: attributes, availability, provenance, the kernel time of the last run."""

from zkpair_rust import _native, provenance


def crate(*names: str) -> str:
    """`ark-ec 0.6.0, ark-ff 0.6.0`: the versions locked when the extension was built."""
    versions = _native.provenance()["crates"]
    return ", ".join(f"{name} {versions.get(name, 'unknown')}" for name in names)


def described(library: str, algorithm: str, simd: str = "none") -> dict[str, str]:
    """The attributes of an implementation: what explains its numbers."""
    return {"language": "rust", "library": library, "algorithm": algorithm, "simd": simd}


class Adapter:
    """The members that do not depend on the operation (docs/contract.md)."""

    parallel = True
    _kernel_ns = 0

    def available(self) -> str | None:
        """None, or why this build must not be measured."""
        return provenance.check()

    def provenance(self) -> dict[str, object]:
        """What the extension says of itself."""
        return provenance.embedded()

    def kernel_ns(self) -> int:
        """Nanoseconds of the last run inside Rust, past the conversion of numbers."""
        return self._kernel_ns
