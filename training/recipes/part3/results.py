"""Every number of a reproduction in one JSON file, which is whole after every cell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.pairs import SFTError
from training.record import write_whole

FILE = "results.json"


class Results:
    """The plan, what was trained, and the measured cells, by key.

    A cell is on disk as soon as it is measured: a run that is killed at any moment leaves a file
    that the next one goes on from.
    """

    def __init__(self, path: Path, record: dict[str, Any]) -> None:
        self.path = path
        self.record = record

    @classmethod
    def open(cls, folder: Path, plan: Mapping[str, Any], data: Mapping[str, Any]) -> Results:
        """Those of a folder, or new ones.

        Raises:
            SFTError: the folder holds the results of another plan, or of other test problems (the
                generators were changed in between); what differs is named.
        """
        path = folder / FILE
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            return cls(path, {"plan": dict(plan), "data": dict(data), "training": {}, "cells": {}})
        found = cls.read(folder)
        for part, asked in (("plan", plan), ("data", data)):
            before = found.record[part]
            for name, value in asked.items():
                if before.get(name) != value:
                    raise SFTError(
                        f"{path} is of a run with {name} {before.get(name)}, not {value};"
                        " name another folder, or run what is there"
                    )
        return found

    @classmethod
    def read(cls, folder: Path) -> Results:
        """Those of a folder.

        Raises:
            SFTError: there are none, or the file is no JSON.
        """
        path = folder / FILE
        try:
            return cls(path, json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            raise SFTError(
                f"there are no results in {folder} yet; `python -m training.recipes.part3 run"
                f" --out {folder}` makes them"
            ) from None
        except (OSError, ValueError) as error:
            raise SFTError(f"cannot read {path}: {error}") from None

    @property
    def cells(self) -> Mapping[str, Mapping[str, Any]]:
        """What was measured, by `Cell.key`."""
        found: Mapping[str, Mapping[str, Any]] = self.record["cells"]
        return found

    def add_cell(self, key: str, cell: Mapping[str, Any]) -> None:
        """Keep a cell, on disk too."""
        self.record["cells"][key] = dict(cell)
        self._write()

    def add_training(self, name: str, outcome: Mapping[str, Any]) -> None:
        """Keep what a training was, on disk too."""
        self.record["training"][name] = dict(outcome)
        self._write()

    def _write(self) -> None:
        write_whole(self.path, self.record)
