"""`python -m store people|password`: accounts from the terminal, for whoever has the store.

python -m store people            # who has an account, and as what
python -m store password Ada      # a new password; the way back for an administrator who forgot it

The store is the one that the settings name. The app may be running: it sees a change at once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from reasoning.errors import DeliberateError, StoreError
from settings import load_settings
from store import Store

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Accounts of the store that the settings name.",
)


@app.callback()
def main() -> None:
    """Accounts of the store that the settings name."""


@app.command()
def people() -> None:
    """List who has an account, and as what."""
    with _opened() as store:
        everybody = store.people.all()
        width = max((len(person.name) for person in everybody), default=0)
        for person in everybody:
            disabled = "  (disabled)" if person.disabled else ""
            print(f"{person.name:<{width}}  {person.role}{disabled}")
        if not everybody:
            print("nobody has an account yet; start Deliberate and open the link that it prints")


@app.command()
def password(name: Annotated[str, typer.Argument(help="Whose password.")]) -> None:
    """Set somebody's password, and sign them out everywhere.

    It is asked for twice; where the input is no terminal, its first line is the password.
    """
    with _opened() as store:
        person = store.people.named(name)
        if person is None:
            raise StoreError(
                f"nobody is called {name[:64]!r}; `python -m store people` lists the names"
            )
        store.people.set_password(person.id, _new_password(person.name))
        disabled = "; the account is disabled still" if person.disabled else ""
        print(f"{person.name} has a new password, and is signed out everywhere{disabled}")


def _new_password(name: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed = getpass(f"New password for {name}: ")
    if getpass("The same again: ") != typed:
        raise StoreError("the two passwords are not the same; nothing was changed")
    return typed


@contextmanager
def _opened() -> Iterator[Store]:
    """The store, which exists. Errors of ours end as one line and exit code 2."""
    try:
        url = load_settings().database_url
        file = url.removeprefix("sqlite:///")
        # To open it would make one, in which nobody is found.
        if file != url and not Path(file).expanduser().is_file():
            raise StoreError(
                f"there is no store {file}; set DELIBERATE_HOME to the folder that has it"
            )
        with Store(url) as store:
            yield store
    except DeliberateError as error:
        print(f"error: {error}", file=sys.stderr)
        raise typer.Exit(2) from None
    except (KeyboardInterrupt, EOFError):
        raise typer.Exit(130) from None


if __name__ == "__main__":
    app()
