"""Hash functions of the STARK family and the trees over them."""
