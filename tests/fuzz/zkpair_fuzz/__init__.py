"""Fuzzing of everything that reads what others wrote: `python -m zkpair_fuzz --help`, `make fuzz`, tests/fuzz."""
