"""docs/scenarios.md tells every key of the language, in scenarios that pass."""

import json
import re
import shutil

from shipped import PROJECT, command

PAGE = (PROJECT / "docs" / "scenarios.md").read_text()


def test_every_scenario_shown_passes(tmp_path):
    """Each is played as it stands, and warns of nothing."""
    shutil.copytree(PROJECT / "scenarios", tmp_path / "scenarios")
    shown = re.findall(r"^```yaml\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
    for number, text in enumerate(shown):
        (tmp_path / f"{number}.scenario.yaml").write_text(text)
    files = [f"{number}.scenario.yaml" for number in range(len(shown))]
    for number, stored in enumerate(_stored(shown)):
        if stored is not None:
            (tmp_path / f"{number}.snapshots.yaml").write_text(stored)
    done = command("run", *files, cwd=tmp_path)
    *lines, _ = done.stdout.splitlines()
    assert done.returncode == 0
    told = dict.fromkeys(line.split("::")[0] for line in lines)
    assert list(told) == [f"passed   {file}" for file in files]


def _stored(shown):
    """The file of snapshots that is shown after each scenario; None where it has none."""
    files = re.findall(r"^```text\n(# Written by .*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
    return [files.pop(0) if "snapshot:" in text else None for text in shown]


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
