"""The engines, one file each. `vllm` (a server that the app starts itself) has its place here."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from reasoning.engines.base import Engine, Price
from reasoning.errors import SettingsError

if TYPE_CHECKING:
    from settings import Settings

ENGINES = ("embedded", "openai")


def open_engine(settings: Settings, name: str | None = None) -> Engine:
    """The engine that the settings (or `name`) choose, not started yet.

    Raises:
        SettingsError: the name is not an engine, or a setting that it needs is missing.
    """
    match name or settings.engine:
        case "embedded":
            return _embedded(settings, settings.model_folder)
        case "openai":
            return _openai(settings, *settings.openai_models[:1])
        case other:
            raise SettingsError(f"engine {other!r} is unknown; allowed: {', '.join(ENGINES)}")


def open_engines(settings: Settings) -> tuple[Engine, ...]:
    """An engine for every model that the settings offer, none started yet; the default is first.

    Raises:
        SettingsError: as `open_engine`.
        EngineError: there is no model in a folder.
    """
    embedded = [_embedded(settings, folder) for folder in settings.embedded_folders]
    served = [_openai(settings, name) for name in settings.openai_models]
    both = [*served, *embedded] if settings.engine == "openai" else [*embedded, *served]
    return tuple(both)


def by_name(engines: Iterable[Engine]) -> dict[str, Engine]:
    """Started engines by the name of their model, in their order; equal names are told apart."""
    named: dict[str, Engine] = {}
    for engine in engines:
        name, number = engine.model.name, 2
        if name in named:
            name = f"{engine.model.name} ({engine.name})"
        while name in named:
            name = f"{engine.model.name} ({engine.name} {number})"
            number += 1
        named[name] = engine
    return named


def _embedded(settings: Settings, folder: Path) -> Engine:
    from reasoning.engines.embedded import EmbeddedEngine

    return EmbeddedEngine(folder, cache=settings.home / "cache", threads=settings.threads)


def _openai(settings: Settings, model: str | None = None) -> Engine:
    from reasoning.engines.openai_server import OpenAIServer

    if not settings.openai_base_url or not model:
        raise SettingsError(
            "engine openai needs openai_base_url and openai_model; set DELIBERATE_OPENAI_BASE_URL "
            "(such as http://127.0.0.1:8000/v1) and DELIBERATE_OPENAI_MODEL"
        )
    price = None
    if settings.price_prompt is not None and settings.price_generated is not None:
        price = Price(settings.price_prompt, settings.price_generated)
    key = settings.openai_api_key
    return OpenAIServer(
        settings.openai_base_url,
        model,
        api_key=key.get_secret_value() if key else None,
        tokenizer=settings.openai_tokenizer,
        timeout=settings.timeout_seconds,
        retries=settings.retries,
        price=price,
    )
