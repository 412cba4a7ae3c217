"""The same scenarios on several releases of LangGraph, each in an environment of its own."""
