"""Measures of understanding: the adapter for outside scripts, and the project's own tables."""
