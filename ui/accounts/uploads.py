"""Whose the uploaded files are: Gradio would give one to whoever knows its path."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from gradio.processing_utils import save_bytes_to_cache
from gradio.utils import get_upload_folder

from store import Person

#: Files that are remembered at most; the longest unused is forgotten first, and is nobody's then.
MOST_FILES = 20_000


class Uploads:
    """The files in Gradio's own folder, each with the people who uploaded it.

    Same content under the same name is one file, whoever uploads it. Kept in memory only: the
    folder goes with the app.
    """

    def __init__(self) -> None:
        self._people: OrderedDict[str, set[str]] = OrderedDict()

    def add(self, path: str, person: Person) -> None:
        """A file is theirs too from now on."""
        place = _place(path)
        if place is None:
            return
        self._people.setdefault(place, set()).add(person.id)
        self._people.move_to_end(place)
        if len(self._people) > MOST_FILES:
            self._people.popitem(last=False)

    def has(self, path: object, person: Person) -> bool:
        """Whether a path, which may be anything that a request can hold, is a file of theirs."""
        place = _place(path)
        if place is None or person.id not in self._people.get(place, ()):
            return False
        self._people.move_to_end(place)
        return True

    def write(self, data: bytes, name: str, person: Person) -> str:
        """The path of a new file of theirs, as if they had uploaded it."""
        path: str = save_bytes_to_cache(data, name, get_upload_folder())
        self.add(path, person)
        return path

    def forget(self, paths: Iterable[str], person: Person) -> None:
        """Files are not theirs any more, and are removed where they are nobody else's either."""
        for path in filter(None, map(_place, paths)):
            people = self._people.get(path, set())
            people.discard(person.id)
            if not people:
                self._people.pop(path, None)
                with suppress(OSError):
                    Path(path).unlink()


def _place(path: object) -> str | None:
    """The one name of a file that has several; None for what cannot be a path at all."""
    try:
        return str(Path(path).resolve()) if isinstance(path, str) else None
    except (OSError, RuntimeError, ValueError):
        return None
