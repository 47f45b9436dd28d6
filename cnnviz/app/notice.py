"""A line at the foot of the stage that says what happens, and goes away by itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnnviz.app.waiting import PATIENCE_MS, ProgressBar, Work
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import IconButton, TextButton, TextLabel
from cnnviz.session import Presented
from cnnviz.words import Text, text

LONG_MS, SHORT_MS = 12_000, 3_000


class Notice(QWidget):
    """A card over the stage; errors stay longer than confirmations.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    over : QWidget
        What it floats over.
    above : QWidget
        The child of `over` that it must leave free.
    """

    def __init__(self, appearance: Appearance, over: QWidget, above: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._over, self._above, self._appearance = over, above, appearance
        self._label = TextLabel(appearance, text(""))
        self._label.setWordWrap(True)
        close = IconButton(appearance, "remove", text("close this note"))
        close.clicked.connect(self.hide)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 8, 8, 8)
        self.bar = ProgressBar(self)
        self.cancel = TextButton(appearance, text("Cancel"), parent=self)
        self._work: Work | None = None
        self._begun: tuple[Text, Work] | None = None
        self.bar.ended.connect(self._fall_silent)
        self.cancel.clicked.connect(self._stop)
        self._row.addWidget(self._label, 1)
        self._row.addWidget(self.bar)
        self._row.addWidget(self.cancel)
        self._row.addWidget(close)
        self._at_top = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._show_lasting)
        over.installEventFilter(self)
        appearance.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    @property
    def said(self) -> str:
        """What it says, in the language of the moment; empty while it is hidden."""
        return self._label.text() if not self.isHidden() else ""

    def warn(self, said: Text) -> None:
        """Say what could not be done."""
        self._say(said, "warning", LONG_MS)

    def stand_at_top(self, at_top: bool) -> None:
        """Lie at the end of a presentation's title line, which is no arithmetic, or at the foot."""
        self._at_top = at_top
        self._place()

    def forget_mended(self, old: Presented, new: Presented) -> None:
        """Take an error away once the document has changed after it."""
        if self._role == "warning" and new.document is not old.document:
            self.hide()

    def tell(self, said: Text) -> None:
        """Say what was done."""
        self._say(said, "write", SHORT_MS)

    def follow(self, said: Text, work: Work) -> None:
        """Say what is being done and how far it is, if it lasts longer than half a second."""
        self._begun = said, work
        self._patience.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep its place when what it floats over changes size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _say(self, said: Text, role: str, stay: int | None, work: Work | None = None) -> None:
        self._label.say(said)
        self._work = work
        self.bar.follow(work)
        for each in (self.bar, self.cancel):
            each.setVisible(work is not None)
        self.setAccessibleName(self._label.text())
        self._role = role
        self._restyle()
        self.show()
        self.raise_()
        self._place()
        self._timer.stop()
        if stay is not None:
            self._timer.start(stay)

    def _show_lasting(self) -> None:
        if self._begun is not None and self._begun[1].busy:
            said, work = self._begun
            self._say(said, "write", None, work)
        self._begun = None

    def _stop(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def _fall_silent(self) -> None:
        """Go away with the work that it told of, unless something else has been said."""
        if self._work is not None:
            self.hide()

    _role = "write"

    def _place(self) -> None:
        most = min(self._appearance.px(560), self._over.width() - 40)
        width = min(most, self._wide()) if self._at_top else most
        self.setFixedWidth(max(width, 120))
        height = self._row.heightForWidth(self.width())
        self.setFixedHeight(max(height, self._appearance.px(40)))
        free = self._over.width() - self.width()
        if self._at_top:
            self.move(free - 20, 8)
        else:
            self.move(free // 2, self._above.y() - self.height() - 8)

    def _wide(self) -> int:
        """How wide it is with what it says in one line."""
        said = self._label.fontMetrics().horizontalAdvance(self._label.text())
        return said + self._row.sizeHint().width() - self._label.sizeHint().width() + 4

    def _restyle(self) -> None:
        theme = self._appearance.theme
        self.bar.setFixedWidth(self._appearance.px(120))
        edge = theme.warning if self._role == "warning" else theme.write
        self.setStyleSheet(
            f"QWidget#notice {{ background: {theme.raised}; border: 1px solid {theme.border};"
            f" border-left: 4px solid {edge}; border-radius: 8px; }}"
        )
