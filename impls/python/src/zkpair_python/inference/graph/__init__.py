"""Reading a graph file (docs/protocols/inference.md) with the standard library alone: `wire.read` checks everything, so
that an engine can trust what it is given.
"""
