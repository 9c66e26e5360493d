"""The engine that a run names: `--engine` and `--model` on top of the settings."""

from __future__ import annotations

from pathlib import Path

from reasoning.engines import open_engine
from reasoning.engines.base import Engine
from reasoning.errors import SettingsError
from reasoning.model_files import model_file
from settings import Settings


def engine_for(settings: Settings, engine: str | None, model: str | None) -> Engine:
    """An engine, not started yet.

    `engine` is one of `reasoning.engines.ENGINES`, else that of the settings. `model` is a name on
    the server, or for the embedded engine a folder or the name of a model that the settings offer;
    else the first that the settings name.

    Raises:
        SettingsError: there is no such engine or model, or a setting that it needs is missing.
    """
    name = engine or settings.engine
    if model is None:
        return open_engine(settings, name)
    if name == "openai":
        return open_engine(settings.model_copy(update={"openai_model": model}), name)
    if name == "embedded":
        folder = _folder(settings, model)
        return open_engine(settings.model_copy(update={"model_folder": folder}), name)
    return open_engine(settings, name)


def _folder(settings: Settings, model: str) -> Path:
    offered = {_name(folder): folder for folder in settings.embedded_folders}
    if model in offered:
        return offered[model]
    folder = Path(model).expanduser().absolute()
    if not (folder / "config.json").is_file():
        raise SettingsError(
            f"model {model!r} is not here; allowed: {', '.join(offered)}, or the folder of a model"
        )
    return folder


def _name(folder: Path) -> str:
    return str((model_file(folder, "card.json") or {}).get("name") or folder.name)
