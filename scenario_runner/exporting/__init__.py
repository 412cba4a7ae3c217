"""A plan as a standalone Python script: the same calls, without this tool."""
