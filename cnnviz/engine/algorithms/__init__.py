"""The ways to compute a convolution, one in each file; `dispatch` says which and why."""
