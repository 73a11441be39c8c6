"""The language border: what a call, a record, an error, an array, a list and a stage of work cost to cross into Rust.

No adapter here tells a kernel time: reading a clock twice costs as much as many of these calls.
"""
