"""The provers and verifiers of `python-tuned`: the readable ones with their steps over NumPy arrays."""
