"""docs/scenarios.md tells every key of the language, in scenarios that pass."""

import json
import re
import shutil

import pytest
from shipped import PROJECT, command

PAGE = (PROJECT / "docs" / "scenarios.md").read_text()


@pytest.mark.parametrize("page", ["scenarios.md", "patches.md"])
def test_every_scenario_shown_passes(tmp_path, page):
    """Each is played as it stands, and warns of nothing."""
    shutil.copytree(PROJECT / "scenarios", tmp_path / "scenarios")
    text = (PROJECT / "docs" / page).read_text()
    shown = re.findall(r"^```yaml\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    for number, text in enumerate(shown):
        (tmp_path / f"{number}.scenario.yaml").write_text(text)
    files = [f"{number}.scenario.yaml" for number in range(len(shown))]
    done = command("run", *files, cwd=tmp_path)
    *lines, _ = done.stdout.splitlines()
    assert done.returncode == 0
    told = dict.fromkeys(line.split("::")[0] for line in lines)
    assert list(told) == [f"passed   {file}" for file in files]


def test_every_key_is_mentioned():
    """The keys of the schema, wherever they stand in it."""
    schema = json.loads((PROJECT / "schemas" / "scenario.schema.json").read_text())
    code = "\n".join(re.findall(r"```.*?```|`[^`]+`", PAGE, flags=re.DOTALL))
    assert set(_keys(schema)) - set(re.findall(r"\w+", code)) == set()


def _keys(part):
    if isinstance(part, dict):
        properties = part.get("properties")
        yield from properties if isinstance(properties, dict) else ()
        for value in part.values():
            yield from _keys(value)
    elif isinstance(part, list):
        for item in part:
            yield from _keys(item)
