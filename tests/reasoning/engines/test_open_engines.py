"""Which engines the settings offer, in which order, and under which names."""

from __future__ import annotations

from pathlib import Path

import pytest

from reasoning.engines import by_name, open_engine, open_engines
from reasoning.errors import EngineError
from settings import BUNDLED_MODEL, Settings, load_settings
from tests import tiny_model
from tests.reasoning.stand_in import StandIn

SERVER = {
    "DELIBERATE_OPENAI_BASE_URL": "http://127.0.0.1:1/v1",
    "DELIBERATE_OPENAI_MODEL": "large, small",
}


def settings(monkeypatch: pytest.MonkeyPatch, **changes: str) -> Settings:
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def offered(settings: Settings) -> list[str]:
    return [engine.model.name for engine in open_engines(settings)]


def test_the_bundled_model_is_always_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    (bundled,) = open_engines(load_settings())
    assert bundled.model.folder == BUNDLED_MODEL
    name = bundled.model.name
    assert offered(settings(monkeypatch, **SERVER)) == [name, "large", "small"]
    first = settings(monkeypatch, DELIBERATE_ENGINE="openai")
    assert offered(first) == ["large", "small", name]
    assert open_engine(first).model.name == "large"
    assert open_engine(first, "embedded").model.name == name


def test_a_model_of_one_s_own_comes_before_the_bundled_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tiny_model.build(tmp_path / "mine")
    engines = open_engines(settings(monkeypatch, DELIBERATE_MODEL_FOLDER=str(folder)))
    assert [engine.model.folder for engine in engines] == [folder, BUNDLED_MODEL]


def test_a_folder_without_a_model_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(EngineError, match=str(tmp_path)):
        open_engines(settings(monkeypatch, DELIBERATE_MODEL_FOLDER=str(tmp_path)))


def test_models_of_one_name_are_told_apart() -> None:
    engines = [StandIn(lambda so_far, seed: "") for _ in range(3)]
    named = by_name(engines)
    assert list(named) == ["stand-in", "stand-in (stand-in)", "stand-in (stand-in 2)"]
    assert list(named.values()) == engines
