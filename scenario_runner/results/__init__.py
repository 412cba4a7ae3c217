"""What a run found: the results, their JSON, their counts."""
