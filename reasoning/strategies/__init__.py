"""The strategies, one file each: ways to spend a thinking budget."""

from reasoning.strategies.adaptive import Adaptive
from reasoning.strategies.approximate import Approximate
from reasoning.strategies.base import Strategy
from reasoning.strategies.ladder import Independent, Ladder, Vote
from reasoning.strategies.vote import EarlyStop

__all__ = ["Adaptive", "Approximate", "EarlyStop", "Independent", "Ladder", "Strategy", "Vote"]
