"""The figures that the paper gives, for tables beside ours; theirs, not measured here.

O1 Replication Journey, part 3: Inference-time Scaling for Medical Reasoning (Huang et al. 2025),
Qwen2.5-72B.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SOURCE = "O1 Replication Journey, part 3 (Huang et al. 2025), Qwen2.5-72B"


@dataclass(frozen=True, slots=True)
class Figures:
    """Accuracy in percent and mean output tokens on MedQA, Medbullets, JAMA."""

    accuracy: tuple[float, float, float]
    tokens: tuple[int, int, int] | None = None


PAPER: Mapping[str, Figures] = {
    "vanilla": Figures((74.31, 63.63, 50.15)),
    "prompted": Figures((79.57, 65.58, 50.15), (375, 387, 435)),
    "short": Figures((80.91, 67.20, 53.09)),
    "step": Figures((84.91, 72.07, 58.66), (631, 692, 762)),
    "journey": Figures((86.48, 76.29, 59.28), (873, 917, 1076)),
}
#: Points of accuracy that majority voting adds on MedQA.
PAPER_VOTING: Mapping[str, float] = {"vanilla": 0.32, "journey": 1.50}
