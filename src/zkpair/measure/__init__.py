"""Measuring: blocks of interleaved turns in fresh processes, memory, throughput, energy, controls, and the plan of a
run."""
