"""The pytest plugin: scenario files are collected, and each branch is a test.

Loading it imports pytest and nothing else: what reads and plays scenarios is imported when the
first scenario file is met. Only pytest's public interface is used.
"""

from __future__ import annotations

from pathlib import Path

import pytest

_SUFFIXES = (".scenario.yaml", ".scenario.yml")


def pytest_addoption(parser: pytest.Parser) -> None:
    """What can be said on the command line and in pytest's configuration."""
    group = parser.getgroup("scenario runner")
    group.addoption(
        "--scenario-report",
        action="append",
        default=[],
        metavar="KIND=PATH",
        help="Write a report of the scenarios, as scenario-runner run --report does. Repeatable.",
    )
    group.addoption(
        "--scenario-in-process",
        action="store_true",
        help="Play scenarios in pytest's own process, for debuggers; what hangs is not ended.",
    )
    group.addoption(
        "--scenario-update-snapshots",
        action="store_true",
        help="Store what steps with a snapshot see, beside their scenarios.",
    )
    group.addoption(
        "--scenario-storage",
        default="",
        metavar="WHERE",
        help="Keep conversations where this says, as scenario-runner run --storage does.",
    )
    parser.addini(
        "scenario_files",
        "Patterns of the scenario files to collect, matched from the right of their paths.",
        type="args",
        default=[f"*{suffix}" for suffix in _SUFFIXES],
    )


def pytest_configure(config: pytest.Config) -> None:
    """Check what was asked for before anything is collected; xdist's workers write no reports."""
    if storage := config.getoption("scenario_storage"):
        from scenario_runner.suite.storing import require_storage  # noqa: PLC0415  # only if asked
        from scenario_runner.suite.usage import UsageFault  # noqa: PLC0415  # as above

        try:
            require_storage(storage)
        except UsageFault as fault:
            raise pytest.UsageError(f"--scenario-storage: {fault.message}") from fault
    if config.getoption("scenario_update_snapshots"):
        from scenario_runner.pytest_plugin.updates import Updates  # noqa: PLC0415  # only if asked

        config.pluginmanager.register(Updates(), "scenario_runner_updates")
    if (asked := config.getoption("scenario_report")) and not hasattr(config, "workerinput"):
        from scenario_runner.pytest_plugin.records import Records  # noqa: PLC0415  # only if asked

        config.pluginmanager.register(Records(config, asked), "scenario_runner_records")


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say what to ask of xdist, where it would spread the branches of a case."""
    if config.getoption("dist", "no") not in {"load", "worksteal"}:
        return None
    return "scenarios: with --dist loadscope the branches of a case stay on one worker"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Scenario files that fit the configured patterns, or were themselves asked for."""
    if not file_path.name.endswith(_SUFFIXES):
        return None
    patterns = parent.config.getini("scenario_files")
    if not parent.session.isinitpath(file_path) and not any(map(file_path.match, patterns)):
        return None
    from scenario_runner.pytest_plugin.nodes import ScenarioFile  # noqa: PLC0415  # reads YAML

    collected: pytest.Collector = ScenarioFile.from_parent(parent, path=file_path)
    return collected
