"""zkpair: measure pairs of implementations that are first proven to do the same work."""

__version__ = "0.1.0"
