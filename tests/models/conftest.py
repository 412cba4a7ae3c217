import pytest
from model_app import APPLICATION

from scenario_runner.suite.run import Options, run


@pytest.fixture
def play(tmp_path, monkeypatch):
    """Plays scenarios of an application of this test's own, whose module is `APP`."""
    monkeypatch.chdir(tmp_path)
    name = f"app_{abs(hash(str(tmp_path)))}"
    (tmp_path / f"{name}.py").write_text(APPLICATION)
    (tmp_path / "pyproject.toml").write_text("")

    def played(text, **options):
        (tmp_path / "a.scenario.yaml").write_text(text.replace("APP", name))
        (case,) = run(["a.scenario.yaml"], Options(in_process=True, **options)).cases
        return case

    played.name = name
    return played
