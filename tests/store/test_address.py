"""The setting `database_url` takes what the store takes, and nothing prints its password."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from reasoning.errors import SettingsError
from settings import load_settings, main


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:////tmp/runs.db",
        "postgresql://host/runs",
        "postgresql://me:hush@host:5432/runs?sslmode=require",
        "postgresql+psycopg://me@host/runs",
        "postgresql:///runs?host=/run/postgresql",
    ],
)
def test_both_kinds_of_address_are_taken(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DELIBERATE_DATABASE_URL", address)
    settings = load_settings()
    assert settings.database_url == address
    assert "hush" not in repr(settings)


@pytest.mark.parametrize(
    "address",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://me:hush@host/runs",
        "postgres://me:hush@host/runs",
        "postgresql://me:hush@host",
        "postgresql://me:hush@host/",
        "postgresql://me:hush/runs",
        "postgresql://me/hush@host/runs",
        "me:hush@host/runs",
    ],
)
def test_other_addresses_are_refused_without_their_password(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("DELIBERATE_DATABASE_URL", address)
    with pytest.raises(SettingsError, match=r"allowed: sqlite:///.* postgresql://") as caught:
        load_settings()
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://me:hush@host:5432/runs?password=hush", "postgresql://host:5432/runs"),
        ("postgresql:///runs?user=a@b&password=hush", "postgresql:///runs"),
        ("sqlite:////home/me@work/runs.db", "sqlite:////home/me@work/runs.db"),
    ],
)
def test_the_values_in_force_are_printed_without_a_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], address: str, shown: str
) -> None:
    monkeypatch.setenv("DELIBERATE_DATABASE_URL", address)
    monkeypatch.setattr("sys.argv", ["settings"])
    assert main() == 0
    assert f"database_url = {shown}\n" in capsys.readouterr().out


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(password=st.text("@:/?#%&=[]a", min_size=3, max_size=12).map(lambda text: f"<{text}>"))
def test_no_part_of_a_password_is_printed_or_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], password: str
) -> None:
    monkeypatch.setenv("DELIBERATE_DATABASE_URL", f"postgresql://me:{password}@host/runs")
    monkeypatch.setattr("sys.argv", ["settings"])
    main()
    printed = "".join(capsys.readouterr())
    line = next(line for line in printed.splitlines() if "database_url" in line)
    assert "<" not in line
    assert ">" not in line
