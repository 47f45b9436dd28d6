"""How fast the whole app is: change to repaint, animation, start, memory, gallery."""
