"""Start the app offscreen and photograph its stages: ``python -m tests.screenshots``.

Every stage is taken in both themes and both languages; ``--readme`` keeps only the
pictures that the README shows, in this folder. ``--examples`` takes three moments of each
example instead, or of those named.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
README = {("conv", "light", "en"), ("batchnorm", "dark", "en"), ("photograph", "light", "ko")}


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("--readme", action="store_true", help="only the README's, beside this file")
    parser.add_argument("--folder", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--size", default="1440x900", help="window, in logical pixels")
    parser.add_argument("--examples", nargs="*", metavar="KEY", help="examples instead of stages")
    parser.add_argument("--presenting", action="store_true", help="before a class")
    chosen = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as home:
        os.environ["CNNVIZ_HOME"] = home
        from tests.screenshots.camera import MOMENTS, of_examples, photograph

        width, height = (int(part) for part in chosen.size.split("x"))
        wanted = README if chosen.readme else None
        folder = HERE if chosen.readme else chosen.folder
        moments = MOMENTS if chosen.examples is None else of_examples(chosen.examples)
        for path in photograph(
            folder, (width, height), wanted, moments, presenting=chosen.presenting
        ):
            print(path)


if __name__ == "__main__":
    main()
