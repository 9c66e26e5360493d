"""Why an account page refuses."""

from __future__ import annotations

from reasoning.errors import DeliberateError


class Refused(DeliberateError):
    """A request that is not allowed: one line for the person, and the HTTP status of the reply."""

    def __init__(self, status: int, line: str) -> None:
        super().__init__(line)
        self.status = status
