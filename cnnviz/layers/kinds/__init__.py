"""The kinds of layer, one in each file; every file here adds one to the palette."""
