"""What the server knows of a worker process's prefix cache."""

from __future__ import annotations

from reasoning.engines.embedded_process import Prefixes, blocks


def test_a_prefix_is_known_by_its_whole_blocks():
    prefixes = Prefixes()
    prefixes.remember(list(range(70)), list(range(70, 100)))
    assert prefixes.longest(blocks(list(range(70)))) == (False, 2)
    assert prefixes.longest(blocks(list(range(100)))) == (True, 3)
    assert prefixes.longest(blocks([*range(64), 1, *range(65, 100)])) == (False, 2)
    assert prefixes.longest(blocks([1, *range(1, 100)])) == (False, 0)
    prefixes.remember(list(range(100)), [])
    assert prefixes.longest(blocks(list(range(100)))) == (True, 3), (
        "it still rounds as it was drawn"
    )
