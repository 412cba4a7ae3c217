"""Shrinking: the smallest scenario that still fails as a given one does."""
