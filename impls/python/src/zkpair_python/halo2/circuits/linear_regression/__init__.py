"""Predictions of a quantised linear regression, and their sum: witness ten features a row, public Σ y_i."""
