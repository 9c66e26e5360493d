"""The project's own generated sets: one task for each family of `data.generators`, no download.

Questions of a seed are easy, medium and hard in turn; a part is one difficulty, and "beyond" is
only had as a part (`vignettes:beyond`), for it is longer than anything that training shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from benchmarks.tasks.base import Generated, Task, register
from data.generators import TASKS
from data.generators.base import LICENSE

#: What a family asks, and what a guess among its options gets. Vignettes offer 4, 5 and 10.
TITLES: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        "vignettes": ("Clinical vignettes, single best answer", (1 / 4 + 1 / 5 + 1 / 10) / 3),
        "cases": ("Clinical cases, ranked differential diagnosis", 0.0),
        "tests": ("Which test next, 5 options", 0.2),
        "treatments": ("Which treatment, 5 options", 0.2),
        "consultations": ("Consultations of several turns, the diagnosis in words", 0.0),
        "facts": ("Facts of the clinical knowledge base, in its own notation", 0.0),
        "sums": ("Sums of several steps", 0.0),
        "chains": ("Chains of arithmetic", 0.0),
        "equations": ("Linear equations", 0.0),
        "systems": ("Systems of equations", 0.0),
        "fractions": ("Fractions", 0.0),
        "sequences": ("Sequences", 0.0),
        "counting": ("Counting", 0.0),
        "numbers": ("Number theory", 0.0),
        "geometry": ("Geometry", 0.0),
        "steps": ("Single steps of school problems: one operation, or a plan", 0.0),
        "roots": ("All roots of an equation", 0.0),
        "inequalities": ("Inequalities, answered by an interval", 0.0),
        "sets": ("Finite sets", 0.0),
        "statements": ("Statements, true or false", 0.5),
        "selections": ("Every option that is right", 0.127),
        "quantities": ("Several quantities in order", 0.0),
        "simplify": ("Expressions to simplify", 0.0),
        "lines": ("Equations of lines", 0.0),
        "tuples": ("Points and tuples", 0.0),
        "matrices": ("Matrices", 0.0),
    }
)
_MEDICAL = ("vignettes", "cases", "tests", "treatments", "consultations", "facts")

for _name, _family in TASKS.items():
    _title, _chance = TITLES[_name]
    register(
        Task(
            name=_name,
            title=_title,
            domain="medical" if _name in _MEDICAL else "maths",
            licence=LICENSE,
            citation="this project, data/generators",
            size=None,
            chance=_chance,
            source=Generated(_name, _family.levels),
            note=f"As many as are asked for. Parts: {', '.join(_family.levels)}.",
        )
    )
