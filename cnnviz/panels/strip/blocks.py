"""Blocks of layers that stand behind each other more than once, and the card of a folded one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cnnviz.panels.strip.content import CardContent
from cnnviz.words import Words, text


def repeated(kinds: Sequence[str]) -> tuple[range, ...]:
    """Find blocks of at least two layers that are repeated directly.

    Parameters
    ----------
    kinds : sequence of str
        The kind of each layer.

    Returns
    -------
    tuple of range
        The layers of each block, in order; every repetition is a block of its own. Where
        several would do, the repetition that covers most layers with the shortest block.
    """
    blocks: list[range] = []
    start = 0
    while start < len(kinds):
        times, size = max(_repetitions(kinds, start), key=lambda each: each[0] * each[1])
        if times > 1:
            blocks += [range(start + i * size, start + (i + 1) * size) for i in range(times)]
        start += times * size if times > 1 else 1
    return tuple(blocks)


def _repetitions(kinds: Sequence[str], start: int) -> list[tuple[int, int]]:
    """How often each block that begins here is repeated, and its size; shortest first."""
    found = [(1, 1)]
    for size in range(2, (len(kinds) - start) // 2 + 1):
        block, times = kinds[start : start + size], 1
        while kinds[start + times * size : start + (times + 1) * size] == block:
            times += 1
        if times > 1:
            found.append((times, size))
    return found


def folded(contents: Sequence[CardContent], words: Words) -> CardContent:
    """Fill the card that stands for a block: what its last layer gives.

    Parameters
    ----------
    contents : sequence of CardContent
        The cards of its layers.
    words : Words
        The language.
    """
    first, last = contents[0], contents[-1]
    title = words(text("{count} layers", count=len(contents)))
    kinds = ", ".join(each.title for each in contents)
    return replace(
        last,
        title=title,
        name="",
        summary=f"{first.title} … {last.title}",
        folded=len(contents),
        hint="\n".join((kinds, words(text("Click to unfold this block.")))),
        spoken=", ".join(part for part in (title, kinds, last.shape) if part),
    )
