"""The domains, one file each."""

from reasoning.domains.base import Domain, messages, question_text
from reasoning.domains.general import General
from reasoning.domains.maths import Maths
from reasoning.domains.medical import Medical
from reasoning.problem import Problem

_DOMAINS: dict[str, Domain] = {d.name: d for d in (Medical(), Maths(), General())}

__all__ = ["Domain", "domain_of", "messages", "question_text"]


def domain_of(problem: Problem) -> Domain:
    """The domain that asks and reads this problem."""
    return _DOMAINS[problem.domain]
