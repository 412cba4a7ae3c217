"""What docs/editor.md shows: its commands run, and its scenario passes and fits the schema."""

import json
import re
import shlex
import shutil

import jsonschema
import pytest
import yaml
from shipped import PROJECT, command

PAGE = (PROJECT / "docs" / "editor.md").read_text()


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(PROJECT / "scenarios", folder / "scenarios")
    shutil.copy(PROJECT / "pyproject.toml", folder)
    return folder


def test_the_schema_of_the_graph(checkout):
    """Is printed, and the scenario below it fits it and passes."""
    line, target = blocks("sh")[0].strip().split(" > ")
    made = command(*shlex.split(line)[1:], cwd=checkout)
    assert (made.returncode, made.stderr) == (0, "")
    (text,) = blocks("yaml")
    assert text.startswith(f"# yaml-language-server: $schema={target}\n")
    (checkout / "a.scenario.yaml").write_text(text)
    jsonschema.validate(yaml.safe_load(text), json.loads(made.stdout))
    done = command("run", "a.scenario.yaml", cwd=checkout)
    assert done.returncode == 0, done.stdout


def test_names_are_checked(checkout):
    """As shown."""
    _, line, *_ = blocks("sh")
    assert command(*shlex.split(line)[1:], cwd=checkout).returncode == 0


def test_the_settings_are_json():
    """For the file names that scenarios have."""
    (settings,) = blocks("json")
    assert json.loads(settings)["yaml.schemas"]["schemas/scenario.schema.json"] == "*.scenario.yaml"
