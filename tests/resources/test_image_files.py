"""The bundled images are small, complete, and credited."""

from __future__ import annotations

from cnnviz.document.pictures import read_picture
from cnnviz.paths import resource


def test_the_images_stay_small():
    assert sum(p.stat().st_size for p in resource("images").iterdir()) < 2_500_000


def test_no_photograph_has_a_side_over_512():
    for path in [*resource("images").glob("*.png"), *resource("images").glob("*.jpg")]:
        assert max(read_picture(path).pixels.shape) <= 512, path.name


def test_every_bundled_file_is_credited():
    credits = resource("CREDITS.md").read_text(encoding="utf-8")
    for path in resource("images").iterdir():
        assert f"`{path.name}`" in credits
    for path in resource("fonts").glob("OFL-*.txt"):
        assert path.name in credits
