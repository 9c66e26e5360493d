"""What a run takes, as people read it."""

from __future__ import annotations

from ui.admin.health import duration
from ui.language import say


def span(seconds: float | None) -> str:
    """Seconds below 90, else whole minutes with hours and days; "?" where nobody knows yet."""
    if seconds is None:
        return "?"
    return say("{seconds:.0f} s", seconds=seconds) if seconds < 90 else duration(seconds + 30)


def dollars(spent: float) -> str:
    """Money, with cents; less than one cent is not nothing."""
    return f"${spent:,.2f}" if spent >= 0.01 or spent == 0 else f"${spent:.4f}"
