"""One file for each chapter; a scene that stands in its ``SCENES`` is in the menu."""
