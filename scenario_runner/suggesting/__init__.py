"""Suggesting: branches that a scenario does not tell yet, each played before it is shown."""
