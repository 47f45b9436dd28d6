"""Scenes as values: the marks that are drawn at a moment, in roles and logical pixels."""
