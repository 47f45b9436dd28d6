"""The error that says, in cells, why shapes do not fit."""

from __future__ import annotations


class GeometryError(ValueError):
    """Shapes that do not fit together, as a message template and its numbers.

    Parameters
    ----------
    template : str
        An English sentence with ``{name}`` fields. An interface in another
        language translates the template and formats it with ``values``.
    **values : int
        Numbers for the fields: cells, or counts of channels, classes or images.

    Attributes
    ----------
    template : str
        As given.
    values : dict of str to int
        As given.

    Examples
    --------
    >>> error = GeometryError("kernel reaches {reach} cells", reach=7)
    >>> str(error), error.template, error.values
    ('kernel reaches 7 cells', 'kernel reaches {reach} cells', {'reach': 7})
    """

    def __init__(self, template: str, **values: int) -> None:
        super().__init__(template.format(**values))
        self.template = template
        self.values = values

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.template, self.values)


def _rebuild(template: str, values: dict[str, int]) -> GeometryError:
    return GeometryError(template, **values)
