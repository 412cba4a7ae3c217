"""Scenario Runner: declarative tests for LangGraph conversations that stop, ask, resume and branch."""

__version__ = "0.1.0"
