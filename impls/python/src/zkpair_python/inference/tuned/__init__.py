"""Float graphs with NumPy, planned ahead: what can be done once is done by `prepare`, a run is a list of NumPy calls on
buffers that are there already.
"""
