"""The models of `inference/predict`: their architectures, how they are trained, and the files that are committed."""
