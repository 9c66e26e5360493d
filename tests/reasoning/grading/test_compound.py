"""Values in several units of one dimension: read as their sum, and never as their last part."""

from __future__ import annotations

import pytest

from reasoning.grading.verdict import verdict


@pytest.mark.parametrize(
    ("reply", "gold", "unit"),
    [
        ("45°30'", "30", ""), (r"45^{\circ}30'", "30", ""), ("45°30′", "30", "°"),
        (r"\boxed{45^\circ 30'}", "30", ""), ("45°30'15''", "15", ""), ("45°30′15″", "15", ""),
        ("30'15''", "15", ""), ("2 h 30 min", "30", "min"), ("2小时30分钟", "30", "分钟"),
        (r"\boxed{2\text{ h }30\text{ min}}", "30", ""), ("5 ft 30 in", "30", ""),
        (r"2\frac12 h 4 min", "4", ""), (r"2\frac{1}{2} h 4 min", "4", "min"),
        ("It takes 2 h 30 min.", "30", "min"), ("It takes 2 hours and 30 minutes.", "30", "min"),
        ("2 min 30 h", "30", "h"), ("3 m 30 s", "30", "s"),
    ],
)  # fmt: skip
def test_the_last_part_of_a_compound_value_is_not_its_value(
    reply: str, gold: str, unit: str
) -> None:
    assert verdict(reply, gold, "NV", unit=unit).equal is False


@pytest.mark.parametrize(
    ("first", "second", "unit"),
    [
        ("45°30'", "45°30'", ""), (r"45^{\circ}30^{\prime}", "45°30′", ""),
        ("45°30′", "45.5", "°"), ("45°30′", "45.5°", ""), ("-45°30'", "-45.5", "°"),
        ("45°30'15''", "45.504166°", ""), ("45°30′15″", "45.504166", "°"),
        ("2 h 30 min", "150", "min"), ("2 h 30 min", "2.5", "h"), ("2小时30分钟", "150", "分钟"),
        (r"2\text{ h }30\text{ min}", "150", "min"), ("2 hours and 30 minutes", "2.5 h", ""),
        ("2 hours, 30 minutes", "150", "minutes"), ("2 h 30 min 45 s", "9045", "s"),
        ("5 ft 3 in", "63 in", ""), ("-2 h 30 min", "-2.5", "h"),
    ],
)  # fmt: skip
def test_a_compound_value_is_the_sum_of_its_parts(first: str, second: str, unit: str) -> None:
    for reply in (first, f"The answer is {first}.", rf"\boxed{{{first}}}"):
        assert verdict(reply, second, "NV", unit=unit).equal is True, reply
    assert verdict(second, first, "NV", unit=unit).equal is True


def test_quantities_side_by_side_stay_two_answers() -> None:
    assert verdict("2 h, 30 min", "2 h, 30 min", "MPV").equal is True
    assert verdict("150 min", "2 h, 30 min", "MPV").equal is False


def test_the_same_text_is_equal_even_where_it_cannot_be_read() -> None:
    assert verdict("30'15''", "30' 15''", "NV").equal is True
    assert verdict("10 to 20", "10 to 20", "NV").equal is True
