"""LLM judge: what comparing cannot grade, an open answer or a rubric, asked of a model.

    await judge_open(problem, reply, engine)              right or wrong, by the reference if any
    await judge_rubric(problem, reply, criteria, engine)  a share of a rubric's points

A judge is one more problem for `reasoning.reason`, on any engine, and every question is put to it
twice with everything that has a position in the other order (Zheng et al. 2023, section 3.4): only
what it says both times counts. How far a judge can be trusted is measured, not assumed:
`python -m benchmarks.grading judge` reports its agreement with labels. The bundled model has not
been taught to judge and refuses, or scores as chance does; use a large model.
"""

from reasoning.judging.open_answer import judge_open
from reasoning.judging.rubric import Criterion, judge_rubric
from reasoning.judging.twice import JUDGE_BUDGET, Judgement

__all__ = ["JUDGE_BUDGET", "Criterion", "Judgement", "judge_open", "judge_rubric"]
