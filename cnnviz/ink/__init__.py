"""Ink on an image: the strokes of a pen, and the digits that come with the app."""
