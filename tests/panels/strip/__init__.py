"""Tests of the pipeline strip."""
