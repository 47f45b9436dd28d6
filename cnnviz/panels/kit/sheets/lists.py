"""Style sheet of menus, lists, tabs and scroll bars."""

SHEET = """
QMenuBar { background: $window; color: $text; border-bottom: 1px solid $border; }
QMenuBar::item { padding: $px4 $px9; border-radius: $px5; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenuBar::item:pressed { background: $pressed; }
QMenu {
    background: $raised; color: $text; border: 1px solid $border; padding: $px5;
}
QMenu::item {
    padding: $px5 $px24 $px5 $px10; border-radius: $px5; border: 1px solid transparent;
}
QMenu::item:selected { background: $selection; color: $strong; border-color: $accent; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $border; margin: $px5 $px6; }
QMenu::icon { padding-left: $px6; }
QMenu::indicator { width: $px14; height: $px14; left: $px4; }
QMenu::indicator:checked { image: url($tick_text); }
QMenu::right-arrow { image: url($chevron_right); width: $px12; height: $px12; }

QListView, QListWidget, QTreeView, QTableView {
    background: $raised; color: $text; border: 1px solid $border; border-radius: $px6;
    padding: $px4; outline: none;
    selection-background-color: $selection; selection-color: $strong;
}
QListView:focus, QTreeView:focus, QTableView:focus {
    border: 2px solid $strong; padding: $in4;
}
QListView::item, QTreeView::item {
    padding: $px4 $px6; border-radius: $px5; border: 1px solid transparent;
}
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected {
    background: $selection; color: $strong; border-color: $accent;
}
QHeaderView::section {
    background: $panel; color: $muted; border: none; border-bottom: 1px solid $border;
    padding: $px4 $px8;
}
QTableView { gridline-color: $border; }

QTabWidget::pane { border: none; border-top: 1px solid $border; }
QTabBar { background: transparent; border: none; }
QTabBar::tab {
    background: transparent; color: $muted; padding: $px5 $px10; border: none;
    border-bottom: 2px solid transparent;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $strong; border-bottom: 2px solid $accent; font-weight: bold; }
QTabBar::tab:focus { color: $strong; border-bottom: 2px solid $strong; }
QTabBar::tab:disabled { color: $faint; }

QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: $px10; }
QScrollBar:horizontal { height: $px10; }
QScrollBar::handle { background: $hatch; border-radius: $px3; margin: $px2; }
QScrollBar::handle:vertical { min-height: $px28; }
QScrollBar::handle:horizontal { min-width: $px28; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
"""
