"""The style sheet in parts, each a template whose ``$names`` are roles and lengths."""
