"""Bug cases that travel: a scenario and all it needs in one file, and that file read with care."""
