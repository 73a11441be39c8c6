"""A pair that a stranger could have written: a task and implementations, good ones and bad ones."""
