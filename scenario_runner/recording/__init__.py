"""Stored threads become scenarios: tables are read, told as acts, and written as YAML."""
