"""Linear regression: fit and predict."""
