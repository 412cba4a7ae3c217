"""Values that must not be shown: how they may be spelled, and texts and data without them."""
