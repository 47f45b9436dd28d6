"""The error that tells a student, in cells, why shapes do not fit."""

from __future__ import annotations


class GeometryError(ValueError):
    """Say that shapes cannot work, as a template and its numbers.

    Parameters
    ----------
    template : str
        An English sentence with ``{name}`` fields; a caller that speaks another
        language translates the template and formats it with ``values``.
    **values : int
        The numbers of the sentence, in cells (or counts of channels, images).

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
        """Survive pickling, so that a worker process can raise it."""
        return _rebuild, (self.template, self.values)


def _rebuild(template: str, values: dict[str, int]) -> GeometryError:
    return GeometryError(template, **values)
