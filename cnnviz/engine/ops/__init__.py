"""The public operations, a file each; `cnnviz.engine` offers all of them."""
