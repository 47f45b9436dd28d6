"""Whatever happens to a scene file, it opens completely or says that it cannot."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from cnnviz.document.evaluation import evaluate
from cnnviz.document.files import FileError, dump, parse
from cnnviz.lessons import examples
from tests.first_pipeline import start
from tests.sameness import same

SCENES = tuple(dump(each.build()) for each in examples() if each.key in ("start", "seven-filters"))
ODD = (
    *(None, True, False, 0, 1, -1, 2, 0.5, -0.0, 1e308, 2**31, 2**63, 10**19, -(10**30)),
    *("", "x", "NaN", "\ud800", "\0", "../x", "ReLU", "arrays/00-weight.npy", "x" * 5000),
    *([], {}, [[]], [0] * 1000, {"a": 1}, [None, None]),
)


def any_bytes(data: bytes, rng: random.Random) -> bytes:
    """Change, drop, repeat or swap some bytes."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 40))):
        place = rng.randrange(len(changed))
        match rng.randrange(5):
            case 0:
                changed[place] = rng.randrange(256)
            case 1:
                changed[place] ^= 1 << rng.randrange(8)
            case 2:
                del changed[place : place + rng.randrange(1, 50)]
            case 3:
                changed[place:place] = rng.randbytes(rng.randrange(1, 50))
            case _:
                changed[place : place + 4] = rng.choice((b"\xff" * 4, bytes(4), b"PK\x05\x06"))
        if not changed:
            return b""
    return bytes(changed)


def any_json(data: bytes, rng: random.Random) -> bytes:
    """Put odd values at random places of ``scene.json``, or drop and rename keys."""
    members = unpacked(data)
    record = json.loads(members["scene.json"])
    for _ in range(rng.choice((1, 1, 1, 3))):
        inner, key = rng.choice(list(places(record)))
        match rng.randrange(6):
            case 0:
                del inner[key]
            case 1 if isinstance(inner, dict):
                inner[rng.choice(("kind", "t", "weight", "?"))] = inner.pop(key)
            case 2:
                other, source = rng.choice(list(places(record)))
                inner[key] = json.loads(json.dumps(other[source]))
            case _:
                inner[key] = rng.choice(ODD)
        if not list(places(record)):
            break
    text = json.dumps(record)
    if rng.random() < 0.2:
        text = text.replace(rng.choice("0123"), rng.choice(("NaN", "1e999", "00", "-Infinity")), 1)
    return packed({**members, "scene.json": text.encode()})


def any_members(data: bytes, rng: random.Random) -> bytes:
    """Exchange, drop, cut or scramble members."""
    members = unpacked(data)
    one, other = rng.choice(list(members)), rng.choice(list(members))
    match rng.randrange(5):
        case 0:
            del members[one]
        case 1:
            members[one], members[other] = members[other], members[one]
        case 2:
            members[one] = members[one][: rng.randrange(len(members[one]))]
        case 3:
            members[one] = any_bytes(members[one], rng)
        case _:
            members[rng.choice(("../x", "/abs", "a" * 500, "b"))] = members.pop(one)
    return packed(members)


@pytest.mark.parametrize("mutate", [any_bytes, any_json, any_members])
@pytest.mark.parametrize("part", range(4))
def test_a_mutation_raises_nothing_but_a_sentence(
    mutate: Callable[[bytes, random.Random], bytes], part: int
) -> None:
    rng = random.Random(part)
    for _ in range(150):
        data = mutate(rng.choice(SCENES), rng)
        try:
            state = parse(data)
        except FileError:
            continue
        evaluate(state.document)
        assert same(parse(dump(state)), state)


def test_a_file_cut_anywhere_is_refused() -> None:
    data = dump(start())
    for length in range(len(data)):
        with pytest.raises(FileError):
            parse(data[:length])


def places(value: Any) -> Any:
    """Name every place in nested JSON: the container and the key."""
    keys = list(value) if isinstance(value, dict) else range(len(value))
    for key in keys:
        yield value, key
        if isinstance(value[key], dict | list):
            yield from places(value[key])


def unpacked(data: bytes) -> dict[str, bytes]:
    """Take a zip apart."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: dict[str, bytes]) -> bytes:
    """Put a zip together."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return whole.getvalue()
