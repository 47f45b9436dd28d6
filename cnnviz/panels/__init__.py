"""Widgets that edit: they read the state, send commands, and never change one another."""
