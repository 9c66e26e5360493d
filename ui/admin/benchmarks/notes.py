"""Lines that a person should read beside a run: what was left out, why it is another run."""

from __future__ import annotations

from collections.abc import Sequence

from ui.admin.benchmarks.flags import in_fields
from ui.render import escape


def notes(lines: Sequence[str]) -> str:
    """A paragraph each."""
    return "".join(f'<p class="benchmarks-note">{escape(in_fields(line))}</p>' for line in lines)
