"""Tasks: operations in no language. One module per operation, each with a `TASK`."""
