//! Benchmarks alone, see `benches/overhead.rs`: `make overhead` runs them and puts them into the newest run.
