"""Scene files bring back the same state, to the last bit."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from cnnviz.document.files import dump, load, parse, save
from cnnviz.document.state import Batch, CellRef, Document, State
from cnnviz.layers import Layer, catalogue
from cnnviz.layers.base import frozen
from cnnviz.lessons import examples
from cnnviz.session import Session
from tests.first_pipeline import start
from tests.sameness import same
from tests.strategies import states

VERSION_1 = Path(__file__).parent / "version-1.cnnviz"
"""The start scene as version 1 wrote it: map 2, asking, views chosen by kind of layer."""


@settings(max_examples=120)
@given(states(wild=True))
def test_any_state_comes_back_to_the_last_bit(state: State) -> None:
    assert same(parse(dump(state)), state)


@pytest.mark.parametrize("scene", examples(), ids=lambda scene: scene.key)
def test_every_prepared_scene_comes_back(scene: object, tmp_path: Path) -> None:
    state = scene.build()
    save(state, tmp_path / "scene.cnnviz")
    assert same(load(tmp_path / "scene.cnnviz"), state)


@pytest.mark.parametrize("cls", catalogue().values(), ids=catalogue())
def test_a_new_layer_of_every_kind_comes_back(cls: type[Layer]) -> None:
    state = State(Document(Batch(frozen(np.zeros((1, 3, 5, 5))), ("a",)), (cls().fitted(3),)))
    assert same(parse(dump(state)), state)


def test_the_largest_batch_comes_back() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (32, 1, 512, 512)).astype(np.float32)
    state = State(Document(Batch(frozen(pixels), ("p",) * 32, 255.0)))
    assert same(parse(dump(state)), state)


def test_a_layer_behind_one_that_cannot_work_comes_back() -> None:
    state = start()
    broken = state.document.layers[0].with_parameter("padding", "valid")
    broken = broken.with_parameter("kernel_size", (11, 11))
    document = state.document.with_layer(0, broken)
    document = document.with_layers((*document.layers, catalogue()["Conv2d"]()))
    state = dataclasses.replace(state, document=document)
    assert same(parse(dump(state)), state)


def test_the_same_state_gives_the_same_bytes() -> None:
    assert dump(start()) == dump(start())


def test_what_comes_back_cannot_be_written_into() -> None:
    document = parse(dump(start())).document
    arrays = [document.batch.pixels]
    arrays += [getattr(layer, name) for layer in document.layers for name in layer.arrays()]
    assert not any(array.flags.writeable for array in arrays)


def test_a_setting_that_an_older_file_lacks_takes_its_default() -> None:
    state = start()
    assert same(parse(changed(dump(state), b'"padding_mode": "zeros",', b"")), state)


def test_a_file_of_version_1_opens_with_every_layer_explained_in_its_first_way() -> None:
    state = load(VERSION_1)
    assert same(state, dataclasses.replace(start(), map=2, predict=True))
    assert (state.explanations, state.pin) == (("",) * 4, None)


@pytest.mark.parametrize("views", [b"{}", b'{"Conv2d": "gone", "Nothing": "x"}'])
def test_a_file_of_version_1_opens_whatever_views_it_chose(views: bytes) -> None:
    data = changed(VERSION_1.read_bytes(), b'{"Conv2d": "field"}', views)
    assert same(parse(data), load(VERSION_1))


def test_pins_and_explanations_come_back() -> None:
    pin = CellRef(2, "output", (3, 4))
    state = dataclasses.replace(start(), explanations=("field", "value", "", "uses"), pin=pin)
    back = parse(dump(state))
    assert (back.explanations, back.pin) == (("field", "value", "", "uses"), pin)


def test_a_chosen_explanation_that_is_gone_gives_way_to_the_first() -> None:
    state = dataclasses.replace(start(), explanations=("gone", "", "", ""))
    session, usual = Session(parse(dump(state))), Session(start())
    assert session.presented.explanation is usual.presented.explanation


def test_members_that_nobody_asks_for_are_ignored() -> None:
    state = start()
    whole = io.BytesIO(dump(state))
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr("../../outside", b"x")
        archive.writestr("__MACOSX/scene.json", b"x")
    assert same(parse(whole.getvalue()), state)


def changed(data: bytes, old: bytes, new: bytes) -> bytes:
    """Replace a piece of ``scene.json``."""
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(whole, "w") as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == "scene.json":
                content = b"".join(line.strip() for line in content.splitlines())
                assert old in content
                content = content.replace(old, new, 1)
            target.writestr(info.filename, content)
    return whole.getvalue()
