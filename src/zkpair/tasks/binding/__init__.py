"""Tasks of the language border: what it costs a call, a record, an error, an array, a list, a stage of work."""
