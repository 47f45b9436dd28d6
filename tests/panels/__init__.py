"""Tests of the panels, driven with mouse and keys."""
