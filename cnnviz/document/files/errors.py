"""Errors of reading and writing scene files, with messages for the user."""

from __future__ import annotations

import errno

from cnnviz.document.naming import display_name as display_name
from cnnviz.words import Text, text


class FileError(Exception):
    """A scene file cannot be read or written.

    Parameters
    ----------
    message : Text
        What is wrong and what to do.
    """

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


def damaged(name: str) -> FileError:
    """Make the error for a damaged scene file."""
    return FileError(
        text(
            "{name} is damaged or cut short. Open an older copy of it, if there is one.", name=name
        )
    )


def foreign(name: str) -> FileError:
    """Make the error for a file that is not a scene."""
    return FileError(
        text("{name} is not a cnnviz scene. Choose a file that cnnviz has saved.", name=name)
    )


def locked(name: str) -> FileError:
    """Make the error for an encrypted file."""
    return FileError(
        text("{name} is locked with a password. Save the scene again without one.", name=name)
    )


def newer(name: str) -> FileError:
    """Make the error for a scene file of a newer version."""
    return FileError(
        text("{name} needs a newer cnnviz than this one. Install the current version.", name=name)
    )


def too_large(name: str) -> FileError:
    """Make the error for a file that is larger than any scene."""
    return FileError(
        text("{name} holds more than a scene can. It was not made by cnnviz as it is.", name=name)
    )


def unreadable(name: str, error: OSError) -> FileError:
    """Make the error for a file that could not be opened."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return FileError(
            text("{name} is not there any more. Check the name, or choose another.", name=name)
        )
    return FileError(
        text(
            "{name} cannot be read. Check that you are allowed to open it, or copy it elsewhere.",
            name=name,
        )
    )


def unwritable(name: str, error: OSError) -> FileError:
    """Make the error for a file that could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        said = text(
            "There is no room on the disk for {name}. Free some, and save again.", name=name
        )
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        said = text("{name} cannot be written here. Save it in a folder of your own.", name=name)
    elif error.errno in (errno.ENOENT, errno.ENOTDIR):
        said = text("The folder of {name} is not there any more. Choose another.", name=name)
    elif error.errno in (errno.ENAMETOOLONG, errno.EINVAL):
        said = text("{name} is a name that this disk does not take. Choose another.", name=name)
    else:
        said = text("{name} could not be written. Save it in another place.", name=name)
    return FileError(said)
