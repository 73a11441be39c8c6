"""The chain of multiplications: x_{i+1} = x_i·(x_i + b) for i = 0 … m − 1, witness x_0, b, public x_m."""
