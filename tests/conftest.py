"""Scenario files below here are what tests read, many of them wrong; none is a test itself."""

from hypothesis import HealthCheck, settings

collect_ignore_glob = ["*.scenario.yaml", "*.scenario.yml"]

# how long a test may take says something of the machine, not of what it tests
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")
