//! Benchmarks alone, see `benches/overhead`: `make overhead` runs them and puts them into the newest run.
