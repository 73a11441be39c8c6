"""Proof that the implementations of a cell do the same work, before any clock starts.

`checks` runs them; `cache` remembers what was proven for which sources; `conform` is the door.
"""
