"""A project with the shipped scenarios in it, and their scripts."""

import shutil

import pytest
from exported import PROJECT, SCENARIOS, play, script_of


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """What a user of the application has: the graphs and the scenarios, nothing of the tool."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(PROJECT / "scenarios", folder / "scenarios")
    shutil.copy(PROJECT / "pyproject.toml", folder)
    return folder


@pytest.fixture(scope="session")
def scripts(project):
    """By scenario file: its script, which is also in the project."""
    told = {file: script_of(file, project) for file in SCENARIOS}
    for file, source in told.items():
        (project / script_name(file)).write_text(source)
    return told


@pytest.fixture(scope="session")
def played(project, scripts):
    """By scenario file: what its script raised; None for nothing."""
    ended = play([script_name(file) for file in scripts], project)
    return {file: ended[script_name(file)] for file in scripts}


def script_name(file):
    """The file of a scenario's script."""
    return file.replace("/", "-").replace(".scenario.yaml", ".py")
