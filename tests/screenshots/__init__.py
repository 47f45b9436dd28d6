"""The README's pictures of the app, and the command that makes them."""
