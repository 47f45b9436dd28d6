"""How convolution and pooling are computed, one algorithm in each file.

`dispatch` chooses among the algorithms for convolution.
"""
