"""What is in the hand: the pen or the eraser, how wide, and what it leaves behind."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from cnnviz.document.state import Batch

WIDEST = 64


class Pen(QObject):
    """The tool that the panel sets and the pad paints with; one for each bridge.

    Attributes
    ----------
    changed : Signal()
        Another tool, width, value or colour.
    erasing : bool
        Whether it takes away.
    size : int
        Width in cells, 1 to 64.
    value : float or None
        What it leaves on a gray image; None is the value that means full.
    colour : tuple of int
        Red, green and blue that it leaves on a colour image, 0 to 255.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.erasing = False
        self.size = 1
        self.value: float | None = None
        self.colour = (255, 255, 255)

    @classmethod
    def of(cls, owner: QObject) -> Pen:
        """Give the pen of a bridge; it is made when first asked for."""
        found = owner.findChild(cls)
        return found if isinstance(found, cls) else cls(owner)

    def take(self, **changes: object) -> None:
        """Change what is given, and say so if it is something else."""
        if "size" in changes:
            changes["size"] = max(1, min(int(str(changes["size"])), WIDEST))
        if any(getattr(self, name) != value for name, value in changes.items()):
            for name, value in changes.items():
                setattr(self, name, value)
            self.changed.emit()

    def ink(self, batch: Batch, erasing: bool | None = None) -> tuple[float, ...]:
        """Give what it leaves in each channel of an image.

        Parameters
        ----------
        batch : Batch
            Tells the channels and the value that means full.
        erasing : bool, optional
            Instead of what is in the hand.
        """
        channels = batch.shape[0]
        if self.erasing if erasing is None else erasing:
            return (0.0,) * channels
        if channels == 1:
            return (batch.peak if self.value is None else self.value,)
        return tuple(part / 255 * batch.peak for part in self.colour)
