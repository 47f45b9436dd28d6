"""Scene files: a state goes to disk, and comes back to the last bit."""

from cnnviz.document.files.errors import FileError
from cnnviz.document.files.scene import SUFFIX, dump, load, load_steps, parse, save, save_steps

__all__ = ["SUFFIX", "FileError", "dump", "load", "load_steps", "parse", "save", "save_steps"]
