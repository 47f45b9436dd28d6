"""Style sheet of buttons, of the segments of a choice, and of the chips of a set.

``look`` of a button: *primary* is filled, *outline* is in the accent without filling,
*quiet* has no border until the pointer is over it, *plain* (or none) has one always.
What has the focus has a line of 2 pixels in *strong*, here as everywhere.
"""

SHEET = """
QPushButton, QToolButton {
    background: $raised; color: $text; border: 1px solid $border; border-radius: $px6;
    padding: $px4 $px10; min-height: $px18;
}
QToolButton { padding: $px4; min-width: $px18; }
QPushButton:hover, QToolButton:hover { background: $hover; border-color: $edge; }
QPushButton:pressed, QToolButton:pressed { background: $pressed; }
QPushButton:checked, QToolButton:checked {
    background: $selection; color: $strong; border-color: $accent;
}
QPushButton:disabled, QToolButton:disabled {
    background: transparent; color: $faint; border-color: $border;
}
QPushButton:default { border-color: $accent; }

QPushButton[look="primary"], QToolButton[look="primary"] {
    background: $accent; color: $accent_text; border-color: $accent;
}
QPushButton[look="primary"]:hover, QToolButton[look="primary"]:hover {
    background: $accent_hover; border-color: $accent_hover;
}
QPushButton[look="primary"]:pressed, QToolButton[look="primary"]:pressed {
    background: $accent_pressed; border-color: $accent_pressed;
}
QPushButton[look="primary"]:disabled, QToolButton[look="primary"]:disabled {
    background: $grid; color: $faint; border-color: $border;
}

QPushButton[look="outline"], QToolButton[look="outline"] {
    background: transparent; color: $accent; border-color: $accent;
}
QPushButton[look="outline"]:hover, QToolButton[look="outline"]:hover { background: $selection; }
QPushButton[look="outline"]:disabled { color: $faint; border-color: $border; }

QPushButton[look="quiet"], QToolButton[look="quiet"] {
    background: transparent; border-color: transparent;
}
QPushButton[look="quiet"]:hover, QToolButton[look="quiet"]:hover { background: $hover; }
QPushButton[look="quiet"]:pressed, QToolButton[look="quiet"]:pressed { background: $pressed; }
QPushButton[look="quiet"]:checked, QToolButton[look="quiet"]:checked {
    background: $selection; border-color: $accent;
}

QPushButton[look="chip"] { padding: $px2 $px7; min-height: $px16; }

QToolButton::menu-indicator { image: none; }
QPushButton::menu-indicator {
    image: url($chevron); width: $px12; height: $px12;
    subcontrol-origin: padding; subcontrol-position: right center; right: $px6;
}
QPushButton[menu="true"] { padding-right: $px22; }
QToolButton[popupMode="2"][look="menu"] { padding-right: $px20; }

QPushButton[look="segment"] {
    background: transparent; color: $muted; border: 1px solid transparent;
    border-radius: $px5; padding: $px3 $px8; margin: 0; min-width: 0;
}
QPushButton[look="segment"]:hover { color: $text; background: $hover; }
QPushButton[look="segment"]:checked {
    background: $accent; color: $accent_text; font-weight: bold;
}
QPushButton[look="segment"]:disabled { color: $faint; background: transparent; }
QPushButton[look="segment"]:checked:disabled { background: $grid; }

QPushButton, QToolButton { outline: none; }
QPushButton:focus, QToolButton:focus,
QPushButton[look="primary"]:focus, QToolButton[look="primary"]:focus,
QPushButton[look="outline"]:focus, QToolButton[look="outline"]:focus,
QPushButton[look="quiet"]:focus, QToolButton[look="quiet"]:focus {
    border: 2px solid $strong; padding: $in4 $in10;
}
QToolButton:focus, QToolButton[look="primary"]:focus, QToolButton[look="outline"]:focus,
QToolButton[look="quiet"]:focus { padding: $in4; }
QToolButton[ringed="true"], QToolButton[ringed="true"]:disabled {
    border: 2px solid $strong; padding: $in4;
}
QPushButton[menu="true"]:focus { padding-right: $in22; }
QPushButton[look="segment"]:focus, QPushButton[look="segment"]:checked:focus {
    border: 2px solid $strong; padding: $in3 $in8;
}
"""
