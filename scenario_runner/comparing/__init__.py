"""What changed between two runs, branches or releases; what differs from run to run left out."""
