"""No secret leaves in a bundle: it is not written, and where the secret stands is said."""

import sqlite3
from pathlib import Path

import pytest
from bundling import call, write

from scenario_runner.masking.mask import Mask
from scenario_runner.share.secret_words import leaks_in

KNOWN = Mask(values=(("SHOP_KEY", "hunter2+and/more"),))
BODY = "4f8aD02kqLr7Tz1Yc9VbNm3XwEs6Gh5JpQ0u"
"""Nobody's; put together with a prefix only when it runs, so that no scanner takes it for one."""


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("key = 'hunter2+and/more'", "this is the value of SHOP_KEY"),
        ('url = "https://x/?k=hunter2%2Band%2Fmore"', "this is the value of SHOP_KEY"),
        ("aHVudGVyMithbmQvbW9yZQ==", "this is the value of SHOP_KEY"),
        (f"k = 'sk-{BODY}'", "this looks like a key of OpenAI or a like service"),
        (f"k = 'sk-ant-{BODY}'", "this looks like a key of Anthropic"),
        (f"k = 'ghp_{BODY}'", "this looks like a token of GitHub"),
        ("k = 'AKIA" + "ABCDEFGHIJKLMNOP'", "this looks like a key of AWS"),
        ("-----BEGIN RSA " + "PRIVATE KEY-----", "this looks like a private key"),
        ("postgresql://me:" + "letmein99@db/x", "this looks like a password in a URL"),
    ],
)
def test_what_is_found(text, what):
    """Known values in any spelling, and what services give out; with the line."""
    (leak,) = leaks_in("agents/x.py", f"# first\n{text}\n".encode(), KNOWN)
    assert str(leak) == f"agents/x.py:2: {what}"


@pytest.mark.parametrize(
    "text",
    [
        "key = os.environ['OPENAI_API_KEY']", "sk-test", "task-1234567890", "a.b@example.com",
        "postgresql://user:{password}@db/x", "postgresql://localhost:5432/x", "SECRET = None",
    ],
)  # fmt: skip
def test_what_is_not(text):
    """Names of secrets, places for them, words that only begin like one."""
    assert list(leaks_in("agents/x.py", text.encode(), KNOWN)) == []


def test_a_file_of_environment_variables_is_looked_at_by_its_names():
    """Whatever their values look like."""
    (leak,) = leaks_in(".env", b"DEBUG=1\nSHOP_API_KEY=plain-words\n", Mask())
    assert str(leak) == ".env:2: this looks like the value of SHOP_API_KEY"


def test_long_values_in_databases_are_found(tmp_path):
    """SQLite keeps them in pieces all over the file."""
    with sqlite3.connect(tmp_path / "x.sqlite") as database:
        database.execute("CREATE TABLE t (a BLOB)")
        value = b"x" * 4_060 + b"hunter2+and/more" + b"y" * 9_000
        database.execute("INSERT INTO t VALUES (?)", (value,))
    database.close()
    content = Path(tmp_path, "x.sqlite").read_bytes()
    (leak,) = leaks_in("x.sqlite", content, KNOWN)
    assert leak.what == "this is the value of SHOP_KEY"


def test_a_bundle_with_a_secret_is_not_written(tmp_path, monkeypatch):
    """Each place is said and no value shown; what was there stays. The file can be left here, and
    what only looks like a secret be allowed."""
    monkeypatch.setenv("SOME_SERVICE_TOKEN", "tok-5521-abcdef")
    looks = f"EXAMPLE = 'sk-{BODY}'\n"
    write(tmp_path, **{"agents/prompts.py": f"ASK = 'tok-5521-abcdef'\n{looks}"})
    ask = ("bundle", "tests/buying.scenario.yaml", "-o", "case.zip", "--no-databases")
    said = call(*ask, cwd=tmp_path)
    assert said.returncode == 2
    assert "error: agents/prompts.py:1: this is the value of SOME_SERVICE_TOKEN\n" in said.stderr
    assert "error: agents/prompts.py:2: this looks like a key of OpenAI" in said.stderr
    assert "error: results/results.json:" in said.stderr
    assert said.stderr.splitlines()[-2:] == [
        "error: nothing was written: secrets would leave with it",
        "  help: take it out, or leave the file here with --without FILE",
    ]
    assert "tok-5521" not in said.stdout + said.stderr
    assert not Path(tmp_path, "case.zip").exists()
    monkeypatch.delenv("SOME_SERVICE_TOKEN")
    said = call(*ask, cwd=tmp_path)
    assert said.stderr.splitlines()[-1].endswith("--allow FILE where it only looks so")
    assert call(*ask, "--allow", "agents/prompts.py", cwd=tmp_path).returncode == 0
