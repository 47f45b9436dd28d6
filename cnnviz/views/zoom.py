"""Which part of a picture is seen, and how large: zoom about a point, moved by hand."""

from __future__ import annotations

from dataclasses import dataclass

LARGEST = 8.0
NOTCH = 1.25
"""How much larger everything becomes with one notch of the wheel."""


@dataclass(frozen=True)
class Zoom:
    """A view of a picture that is as large as its window.

    Attributes
    ----------
    factor : float
        How much larger than drawn everything is, 1 to 8.
    left, top : int
        The window's corner on the enlarged picture, in logical pixels; whole, so that
        what is sharp stays sharp.
    """

    factor: float = 1.0
    left: int = 0
    top: int = 0

    def about(
        self,
        x: float,
        y: float,
        times: float,
        width: float,
        height: float,
        largest: float = LARGEST,
    ) -> Zoom:
        """Enlarge so that what lies under a point of the window stays there.

        Parameters
        ----------
        x, y : float
            The point in the window, in logical pixels.
        times : float
            How much larger than now; below 1 it becomes smaller.
        width, height : float
            Size of the window in logical pixels.
        largest : float
            How far it may go, at least 1.
        """
        factor = min(max(self.factor * times, 1.0), largest)
        ratio = factor / self.factor
        left, top = (self.left + x) * ratio - x, (self.top + y) * ratio - y
        return Zoom(factor, round(left), round(top)).within(width, height)

    def moved(self, dx: float, dy: float, width: float, height: float) -> Zoom:
        """Move the picture under the window, by logical pixels, as far as there is picture."""
        moved = Zoom(self.factor, round(self.left - dx), round(self.top - dy))
        return moved.within(width, height)

    def within(self, width: float, height: float) -> Zoom:
        """Keep the window, of this size in logical pixels, on the picture."""
        most_left, most_top = ((self.factor - 1) * side for side in (width, height))
        return Zoom(
            self.factor,
            max(0, min(self.left, int(most_left))),
            max(0, min(self.top, int(most_top))),
        )

    def drawn(self, x: float, y: float) -> tuple[float, float]:
        """Give the point of the picture, as it was drawn, that lies under one of the window."""
        return (self.left + x) / self.factor, (self.top + y) / self.factor


WHOLE = Zoom()
"""The whole picture as it was drawn."""
