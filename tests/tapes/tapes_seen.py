"""What a case saw, without what is another in every run."""


def seen(case):
    """Outcome and state of each step of each branch, without LangChain's ids of its runs."""
    return {
        branch.name: [
            (step.outcome, step.observation and _plain(step.observation.values))
            for step in branch.steps
        ]
        for branch in case.branches
    }


def _plain(data):
    if isinstance(data, dict):
        return {key: _plain(part) for key, part in data.items()}
    if isinstance(data, list):
        return [_plain(part) for part in data]
    return "a run" if isinstance(data, str) and data.startswith("lc_run--") else data
