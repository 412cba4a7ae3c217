"""Scenario files below here are what tests read, many of them wrong; none is a test itself."""

collect_ignore_glob = ["*.scenario.yaml", "*.scenario.yml"]
