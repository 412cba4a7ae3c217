"""One case of a hundred hangs, one crashes, one raises: each is accounted for once, as it ended.

`SCENARIO_RUNNER_SOAK=20000 pytest -s tests/suite/test_soak.py` plays so many cases, and says what
that cost.
"""

import os

from soak import soak

CASES = int(os.environ.get("SCENARIO_RUNNER_SOAK", "100"))


def test_every_case_is_accounted_for_once_with_the_right_outcome(tmp_path, tmp_path_factory, capfd):
    """On two workers; no process, no file and no error of ours is left."""
    told = soak(tmp_path, tmp_path_factory.mktemp("temporary"), CASES)
    with capfd.disabled():
        if "SCENARIO_RUNNER_SOAK" in os.environ:
            told.show(CASES)
    assert (told.wrong, told.err, told.code) == ({}, "", 1)
    assert (told.alive, told.left) == ([], [])
