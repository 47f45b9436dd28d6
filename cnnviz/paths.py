"""Where the resources are: beside the package in the repository, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """Find a bundled file or folder.

    Parameters
    ----------
    *parts : str
        Path components below ``resources/``.

    Returns
    -------
    pathlib.Path
        The path; it is not checked for existence.
    """
    installed = _PACKAGE / "resources"
    root = installed if installed.is_dir() else _PACKAGE.parent / "resources"
    return root.joinpath(*parts)
