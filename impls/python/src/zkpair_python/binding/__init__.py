"""The language border: what a call, a record, an error, an array, a list and a stage of work cost within Python."""
