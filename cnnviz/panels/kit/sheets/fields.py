"""Style sheet of what is typed into, ticked or dragged."""

SHEET = """
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit, QTextEdit, QTextBrowser {
    background: $raised; color: $text; border: 1px solid $border; border-radius: $px6;
    padding: $px3 $px8; min-height: $px18;
    selection-background-color: $accent; selection-color: $accent_text;
}
QPlainTextEdit, QTextEdit, QTextBrowser { padding: $px6; }
QLineEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QComboBox:hover { border-color: $edge; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus,
QPlainTextEdit:focus, QTextEdit:focus, QTextBrowser:focus {
    border: 2px solid $strong; padding: $in3 $in8;
}
QPlainTextEdit:focus, QTextEdit:focus, QTextBrowser:focus { padding: $in6; }
QComboBox:focus { padding-right: $in22; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {
    color: $faint; background: $window;
}
QLineEdit[look="cell"], QLineEdit[look="cell"]:focus {
    border: 2px solid $strong; border-radius: 0; padding: 0; min-height: 0;
}
QLineEdit[readOnly="true"] { background: transparent; }
QLineEdit[refused="true"] { border: 2px solid $warning; padding: $in3 $in8; }

QSpinBox QLineEdit, QDoubleSpinBox QLineEdit, QComboBox QLineEdit {
    border: none; padding: 0 $px6; min-height: 0; background: transparent;
}
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {
    width: $px16; border: none; background: transparent;
}
QSpinBox::up-button:hover, QSpinBox::down-button:hover,
QDoubleSpinBox::up-button:hover, QDoubleSpinBox::down-button:hover { background: $hover; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {
    image: url($chevron_up); width: $px10; height: $px10;
}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
    image: url($chevron); width: $px10; height: $px10;
}

QComboBox { padding-right: $px22; }
QComboBox::drop-down {
    border: none; width: $px20; subcontrol-origin: padding; subcontrol-position: center right;
}
QComboBox::down-arrow { image: url($chevron); width: $px12; height: $px12; }
QComboBox QAbstractItemView { border: 1px solid $border; padding: $px4; background: $raised; }

QCheckBox, QRadioButton { color: $text; spacing: $px7; background: transparent; }
QCheckBox:disabled, QRadioButton:disabled { color: $faint; }
QCheckBox::indicator, QRadioButton::indicator {
    width: $px14; height: $px14; border: 1px solid $edge; border-radius: $px4;
    background: $raised;
}
QRadioButton::indicator { width: $ring; height: $ring; border-radius: $ring_round; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $strong; }
QCheckBox::indicator:checked {
    background: $accent; border-color: $accent; image: url($tick);
}
QCheckBox::indicator:checked:focus { border: 2px solid $strong; }
QRadioButton::indicator:checked { background: $raised; border: $dot solid $accent;
    width: $ring_in; height: $ring_in;
}

QSlider { background: transparent; min-height: $px22; }
QSlider::groove:horizontal { height: $groove; border-radius: $px2; background: $grid; }
QSlider::sub-page:horizontal { height: $groove; border-radius: $px2; background: $accent; }
QSlider::handle:horizontal {
    width: $even12; height: $even12; margin: -$knob_over 0; border-radius: $knob_round;
    background: $strong; border: 1px solid $panel;
}
QSlider::handle:horizontal:hover { background: $accent; }
QSlider::handle:horizontal:focus {
    background: $panel; border: 2px solid $strong; width: $knob_in; height: $knob_in;
}
QSlider::sub-page:horizontal:disabled { background: $faint; }
QSlider::handle:horizontal:disabled { background: $faint; }
QSlider[role="weight"]::sub-page:horizontal { background: $weight; }
QSlider[role="weight"]::handle:horizontal:hover { background: $weight; }
QSlider[role="write"]::sub-page:horizontal { background: $write; }
QSlider[role="write"]::handle:horizontal:hover { background: $write; }
QSlider[role="stat"]::sub-page:horizontal { background: $stat; }
"""
