"""The stages look as they did, pixel by pixel.

A change that is wanted is taken over with ``pytest tests/pictures --renew``; look at the
new pictures before committing them. A picture that differs is written beside the
baseline's name into the test's temporary folder, with an image of the difference.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from cnnviz.document.commands import set_view
from cnnviz.document.state import AT_END, Playhead
from cnnviz.scene.marks import Scene, Viewport
from cnnviz.session import Session
from cnnviz.views.render import render
from cnnviz.views.theme import Theme
from cnnviz.words import Words
from tests.first_pipeline import start
from tests.pictures.packing import png

BASELINES = Path(__file__).parent / "baselines"
WIDTH, HEIGHT = 820, 510
LARGEST = 60_000
"""Bytes of one baseline at the most."""
MOMENTS = {
    "Conv2d": (1, Playhead(28, 6, 1.0)),
    "MaxPool2d": (4, Playhead(5, 5, 1.0)),
    "BatchNorm2d": (2, Playhead(0, 3, 0.5)),
    "MaxPool2d at rest": (4, AT_END),
}
"""Which layer of the start scene, and when: in the middle of what it does, or with all maps."""


def scene(name: str) -> Scene:
    """Compose a moment of the start scene."""
    layer, playhead = MOMENTS[name]
    session = Session(set_view(selected=layer, playhead=playhead).apply(start()))
    assert session.state.document.layers[layer - 1].kind == name.split()[0]
    return session.scene(Viewport(WIDTH, HEIGHT))


def drawn(name: str, theme: str) -> QImage:
    """Draw it in English."""
    return render(scene(name), Theme.load(theme), Words("en"), WIDTH, HEIGHT)


def file_of(name: str, theme: str) -> str:
    """Give the name of a baseline."""
    return f"{name.replace(' ', '-')}-{theme}.png"


def pixels(image: QImage) -> NDArray[np.int16]:
    """Red, green and blue, shape (H, W, 3)."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : 3 * image.width()].reshape(image.height(), -1, 3).astype(np.int16)


def difference(one: NDArray[np.int16], other: NDArray[np.int16]) -> QImage:
    """White where two pictures are the same, darker where they are not."""
    far = np.abs(one - other).max(axis=2)
    shade = np.ascontiguousarray(np.where(far > 0, 160 - far // 2, 255).astype(np.uint8))
    height, width = shade.shape
    return QImage(shade.data, width, height, width, QImage.Format.Format_Grayscale8).copy()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", MOMENTS)
def test_the_stage_looks_as_it_did(
    name: str, theme: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    baseline = BASELINES / file_of(name, theme)
    actual = drawn(name, theme)
    if request.config.getoption("--renew"):
        BASELINES.mkdir(exist_ok=True)
        baseline.write_bytes(png(pixels(actual).astype(np.uint8)))
        assert baseline.stat().st_size <= LARGEST
        return
    expected = QImage(str(baseline))
    assert not expected.isNull(), f"there is no {baseline.name}: pytest tests/pictures --renew"
    assert expected.size() == actual.size()
    one, other = pixels(expected), pixels(actual)
    if not np.array_equal(one, other):
        actual.save(str(tmp_path / f"actual-{baseline.name}"))
        difference(one, other).save(str(tmp_path / f"difference-{baseline.name}"))
        rows, columns = np.nonzero((one != other).any(axis=2))
        pytest.fail(
            f"{len(rows)} pixels differ, in rows {rows.min()}…{rows.max()} and columns "
            f"{columns.min()}…{columns.max()}. Actual picture and difference: {tmp_path}. "
            "If the change is wanted: pytest tests/pictures --renew",
            pytrace=False,
        )


def test_a_baseline_is_small_and_belongs_to_a_stage() -> None:
    names = {file_of(name, theme) for name in MOMENTS for theme in ("light", "dark")}
    found = {path.name: path.stat().st_size for path in BASELINES.glob("*")}
    assert set(found) == names
    assert max(found.values()) <= LARGEST


@pytest.mark.parametrize("name", MOMENTS)
def test_a_picture_is_drawn_the_same_each_time(name: str) -> None:
    assert np.array_equal(pixels(drawn(name, "light")), pixels(drawn(name, "light")))


def test_a_difference_is_found_and_shown() -> None:
    one = pixels(drawn("Conv2d", "light"))
    other = one.copy()
    other[100, 200] = 0
    marked = difference(one, other)
    assert marked.pixelColor(200, 100).red() < 255
    assert marked.pixelColor(0, 0).red() == 255
