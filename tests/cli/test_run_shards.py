"""Shards run apart, and their results as those of one run."""

import json

import pytest

INLINE = """\
scenario: Case {n}
graph: {{state: {{n: integer}}, nodes: {{a: {{returns: {{n: {n}}}}}}}, edges: [START -> a]}}
steps: [{{invoke: {{n: 0}}, expect: {{values: {{n: {n}}}}}}}]
"""


@pytest.fixture
def shards(tmp_path_factory, monkeypatch, say):
    """Five cases, played in three shards whose results are 1.json, 2.json, 3.json."""
    tmp_path = tmp_path_factory.mktemp("shards")
    monkeypatch.chdir(tmp_path)
    for n in range(5):
        (tmp_path / f"{n}.scenario.yaml").write_text(INLINE.format(n=n))
    for n in (1, 2, 3):
        assert (
            say("run", "--in-process", ".", "--shard", f"{n}/3", "--report", f"json={n}.json").code
            == 0
        )
    return tmp_path


def test_they_make_a_whole(shards, say):
    """All cases, once each; the results of the whole are of no shard."""
    done = say("report", "1.json", "2.json", "3.json", "--report", "json=all.json")
    assert (done.code, done.err) == (0, "")
    told = json.loads((shards / "all.json").read_text())
    assert sorted(case["scenario"] for case in told["cases"]) == [f"Case {n}" for n in range(5)]
    assert told["shard"] is None
    assert json.loads((shards / "2.json").read_text())["shard"]["index"] == 2


def test_more_shards_than_cases_are_no_error(shards, say):
    """A matrix of CI jobs has as many as somebody once wrote; its results can be merged."""
    done = say("run", "--in-process", ".", "--shard", "6/6", "--report", "json=6.json")
    assert (done.code, done.err) == (0, "")
    said = "nothing is left for shard 6: there are 5 cases for 6 shards\n"
    assert done.out.endswith(said)
    assert json.loads((shards / "6.json").read_text())["cases"] == []
    assert say("run", "--in-process", ".", "-k", "nothing", "--shard", "6/6").code == 5


def test_a_missing_one_is_told(shards, say):
    """What is there is reported all the same; the exit code is not 0."""
    done = say("report", "1.json", "3.json", "--report", "json=all.json")
    assert done.code == 2
    assert "the shard is missing: 2/3" in done.err
    assert (shards / "all.json").exists()


def test_one_that_is_there_twice_is_told(shards, say):
    """Once for its cases, once for itself."""
    done = say("report", "1.json", "2.json", "3.json", "2.json")
    assert done.code == 0  # the same file, named twice
    (shards / "copy.json").write_bytes((shards / "2.json").read_bytes())
    done = say("report", "1.json", "2.json", "3.json", "copy.json")
    assert done.code == 2
    assert "which 2.json holds too; the first is taken" in done.err
    assert "copy.json:1:1: error: shard 2/3 is there more than once" in done.err


def test_one_of_another_selection_is_told(shards, say):
    """Though it has the same number."""
    say("run", "--in-process", "0.scenario.yaml", "--shard", "2/3", "--report", "json=x.json")
    done = say("report", "1.json", "x.json", "3.json")
    assert done.code == 2
    assert "x.json:1:1: error: this is no shard of the selection that 1.json is one of" in done.err
    assert "the shard is missing: 2/3" in done.err


def test_shards_that_were_cut_differently_are_told(shards, say):
    """Cases that are in none of them."""
    took = {f"{n}.scenario.yaml::Case {n}": float(n == 0) * 100 + 1 for n in range(5)}
    (shards / "took.json").write_text(json.dumps(took))
    for n in (1, 2, 3):
        say("run", "--in-process", ".", "--shard", f"{n}/3", "--durations", "took.json",
            "--report", f"json=d{n}.json")  # fmt: skip
    assert say("report", "d1.json", "d2.json", "d3.json").code == 0
    mixed = say("report", "d1.json", "2.json", "3.json")
    assert mixed.code in {0, 2}
    assert (mixed.code == 0) == ("error" not in mixed.err)


def test_it_lists_its_own_part(shards, say):
    """And plays nothing."""
    listed = [say("run", ".", "--shard", f"{n}/3", "--list").out for n in (1, 2, 3)]
    assert sorted(line for one in listed for line in one.splitlines() if "::" in line) == [
        f"{n}.scenario.yaml::Case {n}" for n in range(5)
    ]


def test_an_order_that_follows_from_a_seed(shards, say):
    """The results stay in the order of the selection."""

    def shown(*options):
        done = say("run", "--in-process", ".", *options, "--report", "json=s.json")
        told = json.loads((shards / "s.json").read_text())
        assert [case["scenario"] for case in told["cases"]] == [f"Case {n}" for n in range(5)]
        return [line.split("::")[1][:6] for line in done.out.splitlines() if "::" in line]

    orders = {seed: shown("--shuffle", str(seed)) for seed in (1, 2, 3)}
    assert shown("--shuffle", "1") == orders[1]
    assert len({tuple(order) for order in orders.values()}) > 1
    assert all(sorted(order) == shown() for order in orders.values())
