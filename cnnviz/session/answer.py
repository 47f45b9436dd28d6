"""What the question of an example comes to, in the formulas of its layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cnnviz.engine import GeometryError
from cnnviz.layers import Layer, Shape
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.registry import explanations_of
from cnnviz.trace import Asked, Covered, Line, Span, joined, line
from cnnviz.words import Text, text

if TYPE_CHECKING:  # it holds what is answered here
    from cnnviz.session.present import Presented

Worked = Sequence[tuple[Layer, Shape]]
"""Layers that a question is about, each with the shape of its input."""
TITLES: dict[Asked, Text] = {
    "size": text("Output size"),
    "parameters": text("Parameters"),
    "counts": text("Use count"),
    "padding": text("Padding"),
    "statistics": text("Statistics"),
    "field": text("Receptive field"),
    "factor": text("Factor"),
}
"""What is asked for, named where two questions are answered; they are answered in this order."""
APART = Span("    ")
"""Between the answers of two questions."""


def answer_of(presented: Presented) -> Line:
    """Write what was asked for, once nothing is covered any more.

    Parameters
    ----------
    presented : Presented
        The moment.

    Returns
    -------
    tuple of Span
        One line; empty without a question, before its answer, and where the picture alone
        answers it.
    """
    asked = presented.answered
    if asked is None or presented.stage is None:
        return ()
    layers = presented.layers
    about = layers[: asked.selected] if asked.through else layers[asked.selected - 1 :]
    worked = [(each.layer, each.in_shape) for each in about if each.in_shape is not None]
    if not worked:
        return ()
    answers = {each: _answer(each, worked) for each in TITLES if each in asked.covered}
    told = {each: said for each, said in answers.items() if said}
    if len(told) < 2:
        return next(iter(told.values()), ())
    titled = (line(Span(TITLES[each], "muted"), "  ", *said) for each, said in told.items())
    return joined(titled, APART)


def answering(layer: Layer, asked: Covered) -> Explanation | None:
    """Find the still view of a layer that shows what was asked for; None if there is none."""
    offered = (each for each in explanations_of(layer) if each.still)
    return next((each for each in offered if not asked.isdisjoint(each.tells)), None)


def _answer(asked: Asked, worked: Worked) -> Line:
    """Answer one question: by its own rule, or as an explanation of the layer puts it."""
    rule = _RULES.get(asked)
    if rule is not None:
        return rule(worked)
    offered = (each for each in explanations_of(worked[0][0]) if asked in each.tells)
    return next((each.says(worked) for each in offered if each.says is not None), ())


def _size(worked: Worked) -> Line:
    """Write the formula of one layer's size, or the shapes from layer to layer."""
    told = _told("size", *worked[0]) if len(worked) == 1 else ()
    if told:
        return told
    shapes = [worked[0][1]]
    for layer, shape in worked:
        try:
            after = layer.out_shape(shape)
        except GeometryError:
            break
        if after != shapes[-1]:
            shapes.append(after)
    named = [line(Span(" × ".join(map(str, shape)))) for shape in shapes]
    named[-1] = (replace(named[-1][0], role="write"),)
    return joined(named, Span(" → ", "muted"))


def _parameters(worked: Worked) -> Line:
    """Write the numbers of learned parameters, and what they come to together."""
    learning = [each for each in worked if each[0].parameter_count()]
    if not learning:
        return _told("parameters", *worked[0], last=True)  # it may save some in another layer
    if len(learning) == 1:
        return _alone(*learning[0])
    counts = [layer.parameter_count() for layer, _ in learning]
    parts = [_product(_told("parameters", *each)) for each in learning]
    products = (" + ".join(parts), " = ") if all(parts) else ()
    counted = " + ".join(f"{each:,}" for each in counts)
    return line(*products, counted, " = ", Span(f"{sum(counts):,}", "write"))


def _alone(layer: Layer, shape: Shape) -> Line:
    """Write how many parameters one layer has, and of which they are."""
    told = _told("parameters", layer, shape)
    labels = layer.arrays()
    sizes = [(labels[name], int(getattr(layer, name).size)) for name in layer.learned()]
    parts = [_part(label, count) for label, count in sizes if count]
    all_count = sum(count for _, count in sizes) == layer.parameter_count()
    if len(parts) < 2 or not all_count or not told:
        return told
    named = joined(parts, Span(" + "))
    return (*told[:-1], *named, Span(" = "), told[-1])


def _part(label: str, count: int) -> Line:
    said: Text | str = f"{count:,} {label}"
    if label == "weight":
        said = text("1 weight") if count == 1 else text("{count} weights", count=f"{count:,}")
    elif label == "bias":
        said = text("1 bias") if count == 1 else text("{count} biases", count=f"{count:,}")
    return (Span(said),)


def _product(told: Line) -> str:
    """Give what stands before a number of parameters; empty where that is no plain product."""
    before = "".join(str(span.text) for span in told[:-1]).removesuffix(" = ")
    return "" if "=" in before else before


def _told(asked: Asked, layer: Layer, shape: Shape, *, last: bool = False) -> Line:
    """Find the lines with which a layer's first formula about it, or its last, tells something."""
    try:
        formulas = layer.formulas(shape)
    except GeometryError:
        return ()
    for formula in reversed(formulas) if last else formulas:
        lines = [each for each in formula.lines if any(asked in span.tells for span in each)]
        if lines:
            return joined(lines, APART)
    return ()


_RULES: dict[Asked, Callable[[Worked], Line]] = {
    "size": _size,
    "parameters": _parameters,
    "factor": lambda worked: _told("factor", *worked[0]),
}
