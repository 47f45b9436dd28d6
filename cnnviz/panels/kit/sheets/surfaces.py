"""Style sheet of what things lie on: windows, panels, hairlines, labels, tooltips."""

SHEET = """
QMainWindow, QDialog, QMessageBox { background: $window; }
QMainWindow::separator { background: $border; width: 1px; height: 1px; }
QSplitter::handle { background: $border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }

*[surface="window"] { background: $window; }
*[surface="panel"] { background: $panel; }
*[surface="raised"] { background: $raised; border: 1px solid $border; border-radius: $px8; }
*[surface="warning"] {
    background: $warning_wash; border: 1px solid $warning; border-radius: $px8;
}
*[surface="hairline"] { background: $border; }

QLabel { background: transparent; color: $text; }
QLabel:disabled { color: $faint; }
QLabel[look="muted"] { color: $muted; }
QLabel[look="heading"] { color: $muted; }
QLabel[look="title"] { color: $strong; }
QLabel[look="warning"] { color: $warning; }
QLabel[look="read"] { color: $read; }
QLabel[look="weight"] { color: $weight; }
QLabel[look="write"] { color: $write; }
QLabel[look="stat"] { color: $stat; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QFrame[frameShape="4"], QFrame[frameShape="5"] { color: $border; background: $border; border: 0; }

QToolTip {
    background: $raised; color: $text; border: 1px solid $border;
    padding: $px4 $px7; font-size: $px12;
}

QStatusBar { background: $panel; color: $muted; border-top: 1px solid $border; }
QStatusBar::item { border: none; }
QProgressBar {
    background: $grid; border: none; border-radius: $px3; height: $px6;
    text-align: center; color: transparent;
}
QProgressBar::chunk { background: $accent; border-radius: $px3; }
QGroupBox {
    border: 1px solid $border; border-radius: $px8; margin-top: $px14; padding: $px10 $px8 $px8;
}
QGroupBox::title { subcontrol-origin: margin; left: $px8; color: $muted; }
"""
