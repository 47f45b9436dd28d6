"""The command line: answers what it can before a window is opened."""

from __future__ import annotations

import argparse
import gc
import sys

from cnnviz import __version__


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    made = argparse.ArgumentParser(
        prog="cnnviz", description="Watch convolution happen: every number, in both directions."
    )
    made.add_argument("path", nargs="?", help="an image (PNG, JPEG, …, NPY) or a .cnnviz scene")
    made.add_argument("--version", action="version", version=f"cnnviz {__version__}")
    made.add_argument("--lang", choices=("en", "ko"), help="language; otherwise the system's")
    made.add_argument("--theme", choices=("light", "dark"), help="colours; otherwise as last time")
    return made


def main(arguments: list[str] | None = None) -> int:
    """Start the app.

    Parameters
    ----------
    arguments : list of str, optional
        The command line without the program's name; `sys.argv` if left out.

    Returns
    -------
    int
        The exit code: 0, or 1 if there is no display.
    """
    chosen = parser().parse_args(arguments)
    from cnnviz.app.display import problem
    from cnnviz.words import Words, environment_language

    reason = problem()
    if reason is not None:
        words = Words(chosen.lang or environment_language() or "en")
        print(f"cnnviz: {words(reason)}", file=sys.stderr)
        return 1
    gc.disable()  # nothing made while starting is garbage; it is let on after the first picture
    from cnnviz.app.start import run

    return run(chosen.path, chosen.lang, chosen.theme)


if __name__ == "__main__":
    raise SystemExit(main())
