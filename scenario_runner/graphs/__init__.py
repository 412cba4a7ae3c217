"""The one door to LangGraph (with `engine`): references, inline graphs, built values."""
