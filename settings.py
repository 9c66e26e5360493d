"""What a person may set, and where each value comes from.

Every setting is a field of `Settings`. A value comes from the environment variable
`DELIBERATE_<NAME>`, else from the settings file, else from the default. The settings file is
`deliberate.toml` in the working folder, or the file that `DELIBERATE_CONFIG` names.

    python -m settings                # the values in force, secrets hidden
    python -m settings --markdown     # docs/settings.md, which a test compares with this file
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from reasoning.errors import SettingsError

PREFIX = "DELIBERATE_"
CONFIG_VARIABLE = "DELIBERATE_CONFIG"
CONFIG_FILE = "deliberate.toml"

#: A name and password inside an address, which no message may show.
_PASSWORD = re.compile(r"//[^/@\s]*@")
_HERE = Path(__file__).resolve().parent

#: The model that comes with the project.
BUNDLED_MODEL = _HERE / "data" / "model"


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be blank")
    return text


def _names(text: str) -> str:
    names = [name.strip() for name in text.split(",")]
    if not all(names) or len(set(names)) < len(names):
        raise ValueError("a name is missing, or there twice")
    return ",".join(names)


def _web_address(text: str) -> str:
    address = urlsplit(text)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ValueError("not an http address")
    return text.rstrip("/")


def _database(text: str) -> str:
    address = urlsplit(text)
    if address.scheme in ("postgresql", "postgresql+psycopg"):
        _ = address.port  # ValueError where it is no number
        if len(address.path) < 2 or "@" in address.path:
            raise ValueError("no database on a server")
    elif not text.startswith("sqlite:///") or text in ("sqlite:///", "sqlite:///:memory:"):
        raise ValueError("not an SQLite file")
    return text


def _full_path(path: Path) -> Path:
    return path.expanduser().absolute()


Text = Annotated[str, AfterValidator(_not_blank)]
Names = Annotated[str, AfterValidator(_names)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Folder = Annotated[Path, AfterValidator(_full_path)]
Database = Annotated[str, AfterValidator(_database)]

# `allowed` and `default` below are what people read where the type alone does not tell them.
_FOLDER = "a folder"
_ADDRESS = "an address that starts with http:// or https://"


class Settings(BaseSettings):
    """Every setting, checked and frozen. Get one from `load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True
    )

    host: Text = Field(
        "127.0.0.1",
        description="Address to listen on. The default is reachable from this machine only.",
        json_schema_extra={"allowed": "a host name or an IP address"},
    )
    port: int = Field(7860, ge=1, le=65535, description="Port to listen on.")
    public_address: WebAddress | None = Field(
        None,
        description="The address that people open, where a proxy on this machine stands before the"
        " app. Only with it are X-Forwarded-For and X-Forwarded-Proto believed.",
        json_schema_extra={"allowed": _ADDRESS},
    )
    home: Folder = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("deliberate", appauthor=False)),
        description="Where everything that is kept lives: the store and its traces.",
        json_schema_extra={
            "allowed": _FOLDER,
            "default": "the user's data folder (Linux: ~/.local/share/deliberate)",
        },
    )
    engine: Literal["embedded", "openai"] = Field(
        "embedded",
        description="Which model comes first, on the page and on the command line: that of"
        " model_folder on the CPU, or the first of an OpenAI-compatible server that runs already."
        " (`vllm`, a server that the app starts, is coming.)",
    )
    model_folder: Folder = Field(
        BUNDLED_MODEL,
        description="The embedded engine's model. Where it is another than the bundled one, the"
        " page offers both.",
        json_schema_extra={"allowed": _FOLDER, "default": "data/model beside app.py"},
    )
    threads: int | None = Field(
        None,
        ge=1,
        le=64,
        description="Processes of one CPU thread each that the embedded engine runs. One stream"
        " uses one of them; results are the same for any number.",
        json_schema_extra={"default": "2, or 1 on a machine with one core"},
    )
    openai_base_url: WebAddress | None = Field(
        None,
        description="The server's address with its version, such as http://127.0.0.1:8000/v1."
        " With it the page offers the server's models too; the openai engine needs it.",
        json_schema_extra={"allowed": _ADDRESS},
    )
    openai_api_key: SecretStr | None = Field(
        None,
        description="The server's key, where it wants one. Never shown or logged.",
        json_schema_extra={"allowed": "text"},
    )
    openai_model: Names | None = Field(
        None,
        description="The model's name on the server, or several, all of which the page offers."
        " Needed with openai_base_url.",
        json_schema_extra={"allowed": "different names, separated by commas"},
    )
    openai_tokenizer: Text | None = Field(
        None,
        description="Hugging Face id or folder of the model's tokenizer. With it budgets are exact"
        " on servers that take token ids; without it, or for a model of another tokenizer, they"
        " are approximate.",
        json_schema_extra={"allowed": "text"},
    )
    price_prompt: float | None = Field(
        None,
        ge=0,
        allow_inf_nan=False,
        description="Dollars per million prompt tokens; set both prices to count costs.",
    )
    price_generated: float | None = Field(
        None, ge=0, allow_inf_nan=False, description="Dollars per million generated tokens."
    )
    answer_tokens: int = Field(
        512, ge=1, description="Tokens kept apart for an answer, where a run does not say."
    )
    max_samples: int = Field(64, ge=1, description="Most samples that one run may ask for.")
    evidence: Literal["on", "off"] = Field(
        "on",
        description="Whether what medical answers claim is checked against the knowledge base and"
        " a person's own documents. The first check starts a process of about 600 MB, which ends"
        " when nothing was checked for five minutes.",
    )
    database_url: Database = Field(
        default_factory=lambda values: f"sqlite:///{values['home'] / 'deliberate.db'}",
        repr=False,
        description="The store. On PostgreSQL the database must exist already.",
        json_schema_extra={
            "allowed": "sqlite:/// and the path of a file, or"
            " postgresql://user:password@host:port/database",
            "default": "deliberate.db in home",
        },
    )
    timeout_seconds: float = Field(
        60.0,
        gt=0,
        allow_inf_nan=False,
        description="Longest wait, in seconds, for the next token from a server.",
    )
    retries: int = Field(
        2, ge=0, le=100, description="How often a request that a server turned away is tried again."
    )

    @property
    def openai_models(self) -> tuple[str, ...]:
        """The names in `openai_model`."""
        return tuple(self.openai_model.split(",")) if self.openai_model else ()

    @property
    def embedded_folders(self) -> tuple[Path, ...]:
        """The models that the embedded engine runs: the one that is set, and the bundled one."""
        return tuple(dict.fromkeys((self.model_folder, BUNDLED_MODEL)))

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """First the environment, then the settings file; no .env files, no secrets folder."""
        toml = TomlConfigSettingsSource(settings_cls, toml_file=_config_file())
        return init_settings, env_settings, toml


def load_settings() -> Settings:
    """The settings in force.

    Raises:
        SettingsError: one line naming the setting, its value, what is allowed and its source.
    """
    file = _config_file()
    if CONFIG_VARIABLE in os.environ and not file.is_file():
        raise SettingsError(
            f"there is no settings file {str(file)!r} (environment variable {CONFIG_VARIABLE});"
            f" name one that exists, or unset the variable"
        )
    _refuse_unknown_variables()
    try:
        settings = Settings()
    except ValidationError as error:
        raise SettingsError(_explain(dict(error.errors()[0]), file)) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"the settings file {file} is not TOML: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"the settings file {file} cannot be read: {error}") from None
    _refuse_half_settings(settings)
    return settings


def _config_file() -> Path:
    return Path(os.environ.get(CONFIG_VARIABLE) or CONFIG_FILE).expanduser().absolute()


def _refuse_unknown_variables() -> None:
    """pydantic-settings passes over variables that fit no field, so a typing error would too."""
    known = [PREFIX + name.upper() for name in Settings.model_fields] + [CONFIG_VARIABLE]
    for variable in sorted(os.environ):
        if variable.upper().startswith(PREFIX) and variable.upper() not in known:
            raise SettingsError(
                f"unknown setting (environment variable {variable}); {_near(variable, known)}"
            )


def _refuse_half_settings(settings: Settings) -> None:
    server = ("openai_base_url", "openai_model")
    if settings.engine == "openai" or any(getattr(settings, name) for name in server):
        for name in server:
            if getattr(settings, name) is None:
                raise SettingsError(
                    f"setting {name} is not set, and a server's model needs it;"
                    f" allowed: {allowed(name)}; set {PREFIX}{name.upper()}"
                )
    if (settings.price_prompt is None) != (settings.price_generated is None):
        name = "price_prompt" if settings.price_prompt is None else "price_generated"
        raise SettingsError(
            f"setting {name} is not set but the other price is;"
            f" allowed: {allowed(name)}; set {PREFIX}{name.upper()}"
        )


def _explain(error: Mapping[str, Any], file: Path) -> str:
    """One line for the first thing that pydantic found."""
    name = str(error["loc"][0])
    if name not in Settings.model_fields:
        return f"unknown setting {name!r} ({file}); {_near(name, Settings.model_fields)}"
    hidden = _is_secret(name) or _may_hold_password(name, str(error["input"]))
    value = "(hidden)" if hidden else _PASSWORD.sub("//***@", repr(error["input"]))
    line = f"setting {name} is {value} ({_source(name, file)}); allowed: {allowed(name)}"
    choices = _schema(name).get("enum", [])
    close = difflib.get_close_matches(str(error["input"]), choices, n=1)
    return f"{line}; did you mean {close[0]}?" if close else line


def _source(name: str, file: Path) -> str:
    for variable, value in os.environ.items():
        if variable.upper() == PREFIX + name.upper() and value:
            return f"environment variable {variable}"
    return str(file)


def _near(word: str, known: Iterable[str]) -> str:
    """What to say about a name that is not known: the nearest one, and where all of them are."""
    short = {name.upper().removeprefix(PREFIX): name for name in known}
    close = difflib.get_close_matches(word.upper().removeprefix(PREFIX), short, n=1, cutoff=0.7)
    every = "docs/settings.md lists every setting"
    return f"did you mean {short[close[0]]}? {every}" if close else every


def _is_secret(name: str) -> bool:
    return _schema(name).get("format") == "password"


def _may_hold_password(name: str, value: str) -> bool:
    """A database's address that is malformed may have its password anywhere."""
    return name == "database_url" and not value.startswith("sqlite:")


def _shown(name: str, value: object) -> str:
    """A value in force; of a database on a server no user, password or options."""
    if not _may_hold_password(name, str(value)):
        return str(value)
    scheme, _, rest = str(value).partition("?")[0].partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _schema(name: str) -> dict[str, Any]:
    """A field's JSON schema, with what the first branch of "this or nothing" adds to it."""
    schema: dict[str, Any] = Settings.model_json_schema()["properties"][name]
    return {**schema.get("anyOf", [{}])[0], **schema}


def allowed(name: str) -> str:
    """What a setting takes, in words: "a whole number from 1 to 65535"."""
    schema = _schema(name)
    if "allowed" in schema:
        return str(schema["allowed"])
    if "enum" in schema:
        return ", ".join(schema["enum"])
    kind = {"integer": "a whole number", "number": "a number"}[schema["type"]]
    if "exclusiveMinimum" in schema:
        return f"{kind} above {schema['exclusiveMinimum']:g}"
    if "maximum" in schema:
        return f"{kind} from {schema['minimum']:g} to {schema['maximum']}"
    return f"{kind}, {schema['minimum']:g} or more"


def markdown() -> str:
    """The whole of docs/settings.md."""
    lines = [
        "# Settings",
        "",
        "A value comes from the environment variable; else from the settings file, which is",
        f"`{CONFIG_FILE}` in the working folder or the file that `{CONFIG_VARIABLE}` names; else",
        "it is the default. An unknown name or a value outside what is allowed stops the start",
        "with one line that says so. `python -m settings` prints the values in force.",
        "",
        "This page is made by `python -m settings --markdown > docs/settings.md`.",
        "",
        "| In the file | Environment variable | Default | Allowed | What it is |",
        "|---|---|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = _schema(name).get("default")
        shown = "not set" if default is None else str(default)
        lines.append(
            f"| `{name}` | `{PREFIX}{name.upper()}` | {shown} | {allowed(name)}"
            f" | {field.description} |"
        )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Print the values in force, or the page of every setting."""
    parser = argparse.ArgumentParser(prog="python -m settings", description="Deliberate's settings")
    parser.add_argument("--markdown", action="store_true", help="print docs/settings.md")
    if parser.parse_args().markdown:
        print(markdown(), end="")
        return 0
    try:
        settings = load_settings()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    for name in Settings.model_fields:
        print(f"{name} = {_shown(name, getattr(settings, name))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
