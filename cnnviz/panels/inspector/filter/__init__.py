"""The filters of a Conv2d: which one, by name, number by number."""
