"""Every page of the documentation does what it says, and leads where it says."""

import json
import os
import re
import shlex
import shutil
import subprocess

import pytest
import yaml
from pages import PAGES, PROJECT, anchors, blocks, checkout, environment, follow, needs_index
from shipped import command

from scenario_runner.language.source import read
from scenario_runner.problem import ProblemsError

OWN_TESTS = "README.md"
"""The README's blocks belong to a place of their own: see test_readme."""


def _is_scenario(text):
    return re.match(r"(#.*\n)*scenario:", text) is not None


FOLLOWED = [
    page
    for page in PAGES
    if page != OWN_TESTS and any(block.language == "console" for block in blocks(page))
]


def _lines(page):
    """The commands of a page."""
    return re.findall(r"^\$ (.*)$", "\n".join(blocks(page, "console")), re.MULTILINE)


SHOWN = [
    page for page in PAGES if page != OWN_TESTS and any(map(_is_scenario, blocks(page, "yaml")))
]


@pytest.mark.parametrize("page", FOLLOWED)
def test_a_page_can_be_followed(page, tmp_path):
    """Files are saved and commands typed in order; each prints what stands below it, but for
    the time it took."""
    follow(page, checkout(tmp_path))


@pytest.mark.skipif(
    not os.environ.get("SCENARIO_RUNNER_INDEX"),
    reason="bisect needs the package index, and makes environments: set SCENARIO_RUNNER_INDEX=1",
)
@pytest.mark.parametrize("page", [p for p in FOLLOWED if any(map(needs_index, _lines(p)))])
def test_a_page_can_be_followed_with_the_package_index(page, tmp_path):
    """Its commands that ask it print what stands below them too."""
    follow(page, checkout(tmp_path), index=True)


@pytest.mark.parametrize("page", SHOWN)
def test_every_scenario_shown_passes(page, tmp_path, monkeypatch):
    """Each that is no file of a story is played as it stands, and warns of nothing; with the
    snapshots that are shown after it."""
    monkeypatch.setenv("SHOP_KEY", "sk-4711")  # a secret that pages name
    checkout(tmp_path)
    files = []
    for block in blocks(page):
        if block.language == "yaml" and block.file is None and _is_scenario(block.text):
            files.append(f"{block.line}.scenario.yaml")
            (tmp_path / files[-1]).write_text(block.text)
        elif block.text.startswith("# Written by scenario-runner run --update-snapshots"):
            stored = files[-1].replace(".scenario.", ".snapshots.")
            (tmp_path / stored).write_text(block.text)
    if files:
        done = command("run", *files, cwd=tmp_path)
        *lines, _ = done.stdout.splitlines()
        told = dict.fromkeys(line.split("::")[0] for line in lines)
        assert (done.returncode, list(told)) == (0, [f"passed   {file}" for file in files])


@pytest.mark.parametrize("page", PAGES)
def test_every_part_of_a_file_shown_is_yaml(page):
    """By the rules of scenarios, also where it is no whole one."""
    parts = [block for block in blocks(page) if block.language in {"yaml", "yml"}]
    for block in parts:
        if block.file is None or block.file.endswith(".scenario.yaml"):
            for part in block.text.split("\n# or\n"):
                assert _data(part) is not None


def _data(text):
    try:
        return read("part", text.encode()).data
    except ProblemsError as error:
        pytest.fail(f"{error.problems}: {text}")


JOBS = [
    block
    for block in blocks("docs/ci.md")
    if block.file and re.search(r"scenario-runner run |^ENTRYPOINT", block.text, re.MULTILINE)
]


def _script(job):
    if job.language == "groovy":
        return re.findall(r"^ *sh '(.*)'$", job.text, re.MULTILINE)
    if job.language == "dockerfile":
        entry, words = (
            json.loads(re.search(rf"^{name} (.*)$", job.text, re.MULTILINE)[1])
            for name in ("ENTRYPOINT", "CMD")
        )
        return [shlex.join([*entry, *words, "--report", "html=report/report.html"])]
    data = yaml.safe_load(job.text)
    if "jobs" in data:
        return [line for one in data["jobs"].values() for line in _of_github(one)]
    return data["scenarios"]["script"]


