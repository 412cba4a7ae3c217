"""Expected data beside actual data: matchers, and messages picked by them."""
