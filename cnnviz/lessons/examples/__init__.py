"""One file for each chapter; an example that is listed in its ``EXAMPLES`` is in the menu."""
