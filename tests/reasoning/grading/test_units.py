"""Physical values: the unit asked for, other units of its dimension, and the tolerance."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reasoning.grading import is_correct, read_answer, same_answer
from reasoning.grading.physical import TOLERANCE
from reasoning.grading.unit_names import KNOWN, NAMES
from reasoning.grading.units import conversion, peel, read_unit

RIGHT = [
    ("5000 g", "5", "kg"),
    ("5", "5", "kg"),
    ("5 kg", "5000 g", "kg"),
    (r"5000\,\mathrm{g}", "5", r"$\mathrm{kg}$"),
    ("9.81 m/s^2", "9.8", "m/s^2"),
    ("9.81 m s^{-2}", "9.8", "m/s²"),
    (r"9.8\,\mathrm{m\cdot s^{-2}}", "9.8", r"m/s^{2}"),
    ("1.6e-19", "1.6e-19", "C"),
    ("3e8", "299792458", "m/s"),
    ("1.08e9 km/h", "3.0e8", "m/s"),
    ("5 metres per second", "5", "m/s"),
    (r"\frac{\pi}{4} rad", "45", "degree"),
    ("45°", "45", "°"),
    ("25%", "25", "%"),
    ("27 °C", "300", "K"),
    ("4.2 J/(g*K)", "4200", "J/(kg K)"),
    ("1 atm", "101325", "Pa"),
    ("20 J", "20", "N*m"),
    ("20 apples", "20", "m"),
    ("6米每秒", "6", "m/s"),
    ("５０００克", "5", "千克"),
    ("36.9°", "36.87", "°"),
    ("33.3%", "33.33", "%"),
    ("7.05 cm", "7", "cm"),
    ("3.33 dollars", "10/3", "dollars"),
    ("5000 g", "5", "some unit of their own, grams"),
]
WRONG = [
    ("5 m", "5", "kg"),
    ("5 g", "5", "kg"),
    ("25%", "25", "m"),
    ("1.6e-18", "1.6e-19", "C"),
    ("205 minutes", "204", "minutes"),
    ("205", "204", "minutes"),
    ("9.7 m/s^2", "9.81", "m/s^2"),
    ("-5 kg", "5", "kg"),
    ("0.25", "25", "%"),
    ("3 dollars", "3", "euro"),
    ("89.5", "90", "°"),
    ("89.5", "90", "度"),
    ("90.5°", "90", "degrees"),
    ("99.5", "100", "%"),
    ("36.5°", "36.87", "°"),
    ("-36.9°", "36.87", "°"),
    ("99.5 dollars", "100", "dollars"),
]


@pytest.mark.parametrize(("answer", "gold", "unit"), RIGHT[:-1])
def test_a_value_in_any_unit_of_the_dimension_asked_for_is_right(
    answer: str, gold: str, unit: str
) -> None:
    assert is_correct(answer, gold, "NV", unit=unit)
    assert is_correct(gold, answer, "NV", unit=unit)


@pytest.mark.parametrize(("answer", "gold", "unit"), WRONG)
def test_another_dimension_or_a_value_beyond_the_tolerance_is_wrong(
    answer: str, gold: str, unit: str
) -> None:
    assert is_correct(answer, gold, "NV", unit=unit) is False
    assert is_correct(gold, answer, "NV", unit=unit) is False


def test_a_unit_that_is_not_known_asks_for_nothing() -> None:
    assert not is_correct(*RIGHT[-1][:2], "NV", unit=RIGHT[-1][2])
    assert is_correct("5", "5 people", "NV", unit="people")


def test_a_tolerance_applies_where_a_unit_is_asked_for_and_nowhere_else() -> None:
    assert is_correct("9.81", "9.8", "NV", unit="m/s^2")
    assert not is_correct("9.81", "9.8", "NV")
    assert not same_answer("9.81", "9.8", "NV", unit="m/s^2")  # a vote needs an equivalence
    assert same_answer("5 kg", "5000 g", "NV", unit="kg")
    assert same_answer("5", "5000 g", "NV", unit="kg")


def test_units_are_converted_where_none_is_asked_for_too() -> None:
    assert same_answer("5 kg", "5000 g", "NV")
    assert same_answer("1 hour", "60 minutes", "NV")
    assert same_answer("180 degrees", r"\pi\text{ rad}", "NV")
    assert not same_answer("5 kg", "5 m", "NV")


@pytest.mark.parametrize(
    ("kind", "answer", "gold", "same"),
    [
        ("MPV", "2000 g, 3 kg", "2, 3", True),
        ("MPV", "3 kg, 2000 g", "2, 3", False),
        ("MA", "3 kg, 2000 g", "2, 3", True),
        ("SET", r"\{2.001, 3\}", r"\{2, 3\}", True),
        ("TUP", "(2.1, 3)", "(2, 3)", False),
        ("EX", r"2\pi\sqrt{L/g}", r"2\pi\sqrt{\frac{L}{g}}", True),
        ("EX", r"3.14", r"\pi", True),
        ("EX", r"2 m g", r"2 g m", True),
        ("EX", r"2 m", r"2", False),
    ],
)
def test_lists_and_expressions_mind_the_unit_too(
    kind: str, answer: str, gold: str, same: bool
) -> None:
    assert is_correct(answer, gold, kind, unit="kg") is same


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("m/s^2", "metre second^-2"),
        (r"\mathrm{kg\cdot m^2/s}", "kilogram metre^2 second^-1"),
        ("J/kg K", "joule kelvin^-1 kilogram^-1"),
        ("MeV", "megaelectron_volt"),
        ("µm", "micrometre"),
        ("degrees Celsius", "degC"),
        ("square metres", "metre^2"),
        ("apples", ""),
        ("2", ""),
        ("", ""),
        ("__import__('os')", ""),
    ],
)
def test_a_unit_has_one_spelling(text: str, unit: str) -> None:
    assert read_unit(text) == unit


def test_every_name_of_the_table_is_known_to_pint() -> None:
    for name in sorted(NAMES):
        assert conversion(name, name) is not None
        assert conversion(f"{name}^2", f"metre {name}^2") is None


def test_conversions_are_exact() -> None:
    assert conversion("inch", "millimetre") == (pytest.approx(25.4), 0)
    factor, offset = conversion("inch", "millimetre") or (None, None)
    assert factor is not None and factor * 5 == 127 and offset == 0
    assert conversion("degC", "kelvin") == (1, pytest.approx(273.15))
    assert conversion("joule degC^-1", "joule kelvin^-1") == (1, 0)
    assert conversion("dollar", "cent") == (100, 0)


def test_a_product_in_an_expression_is_no_unit() -> None:
    assert peel(r"\frac{3}{2} kT", any_word=False) == (r"\frac{3}{2} kT", None)
    assert peel("5 kg", any_word=False) == ("5", "kilogram")


UNITS = st.sampled_from(["", "kg", "m/s", "%", "°", "degC", "apples", "m^2"])
VALUES = st.builds(
    lambda number, unit: f"{number} {unit}".strip(),
    st.one_of(st.integers(-999, 999), st.decimals(-999, 999, places=2)),
    st.sampled_from(["", "kg", "g", "m", "km/h", "m/s", "%", "degrees", "rad", "apples"]),
)


@settings(deadline=timedelta(seconds=30))
@given(VALUES, VALUES, UNITS)
def test_values_with_units_compare_reflexively_and_symmetrically(
    first: str, second: str, unit: str
) -> None:
    assert is_correct(first, first, "NV", unit=unit)
    assert same_answer(first, second, "NV", unit=unit) == same_answer(
        second, first, "NV", unit=unit
    )
    assert is_correct(first, second, "NV", unit=unit) == is_correct(second, first, "NV", unit=unit)


@given(st.floats(1e-30, 1e30), st.floats(0.5, 2))
def test_the_tolerance_is_a_share_of_the_larger_value(value: float, factor: float) -> None:
    other = value * factor
    apart = abs(value - other) / max(value, other)
    if abs(apart - float(TOLERANCE)) > 1e-6:
        expected = apart <= float(TOLERANCE)
        assert is_correct(f"{other:e}", f"{value!r}", "NV", unit="m") is expected or (
            abs(apart - float(TOLERANCE)) < 2e-6
        )


HOSTILE = ["m" * 3_000, "m^9" * 400, "m/" * 900, "kg " * 500, "(" * 900, "m^{999999999}",
           r"\text{" * 300, "米" * 900, "9^9^9^9 kg", "1e999999 kg", "5 " + "kg*" * 300 + "m",
           "5 m^-9 s^9 kg^9 A^9 K^9 mol^9 cd^9", "5" + " m" * 900, "5 per per per per"]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_no_unit_takes_long_to_read(text: str) -> None:
    is_correct("5 kg", "5000 g", "NV", unit="kg")  # pint itself takes a moment to load
    before = time.process_time()
    for unit in (text, "kg"):
        is_correct(f"5 {text}", "5", "NV", unit=unit)
        is_correct("5", f"5 {text}", "MA", unit=unit)
        read_answer(f"the mass is 5 {text} in all", "NV")
    assert time.process_time() - before < 4


@settings(deadline=timedelta(seconds=30))
@given(st.text(max_size=60))
def test_any_text_reads_as_a_unit_of_the_table_or_as_none(text: str) -> None:
    unit = read_unit(text)
    assert all(part.partition("^")[0] in NAMES for part in unit.split())
    assert set(KNOWN.values()) == NAMES
