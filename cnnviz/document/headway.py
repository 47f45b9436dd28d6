"""How far a long piece of work is, and whether it shall go on; any thread may ask or tell."""

from __future__ import annotations


class Cancelled(Exception):
    """Nobody waits for this work any more."""


class Headway:
    """Handed to work that takes long; it tells how far it is and hears when to stop.

    Attributes
    ----------
    part : float
        How much is done, 0 to 1.
    """

    def __init__(self) -> None:
        self.part = 0.0
        self._stopped = False
        self._done = 0

    @property
    def stopped(self) -> bool:
        """Whether the work shall end, done or not."""
        return self._stopped

    def stop(self) -> None:
        """Ask the work to end; it does when it comes to `go_on` next."""
        self._stopped = True

    def go_on(self, done: int, total: int) -> None:
        """Tell of a few more bytes.

        Parameters
        ----------
        done : int
            Bytes that were worked off since the last time.
        total : int
            Bytes that there are in all.

        Raises
        ------
        Cancelled
            If the work shall stop.
        """
        if self._stopped:
            raise Cancelled
        self._done += done
        self.part = min(1.0, self._done / max(total, 1))
