"""Where settings come from, and the one line that a wrong one gets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reasoning.errors import SettingsError
from settings import Settings, allowed, load_settings, markdown

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def toml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings file to write to, in the working folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv("DELIBERATE_CONFIG")
    return folder / "deliberate.toml"


def refused() -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings()
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_without_any_setting_the_defaults_hold(home: Path) -> None:
    settings = load_settings()
    assert (settings.host, settings.port, settings.engine) == ("127.0.0.1", 7860, "embedded")
    assert settings.model_folder == ROOT / "data" / "model"
    assert settings.home == home
    assert settings.database_url == f"sqlite:///{home}/deliberate.db"


def test_without_a_home_the_users_data_folder_is_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DELIBERATE_HOME")
    settings = load_settings()
    assert settings.home.name == "deliberate"
    assert settings.home.is_absolute()


def test_a_setting_comes_from_the_file(toml: Path) -> None:
    toml.write_text('port = 9000\nengine = "embedded"\n')
    assert load_settings().port == 9000


def test_the_environment_wins_over_the_file(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml.write_text("port = 9000\nthreads = 3\n")
    monkeypatch.setenv("DELIBERATE_PORT", "9001")
    settings = load_settings()
    assert (settings.port, settings.threads) == (9001, 3)


def test_an_empty_variable_is_as_good_as_none(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml.write_text("port = 9000\n")
    monkeypatch.setenv("DELIBERATE_PORT", "")
    assert load_settings().port == 9000


def test_another_file_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "other.toml"
    file.write_text("threads = 2\n")
    monkeypatch.setenv("DELIBERATE_CONFIG", str(file))
    assert load_settings().threads == 2


def test_a_named_file_that_is_missing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELIBERATE_CONFIG", "/nowhere/at-all.toml")
    line = refused()
    assert "/nowhere/at-all.toml" in line
    assert "DELIBERATE_CONFIG" in line


def test_a_relative_home_does_not_move_with_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DELIBERATE_HOME", "here")
    assert load_settings().home == tmp_path / "here"


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("PORT", "99999", "a whole number from 1 to 65535"),
        ("PORT", "http", "a whole number from 1 to 65535"),
        ("ENGINE", "vllm", "embedded, openai"),
        ("THREADS", "0", "a whole number from 1 to 64"),
        ("TIMEOUT_SECONDS", "nan", "a number above 0"),
        ("TIMEOUT_SECONDS", "0", "a number above 0"),
        ("PRICE_PROMPT", "-1", "a number, 0 or more"),
        ("ANSWER_TOKENS", "0", "a whole number, 1 or more"),
        ("HOST", " ", "a host name or an IP address"),
        ("OPENAI_BASE_URL", "localhost:8000", "an address that starts with http:// or https://"),
        ("OPENAI_MODEL", "a,,b", "different names, separated by commas"),
        ("OPENAI_MODEL", "a, a", "different names, separated by commas"),
        ("DATABASE_URL", "sqlite:///:memory:", "sqlite:/// and the path of a file"),
        ("DATABASE_URL", "sqlite://", "sqlite:/// and the path of a file"),
    ],
)
def test_a_wrong_value_is_named_with_its_source_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"DELIBERATE_{variable}", value)
    line = refused()
    assert f"setting {variable.lower()} is {value!r}" in line
    assert f"environment variable DELIBERATE_{variable}" in line
    assert f"allowed: {said}" in line


def test_a_wrong_value_in_the_file_is_laid_to_the_file(toml: Path) -> None:
    toml.write_text('engine = "embeded"\n')
    line = refused()
    assert f"setting engine is 'embeded' ({toml})" in line
    assert "did you mean embedded?" in line


def test_a_misspelt_variable_is_refused_with_the_nearest_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DELIBERATE_TREADS", "2")
    line = refused()
    assert "environment variable DELIBERATE_TREADS" in line
    assert "did you mean DELIBERATE_THREADS?" in line


def test_a_misspelt_key_in_the_file_is_refused_with_the_nearest_name(toml: Path) -> None:
    toml.write_text("prot = 9000\n")
    line = refused()
    assert f"unknown setting 'prot' ({toml})" in line
    assert "did you mean port?" in line


def test_a_file_that_is_not_toml_is_refused(toml: Path) -> None:
    toml.write_text("port = = 1\n")
    assert f"{toml} is not TOML" in refused()


def test_a_file_that_is_not_text_is_refused(toml: Path) -> None:
    toml.write_bytes(b"\xff\xfe\x00")
    assert str(toml) in refused()


@pytest.mark.parametrize("left_out", ["OPENAI_BASE_URL", "OPENAI_MODEL"])
def test_the_openai_engine_needs_an_address_and_a_model(
    monkeypatch: pytest.MonkeyPatch, left_out: str
) -> None:
    monkeypatch.setenv("DELIBERATE_ENGINE", "openai")
    monkeypatch.setenv("DELIBERATE_OPENAI_BASE_URL", "http://127.0.0.1:8000/v1/")
    monkeypatch.setenv("DELIBERATE_OPENAI_MODEL", "m")
    assert load_settings().openai_base_url == "http://127.0.0.1:8000/v1"
    monkeypatch.delenv(f"DELIBERATE_{left_out}")
    assert f"set DELIBERATE_{left_out}" in refused()


def test_models_of_a_server_may_be_several_and_need_its_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert load_settings().openai_models == ()
    monkeypatch.setenv("DELIBERATE_OPENAI_MODEL", " org/large , small")
    assert "set DELIBERATE_OPENAI_BASE_URL" in refused()
    monkeypatch.setenv("DELIBERATE_OPENAI_BASE_URL", "http://127.0.0.1:8000/v1")
    assert load_settings().openai_models == ("org/large", "small")
    monkeypatch.delenv("DELIBERATE_OPENAI_MODEL")
    assert "set DELIBERATE_OPENAI_MODEL" in refused()


@pytest.mark.parametrize(("one", "other"), [("PROMPT", "GENERATED"), ("GENERATED", "PROMPT")])
def test_one_price_needs_the_other(monkeypatch: pytest.MonkeyPatch, one: str, other: str) -> None:
    monkeypatch.setenv(f"DELIBERATE_PRICE_{one}", "0.5")
    assert f"set DELIBERATE_PRICE_{other}" in refused()
    monkeypatch.setenv(f"DELIBERATE_PRICE_{other}", "2")
    assert load_settings().price_prompt in (0.5, 2.0)


def test_no_message_and_no_print_shows_a_secret(
    toml: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml.write_text("openai_api_key = 12345\n")
    assert "12345" not in refused()
    toml.unlink()
    monkeypatch.setenv("DELIBERATE_OPENAI_API_KEY", "sk-hush")
    assert "sk-hush" not in repr(load_settings())
    monkeypatch.setenv("DELIBERATE_DATABASE_URL", "postgresql://me:hush@host/x")
    assert "hush" not in repr(load_settings())
    monkeypatch.setenv("DELIBERATE_DATABASE_URL", "postgresql://me:hush@host")
    assert "hush" not in refused()


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_any_port_is_either_in_range_or_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("DELIBERATE_PORT", value)
    try:
        assert 1 <= load_settings().port <= 65535
    except SettingsError as error:
        assert len(str(error).splitlines()) == 1


def test_every_setting_says_what_is_allowed_and_what_it_is() -> None:
    for name, field in Settings.model_fields.items():
        assert allowed(name)
        assert field.description


def test_the_page_of_settings_is_what_the_code_makes() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert page == markdown(), "run: python -m settings --markdown > docs/settings.md"


def test_the_command_ends_with_the_line_and_a_failure(home: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "settings"],
        cwd=ROOT,
        env={**os.environ, "DELIBERATE_PORT": "x"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert run.stderr.startswith("setting port is 'x'")
    assert run.stderr.count("\n") == 1
