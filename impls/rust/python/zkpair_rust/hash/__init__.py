"""Hash functions and Merkle trees."""

from zkpair_rust.hash.merkle_tree import merkle_tree

__all__ = ["merkle_tree"]
