"""That the benchmarks of the app run, and that the first picture waits for nothing large."""

from __future__ import annotations

import pytest

from tests.benchmarks.app.child import Home
from tests.benchmarks.app.start import WHOLE, painted


def test_neither_pyqtgraph_nor_pillow_is_imported_before_the_first_picture() -> None:
    home = Home()
    try:
        assert home.run(painted(WHOLE)).more == ()
    finally:
        home.close()


@pytest.mark.parametrize(
    "arguments",
    [
        ("start", "--rounds", "1"),
        ("changes", "--count", "3", "--seconds", "0.2"),
        ("refreshes",),
        ("animation", "--seconds", "0.2"),
        ("gallery", "--count", "9", "--seconds", "0.4"),
        ("memory", "--minutes", "0.01"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_each_part_prints_its_rows(arguments: tuple[str, ...]) -> None:
    home = Home()
    program = (
        "import sys\n"
        "from tests.benchmarks.app.__main__ import main\n"
        "main(sys.argv[1:])\n"
        "print('measured 0 0 whole', flush=True)\n"
        "import os\nos._exit(0)"
    )
    try:
        assert home.run(program, *arguments).more == ("whole",)
    finally:
        home.close()
