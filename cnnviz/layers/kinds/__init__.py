"""One file for each kind of layer; a file that stands here is in the palette."""
