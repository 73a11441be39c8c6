# Two commands matter: `make demo` (a charted verdict from nothing) and `make test` (everything that guards the project).
# The work is done by tools/*.py; this file only names it.

PYTHON ?= python3
PY := .venv/bin/python
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format simd peers fuzz truth soundness bench overhead asv asv-quick wasm-check clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-20s %s\n", $$1, $$2}'

setup:  ## make .venv, fetch what is missing, build the Rust extension
	@command -v $(PYTHON) >/dev/null || { echo "zkpair needs Python 3.11 or newer: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) tools/setup.py $(SETUP_ARGS)

demo: setup  ## from nothing to a charted verdict: prove equal work, measure for some minutes, write the report
	@.venv/bin/zkpair run --quick --report $(ARGS)

test: setup  ## everything that guards the project: tests, lint, types, stubs (Python and Rust)
	@$(PY) tools/check.py $(ARGS)

lint: setup  ## the fast part of test: ruff, mypy, clippy, rustfmt, stubs
	@$(PY) tools/check.py --lint $(ARGS)

format: setup  ## put Python and Rust into their one form
	@$(PY) tools/check.py --format

simd: setup  ## the plonky3 library of every SIMD level (setup builds scalar and this CPU's best)
	@$(PY) tools/simd_levels.py $(ARGS)

peers: setup  ## install the systems that others wrote and measure beside them (impls/peers)
	@$(PY) tools/peers.py $(ARGS)

fuzz: setup  ## fuzz every parser for FUZZ_MINUTES (default 60)
	@$(PY) tools/fuzz.py $(ARGS)

truth: setup  ## repeat the experiments behind docs/methodology.md
	@.venv/bin/zkpair truth $(ARGS)

soundness: setup  ## every alteration of every proof, in both languages; writes the committed table
	@$(PY) tools/soundness.py $(ARGS)

bench: setup  ## every pair as a pytest-benchmark group: for local loops, never a verdict
	@$(PY) -m pytest tests/bench/bench_pairs.py -q --benchmark-columns=median,iqr,rounds --benchmark-sort=min --benchmark-group-by=group --benchmark-max-time=0.5 --benchmark-min-rounds=3 $(ARGS)

overhead: setup  ## what our path to a library costs over calling it bare (criterion, minutes), into the newest run
	@$(PY) tools/overhead.py $(ARGS)

asv: setup  ## measure COMMITS (default HEAD^!) with asv and publish pages that work without a network
	@$(PY) tools/asv_run.py run $(COMMITS) $(ARGS)

asv-quick: setup  ## the working tree as it is, with asv, without a build (at most 60 s)
	@$(PY) tools/asv_run.py quick $(ARGS)

wasm-check: setup  ## build the engines for WebAssembly, say its size, run the golden graphs in it
	@$(PY) tools/wasm_check.py

clean:  ## remove what was built and cached (not results, not reports)
	@rm -rf .venv .cache .asv impls/rust/target impls/rust/python/zkpair_rust/_native*.so impls/rust/plonky3/target impls/rust/python/zkpair_rust/plonky3/levels .mypy_cache .ruff_cache .pytest_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
