"""Suites: which cases there are, which are wanted, and playing them in processes of their own."""
