"""What all adapters share: availability, provenance, the kernel time of the last run."""

from zkpair_rust import _native, provenance


def crate(*names: str) -> str:
    """`ark-ec 0.6.0, ark-ff 0.6.0`: the versions locked when the extension was built."""
    versions = _native.provenance()["crates"]
    return ", ".join(f"{name} {versions.get(name, 'unknown')}" for name in names)


class Adapter:
    """The members that do not depend on the operation (docs/contract.md)."""

    parallel = True

    def __init__(self) -> None:
        self._kernel_ns = 0

    def available(self) -> str | None:
        """None, or why this build must not be measured."""
        return provenance.check()

    def provenance(self) -> dict[str, object]:
        """What the extension says of itself."""
        return provenance.embedded()

    def kernel_ns(self) -> int:
        """Nanoseconds of the last run inside Rust, past the conversion of numbers."""
        return self._kernel_ns
