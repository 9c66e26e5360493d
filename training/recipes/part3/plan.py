"""What is trained and what is measured: arms, models, and the cells of the results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from data.generators.base import Style
from training.recipe import Recipe

Measure = Literal["greedy", "votes"]

#: What the bundled model was before it had seen a long thought.
BUNDLED_BASE = "data/model-base"

#: What the paper gives: LoRA, learning rate 1e-4, batch 8, 3 epochs (its rank is not told).
PAPER_RECIPE = Recipe(lr=1e-4, epochs=3, batch=8, rank=16, alpha=32, checkpointing=True, at_once=1)
#: A network of a few million weights takes and needs larger steps (but at three times this one it
#: forgot what the base knew), and the bundled base has never met some of the words that a long
#: thought is made of, so its embeddings are trained too.
TINY_RECIPE = Recipe(lr=1e-3, epochs=3, batch=8, rank=64, alpha=128, embeddings=True)
#: Weights on disk, in bytes, up to which a base counts as tiny.
TINY_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to get an answer. `style`: of the thoughts it was tuned on; None is the base."""

    label: str
    paper: str  # the paper's name for it
    style: Style | None
    thinks: bool = True


ARMS: Mapping[str, Arm] = MappingProxyType(
    {
        "vanilla": Arm("vanilla, no thought", "vanilla", None, thinks=False),
        "prompted": Arm("prompted chain", "CoT", None),
        "short": Arm("SFT, short chains", "CoT-SFT", "short"),
        "step": Arm("SFT, LongStep", "LongStep SFT", "step"),
        "journey": Arm("SFT, LongMonolog", "LongMonolog SFT", "journey"),
    }
)
TUNED = tuple(name for name, arm in ARMS.items() if arm.style)
#: The arms whose growth with the number of examples is measured.
EFFICIENCY = ("short", "journey")


@dataclass(frozen=True, slots=True)
class Plan:
    """One reproduction.

    base: folder or hub id. data: a folder of own examples and tests; "" takes the generated ones.
    problems: a test set, answered greedily; vote_problems: others, answered `votes[-1]` times.
    sizes: of the training set, for data efficiency.
    thinking_tokens: the most that an arm may think; a thought that is longer is cut.
    """

    base: str = BUNDLED_BASE
    seeds: int = 3
    n: int = 500
    problems: int = 200
    vote_problems: int = 50
    votes: tuple[int, ...] = (1, 4, 16, 64)
    sizes: tuple[int, ...] = (50, 100, 200, 500, 1000)
    thinking_tokens: int = 1024
    answer_tokens: int = 64
    temperature: float = 1.0
    data: str = ""
    recipe: Recipe = field(default_factory=Recipe)

    def record(self) -> dict[str, Any]:
        """The JSON form, which `results` compares: another plan is another reproduction."""
        record = asdict(self)
        return record | {"votes": list(self.votes), "sizes": list(self.sizes)}


@dataclass(frozen=True, slots=True)
class ModelRun:
    """The base (`style` None), or what one training made of it."""

    style: Style | None = None
    n: int = 0
    seed: int = 0

    @property
    def name(self) -> str:
        """Its folder's name, and the name that a server serves it under."""
        return f"{self.style}-{self.n}-{self.seed}" if self.style else "base"


@dataclass(frozen=True, slots=True)
class Cell:
    """One arm of one model on one test set: what is measured, and kept, in one piece."""

    model: ModelRun
    arm: str
    test: str
    measure: Measure
    seed: int

    @property
    def key(self) -> str:
        """Its place in the results."""
        return cell_key(self.arm, self.model.n, self.seed, self.test, self.measure)


def cell_key(arm: str, n: int, seed: int, test: str, measure: Measure) -> str:
    """`journey/n=500/seed=0/hard/greedy`; the base's arms have n = 0."""
    return f"{arm}/n={n}/seed={seed}/{test}/{measure}"


def stages(plan: Plan) -> list[list[ModelRun]]:
    """The models in the order in which they are made and measured: the headline comes first."""
    seeds = range(plan.seeds)
    main = [ModelRun(style, plan.n, seed) for seed in seeds for style in _styles(TUNED)]
    others = [
        ModelRun(style, n, seed)
        for n in plan.sizes
        if n != plan.n
        for seed in seeds
        for style in _styles(EFFICIENCY)
    ]
    return [[ModelRun()], main, others]


def cells(plan: Plan, model: ModelRun, tests: tuple[str, ...]) -> list[Cell]:
    """What is measured on a model.

    Greedy answers of the base are the same under every seed, and so measured once. Models of the
    data-efficiency curve are answered greedily only.
    """
    if model.style is None:
        base_arms = [name for name, arm in ARMS.items() if arm.style is None]
        greedy = [Cell(model, arm, t, "greedy", 0) for arm in base_arms for t in tests]
        votes = [
            Cell(model, arm, t, "votes", seed)
            for seed in range(plan.seeds)
            for arm in base_arms
            for t in tests
        ]
        return greedy + votes
    (arm,) = [name for name, a in ARMS.items() if a.style == model.style]
    measures: tuple[Measure, ...] = ("greedy", "votes") if model.n == plan.n else ("greedy",)
    return [Cell(model, arm, t, measure, model.seed) for measure in measures for t in tests]


def is_tiny(base: str) -> bool:
    """Whether the base is a folder with a model in it that is small enough for a CPU."""
    size = sum(file.stat().st_size for file in Path(base).glob("*.safetensors"))
    return 0 < size <= TINY_BYTES


def recipe_for(base: str) -> Recipe:
    """The paper's recipe, unless the base is tiny."""
    return TINY_RECIPE if is_tiny(base) else PAPER_RECIPE


def _styles(arms: tuple[str, ...]) -> list[Style]:
    return [style for arm in arms if (style := ARMS[arm].style)]
