"""Tasks of inference: fitting a linear model and predicting with it."""
