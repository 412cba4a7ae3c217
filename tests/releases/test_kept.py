"""What another environment must hold besides LangGraph."""

import json
from importlib.metadata import Distribution

from scenario_runner.releases.kept import Kept, kept


def package(folder, name, requires=(), direct=None):
    """An installed package, as its metadata tells it."""
    info = folder / f"{name.replace('-', '_')}-1.5.dist-info"
    info.mkdir(parents=True)
    lines = [f"Requires-Dist: {one}" for one in requires]
    text = "\n".join(["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.5", *lines, ""])
    (info / "METADATA").write_text(text)
    if direct is not None:
        (info / "direct_url.json").write_text(json.dumps(direct))
    return Distribution.at(info)


def test_what_stands_on_langgraph_may_change_and_the_rest_may_not(tmp_path):
    """The release decides which LangChain it goes with; extras do not count."""
    installed = [
        package(tmp_path, "pip"),
        package(tmp_path, "langgraph", ["langgraph-sdk"]),
        package(tmp_path, "langgraph-sdk"),
        package(tmp_path, "langgraph-checkpoint-sqlite"),
        package(tmp_path, "langchain", ["langgraph>=1"]),
        package(tmp_path, "Agents_Kit", ["langchain"]),
        package(tmp_path, "httpx", ['langchain; extra == "all"']),
        package(tmp_path, "shop", direct={"url": "file:///shop", "dir_info": {"editable": True}}),
        package(
            tmp_path, "tea",
            direct={"url": "https://x/tea", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
        ),
    ]  # fmt: skip
    assert kept(installed) == Kept(
        pinned=("httpx==1.5",),
        free=(
            "agents-kit", "langchain", "langgraph-checkpoint-sqlite", "-e /shop",
            "tea @ git+https://x/tea@abc",
        ),
    )  # fmt: skip


def test_of_this_environment():
    """This tool itself is not installed there: it is imported from where it is."""
    here = kept()
    assert any(one.startswith("pyyaml==") for one in here.pinned)
    assert "langgraph-checkpoint-sqlite" in here.free
    assert not any("scenario" in one for one in (*here.pinned, *here.free))
