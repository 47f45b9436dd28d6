"""Ways to explain a layer: one file is one explanation."""
