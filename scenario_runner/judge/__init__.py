"""Judging: expectations and built-in checks against observations. Pure."""
