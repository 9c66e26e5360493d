"""The gate before a lost engine: nobody waits at it for ever."""

from __future__ import annotations

import asyncio

import pytest

from benchmarks.runner.asking import EngineGone
from benchmarks.runner.gate import Gate
from reasoning.errors import StoreError
from tests.benchmarks.runner.small import at_once


async def nothing(reason: str) -> None: ...


async def test_it_opens_when_the_engine_is_back() -> None:
    faults = ["gone", "gone still", ""]
    told: list[str] = []

    async def fault() -> str:
        return faults.pop(0)

    async def tell(reason: str) -> None:
        told.append(reason)

    gate = Gate(fault, tell, 1000, at_once)
    await gate.passed()
    gate.shut("hung up")
    assert not gate.is_open
    await gate.passed()
    assert (gate.is_open, told, faults) == (True, ["hung up", ""], [])


async def test_an_engine_that_stays_away_is_given_up_for_everybody() -> None:
    async def fault() -> str:
        return "gone still"

    gate = Gate(fault, nothing, 100, at_once)
    gate.shut("hung up")
    for found in await asyncio.gather(gate.passed(), gate.passed(), return_exceptions=True):
        assert isinstance(found, EngineGone)
        assert str(found) == "gone still"
    gate.shut("a unit that was under way")
    with pytest.raises(EngineGone):
        await gate.passed()
    await gate.close()


async def test_a_store_that_cannot_be_told_lets_nobody_wait_for_ever() -> None:
    async def fault() -> str:
        return ""

    async def tell(reason: str) -> None:
        raise StoreError("the store is locked")

    gate = Gate(fault, tell, 100, at_once)
    gate.shut("hung up")
    with pytest.raises(StoreError, match="is locked"):
        await gate.passed()
    await gate.close()
