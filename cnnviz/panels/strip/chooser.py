"""The menu of the kinds of layer, each with its sentence."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QHideEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from cnnviz.layers import catalogue
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import give_keys_back
from cnnviz.views.fonts import ui_font
from cnnviz.words import text

KIND = Qt.ItemDataRole.UserRole
ABOUT = Qt.ItemDataRole.UserRole + 1
NAME_PX, ABOUT_PX = 13, 12
TALLEST = 560


class _KindDelegate(QStyledItemDelegate):
    """Paints a kind: its name, and under it its sentence."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def fonts(self) -> tuple[QFontMetrics, QFontMetrics]:
        """Measure name and sentence."""
        scale = self._appearance.tools
        return (
            QFontMetrics(ui_font(NAME_PX * scale, bold=True)),
            QFontMetrics(ui_font(ABOUT_PX * scale)),
        )

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Room for two lines."""
        name, about = self.fonts()
        width = max(
            name.horizontalAdvance(str(index.data(KIND))),
            about.horizontalAdvance(str(index.data(ABOUT))),
        )
        return QSize(width + 24, name.height() + about.height() + 12)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = self._appearance.theme
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box: QRect = option.rect.adjusted(1, 1, -1, -1)
        if chosen or over:
            painter.setBrush(theme.colour("selection"))
            painter.setPen(QPen(theme.colour("accent"), 1) if chosen else QPen(Qt.PenStyle.NoPen))
            painter.drawRoundedRect(box, 5, 5)
        name, about = self.fonts()
        scale = self._appearance.tools
        left, top = box.left() + 11, box.top() + 5
        painter.setFont(ui_font(NAME_PX * scale, bold=True))
        painter.setPen(theme.colour("strong"))
        painter.drawText(QPoint(left, top + name.ascent()), str(index.data(KIND)))
        painter.setFont(ui_font(ABOUT_PX * scale))
        painter.setPen(theme.colour("text" if chosen or over else "muted"))
        room = box.width() - 22
        said = about.elidedText(str(index.data(ABOUT)), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPoint(left, top + name.height() + about.ascent()), said)
        painter.restore()


class KindChooser(QFrame):
    """A pop-up list of the catalogue; letters find a kind, Enter takes it.

    Parameters
    ----------
    appearance : Appearance
        Theme, language and text size.
    parent : QWidget
        Whose window it belongs to.

    Attributes
    ----------
    chosen : Signal(str, int)
        The kind, and the place it goes to.
    """

    chosen = Signal(str, int)

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._appearance = appearance
        self._at = 0
        self._list = QListWidget(self)
        self._list.setItemDelegate(_KindDelegate(appearance, self._list))
        self._list.setMouseTracking(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemActivated.connect(self._take)
        self._list.itemClicked.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self._list)
        self.setFocusProxy(self._list)

    @property
    def kinds(self) -> QListWidget:
        """The list."""
        return self._list

    def ask(self, at: int, where: QPoint, above: int) -> None:
        """Ask which kind of layer goes to a place.

        Parameters
        ----------
        at : int
            Place among the layers, from 0.
        where : QPoint
            Top left corner on the screen.
        above : int
            Where to end instead, if there is no room below.
        """
        self._at = at
        words = self._appearance.words
        self.setAccessibleName(words(text("Kinds of layer")))
        self._list.setAccessibleName(words(text("Kinds of layer")))
        self._list.clear()
        for kind, layer in catalogue().items():
            item = QListWidgetItem(kind)
            item.setData(KIND, kind)
            item.setData(ABOUT, words(layer.about))
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, words(layer.about))
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._place(where, above)
        self.show()
        self._list.setFocus(Qt.FocusReason.PopupFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        parent = self.parentWidget()
        if parent is not None:
            give_keys_back(parent)

    def _place(self, where: QPoint, above: int) -> None:
        screen = QGuiApplication.screenAt(where) or self.screen()
        free = screen.availableGeometry()
        frame = 2 * self._list.frameWidth() + 14
        width = self._list.sizeHintForColumn(0) + frame
        height = sum(self._list.sizeHintForRow(i) for i in range(self._list.count())) + frame
        height = min(height, self._appearance.px(TALLEST), free.height() - 16)
        if height < free.height() and self._list.count():
            width += 12
        width = min(width, free.width() - 16)
        left = max(free.left() + 8, min(where.x(), free.right() - width - 8))
        top = where.y()
        if top + height > free.bottom() - 8:
            top = max(free.top() + 8, min(above - height, free.bottom() - 8 - height))
        self.setGeometry(left, top, width, height)

    def _take(self, item: QListWidgetItem) -> None:
        self.close()
        self.chosen.emit(str(item.data(KIND)), self._at)
