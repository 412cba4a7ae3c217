"""Results as people and machines read them: console, JUnit, HTML."""
