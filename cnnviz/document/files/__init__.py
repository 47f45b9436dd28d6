"""Scene files: saving and loading a state without loss."""

from cnnviz.document.files.errors import FileError
from cnnviz.document.files.scene import SUFFIX, dump, load, load_steps, parse, save, save_steps

__all__ = ["SUFFIX", "FileError", "dump", "load", "load_steps", "parse", "save", "save_steps"]
