"""What `--langgraph` names."""

import pytest

from scenario_runner.releases.wanted import Release, releases, span
from scenario_runner.suite.usage import UsageFault


def test_versions_words_and_checkouts(tmp_path):
    """In the order given, each once."""
    inner = tmp_path / "libs" / "langgraph"
    inner.mkdir(parents=True)
    (inner / "pyproject.toml").touch()
    assert releases(f"1.0.10, latest,1.0.10,current,1.3.0rc1,path:{tmp_path}") == [
        Release(name="1.0.10", version="1.0.10"),
        Release(name="latest"),
        Release(name="current"),
        Release(name="1.3.0rc1", version="1.3.0rc1"),
        Release(name=f"path:{tmp_path}", path=inner),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "--langgraph names no release"),
        ("1.0.10,newest", '"newest" is no release of LangGraph'),
        ("-r x.txt", '"-r x.txt" is no release of LangGraph'),
        ("path:/nowhere", "there is no package in /nowhere"),
    ],
)
def test_what_is_no_release(text, message):
    """Said before anything is installed."""
    with pytest.raises(UsageFault, match=message):
        releases(text)


def test_a_span_has_two_published_ends():
    """`1.0.10..latest`."""
    assert span("1.0.10..latest") == (
        Release(name="1.0.10", version="1.0.10"),
        Release(name="latest"),
    )
    for text in ("1.0.10", "1.0.10..", "..1.0", "current..latest", "1.0..path:."):
        with pytest.raises(UsageFault):
            span(text)
