"""The engine: storage and its copies, acts, what was observed. Plan -> Observations."""
