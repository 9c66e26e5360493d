"""The engines, one file each. `vllm` (a server that the app starts itself) has its place here."""

from __future__ import annotations

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
            from reasoning.engines.embedded import EmbeddedEngine

            return EmbeddedEngine(
                settings.model_folder, cache=settings.home / "cache", threads=settings.threads
            )
        case "openai":
            return _openai(settings)
        case other:
            raise SettingsError(f"engine {other!r} is unknown; allowed: {', '.join(ENGINES)}")


def _openai(settings: Settings) -> Engine:
    from reasoning.engines.openai_server import OpenAIServer

    if not settings.openai_base_url or not settings.openai_model:
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
        settings.openai_model,
        api_key=key.get_secret_value() if key else None,
        tokenizer=settings.openai_tokenizer,
        timeout=settings.timeout_seconds,
        retries=settings.retries,
        price=price,
    )
