"""Libraries that run our graphs, as implementations of zkpair's `inference/predict`: onnxruntime and torch.

Each is imported where a case is prepared; where it is not installed the implementation says so.
"""
