"""The judges' own arithmetic: small, readable, independent of every implementation."""
