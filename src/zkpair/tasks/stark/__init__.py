"""STARKs: a trace to a proof, a proof to a verdict, and the low-degree test (FRI) alone."""
