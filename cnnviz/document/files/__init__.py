"""Scene files: a state goes to disk, and comes back to the last bit."""

from cnnviz.document.files.errors import FileError
from cnnviz.document.files.scene import SUFFIX, dump, load, parse, save

__all__ = ["SUFFIX", "FileError", "dump", "load", "parse", "save"]
