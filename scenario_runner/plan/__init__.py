"""Plans: a scenario as small operations with symbolic moments. One compiler, three readers."""