def _of_github(job):
    """What a job types, for each of its shards."""
    shards = job.get("strategy", {}).get("matrix", {}).get("shard", [""])
    for index, shard in enumerate(shards):
        for step in job["steps"]:
            if "run" in step:
                line = step["run"].replace("${{ matrix.shard }}", shard)
                yield line.replace("${{ strategy.job-index }}", str(index))


def test_the_action_runs(tmp_path):
    """Each of its steps, with the inputs it has unless said otherwise."""
    action = yaml.safe_load((PROJECT / ".github" / "actions" / "run" / "action.yml").read_text())
    inputs = {name: told["default"] for name, told in action["inputs"].items()}
    checkout(tmp_path)
    inputs["paths"] = "scenarios/approval/ask.scenario.yaml"
    step_summary = tmp_path / "step"
    for step in action["runs"]["steps"]:
        given = {
            name: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda found: inputs[found[1]], value)
            for name, value in step["env"].items()
        }
        variables = environment(tmp_path) | given | {"GITHUB_STEP_SUMMARY": str(step_summary)}
        subprocess.run(["bash", "-euc", step["run"]], cwd=tmp_path, env=variables, check=True)
    assert (tmp_path / inputs["report"] / "report.html").is_file()
    assert step_summary.read_text().startswith("# The one case is fine\n")


def test_the_hook_of_pre_commit_is_there():
    """Which the page names."""
    (config,) = [b for b in blocks("docs/ci.md") if b.file == ".pre-commit-config.yaml"]
    (repository,) = yaml.safe_load(config.text)["repos"]
    hooks = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text())
    named = [hook["id"] for hook in repository["hooks"]]
    assert [hook["id"] for hook in hooks] == named


@pytest.mark.parametrize("job", JOBS, ids=[job.file for job in JOBS])
def test_the_commands_of_ci_jobs_run(job, tmp_path):
    """What a job says can be read, and what it types of ours works and writes what
    it keeps."""
    script = _script(job)
    checkout(tmp_path)
    for folder in (tmp_path / "scenarios").iterdir():
        if folder.is_dir() and folder.name != "approval":
            shutil.rmtree(folder)
    ours = [line for line in script if not line.startswith("pip ")]
    assert any(line.startswith("scenario-runner run ") for line in ours)
    for line in ours:
        summary = {"GITHUB_STEP_SUMMARY": str(tmp_path / "step")}
        subprocess.run(
            ["bash", "-euc", line], cwd=tmp_path, env=environment(tmp_path) | summary, check=True
        )
    assert (tmp_path / "report" / "report.html").is_file()


def test_the_tutorial_is_installed_as_the_readme_says():
    """Word for word: CI runs the README's command on a fresh copy."""
    (install,) = blocks("docs/tutorial.md", "sh")
    assert install in blocks("README.md", "sh")


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page):
    """To a file of the project, and to a heading in it where one is named."""
    file = PROJECT / page
    links = re.findall(r"\]\((?!https?:)([^)\s]+)\)", file.read_text())
    for path, _, heading in (link.partition("#") for link in links):
        target = file.parent / path if path else file
        assert target.exists(), path
        assert not heading or heading in set(anchors(target.read_text())), heading


def test_every_page_is_in_the_index():
    """docs/README.md leads to each page, the recipes by way of their own."""
    index = {"docs": (PROJECT / "docs" / "README.md").read_text()}
    index["docs/recipes"] = (PROJECT / "docs" / "recipes" / "README.md").read_text()
    pages = [page.rpartition("/") for page in PAGES if not page.endswith("README.md")]
    assert [
        name for folder, _, name in pages if f"]({name})" not in index.get(folder, f"]({name})")
    ] == []
