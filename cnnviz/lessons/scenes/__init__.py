"""The examples, one file for each chapter; the menu lists the ``SCENES`` of each file."""
