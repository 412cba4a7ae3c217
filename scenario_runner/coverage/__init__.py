"""How much of its graphs a run has gone through, and what would go through the rest."""
