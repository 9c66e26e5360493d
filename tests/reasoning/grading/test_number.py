"""Numbers: every way of writing one reads back as the same exact value."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning.errors import GradingError
from reasoning.grading import read_answer, read_number, same_answer, same_number
from reasoning.grading.number import last_number
from reasoning.grading.verdict import verdict

INTEGERS = st.integers(-(10**15), 10**15)


@given(INTEGERS)
def test_an_integer_reads_back_from_every_format(value: int) -> None:
    for written in (f"{value}", f"{value:,}", f"${value}$", f"{value}.0", f"{value} apples",
                    rf"\text{{{value}}}", rf"{value}\text{{ m}}", f"{value}元"):  # fmt: skip
        assert read_number(written) == value, written


@given(INTEGERS, st.integers(1, 10**6))
def test_a_fraction_reads_back_from_every_format(above: int, below: int) -> None:
    for written in (f"{above}/{below}", rf"\frac{{{above}}}{{{below}}}", f"({above})/({below})",
                    rf"\dfrac{{{above}}}{{{below}}}\text{{ cm}}"):  # fmt: skip
        assert read_number(written) == Fraction(above, below), written


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9))
def test_a_decimal_reads_back_exactly(value: object) -> None:
    assert read_number(f"{value}") == Fraction(f"{value}")


@given(st.integers(1, 9999), st.integers(-300, 300))
def test_scientific_notation_reads_back_from_every_format(mantissa: int, power: int) -> None:
    value = mantissa * Fraction(10) ** power
    for written in (f"{mantissa}e{power}", rf"{mantissa}\times 10^{{{power}}}",
                    f"{mantissa} x 10^{power}", f"{mantissa}×10^{power}",
                    rf"{mantissa} \cdot 10^{{{power}}}"):  # fmt: skip
        assert read_number(written) == value, written


@pytest.mark.parametrize(
    ("written", "value"),
    [("60%", "3/5"), ("1 4/5", "9/5"), ("-2½", "-5/2"), ("３．５", "7/2"), ("三点一四", "157/50"),
     ("负三", "-3"),
     ("三又二分之一", "7/2"), ("3又1/2", "7/2"), ("百分之十二点五", "1/8"), ("百分之5.2", "13/250"),
     ("两百零五", "205"), ("一亿三千万", "130000000"),
     ("三万亿", "3000000000000"), ("十二", "12"), ("二〇二四", "2024"),
     ("$1,000.99", "100099/100"), ("1,000.99€", "100099/100"), ("1,000.99m²", "100099/100"),
     ("x = 5", "5"), (r"\sqrt{9/4}", "3/2"), ("5!", "120"), ("204_5", "54")],
)  # fmt: skip
def test_a_written_number_has_its_exact_value(written: str, value: str) -> None:
    assert read_number(written) == Fraction(value)


@pytest.mark.parametrize("text", ["", "pi", "x+1", "1,2", "9^9^9^9", "1/0", "AZYUK2A"])
def test_what_is_no_rational_number_is_refused(text: str) -> None:
    with pytest.raises(GradingError):
        read_number(text)


def test_a_tolerance_applies_only_where_it_is_stated() -> None:
    assert not same_number("100", "101")
    assert same_number("100", "101", relative=Fraction(1, 100))
    assert not same_number("100", "102", relative=Fraction(1, 100))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [("0.6", "60%", True), ("25", r"25\%", True), ("12 apples", "12", True), ("5 kg", "5 g", False),
     ("30分钟", "30 min", True), ("5m", "5 metres", True), ("1/3", "0.333", False),
     ("1/3", "0.333333", True), ("25 square meters", "25 m^2", True), ("x=11", "11", True)],
)  # fmt: skip
def test_units_and_percent_signs_count_only_where_they_contradict(
    first: str, second: str, same: bool
) -> None:
    assert same_answer(first, second, "NV") is same
    assert same_answer(second, first, "NV") is same


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("She starts with 3 apples and ends with 1,234 apples.", "1,234"),
        ("So 3 + 4 = 7", "7"),
        ("it is -5", "-5"),
        ("between 3-5", None),
        ("It is between 5 and 6.", None),
        ("答案介于5和6", None),
        ("#### 18", "18"),
        (r"The answer is $\frac{1}{2}$.", r"\frac{1}{2}"),
        ("The speed is 6 m/s.", "6 m/s"),
        ("It moves 6 m in 3 s.", "3 s"),
        ("That makes 5 in all.", "5"),
        ("速度是6米/秒。", "6 米/秒"),
        ("The result is $x = 5$.", "5"),
        ("Final Answer: The largest $n$ is 34.", "34"),
        ("the number is not 10 which is 1,000.99€", "1,000.99"),
        ("AZYUK2A", None),
        ("no number at all", None),
    ],
)
def test_the_number_that_a_reply_ends_on_is_read(reply: str, answer: str | None) -> None:
    assert read_answer(reply, "NV") == answer


def test_a_minus_between_two_numbers_is_no_sign() -> None:
    assert last_number("pages 10-12") == "12"
    assert last_number("it fell to -12") == "-12"


NO_NUMBER = [
    r"\boxed{5x+7}", r"\boxed{f(7)}", r"\boxed{\Gamma(7)}", r"\boxed{\int_0^7 x dx}",
    r"\boxed{\sqrt[3]{x}+7}", r"\boxed{>7}", r"\boxed{5 \sim 7}", r"\boxed{x=5, y=7}",
    r"\boxed{\ne 7}", r"\boxed{7x}", r"\boxed{\gcd(5,7)}", r"\boxed{\max(3,6)+\Gamma(7)}",
    r"\boxed{9 \bmod 7}", "The answer is not 7.", "7 is wrong", "The answer is 7, which is wrong.",
    "≠7", "more than 7", "The answer is more than 7.", "The answer is ≠7", "答案不是7",
    "So we take √7", "<answer>5x+7</answer>", "#### 5x+7", r"\boxed{" + "7+" * 90_000 + "7}",
    "7+" * 90_000 + "7", r"\boxed{" + "√" * 50 + "7}", "√" * 50 + "7",
]  # fmt: skip


@pytest.mark.parametrize("reply", NO_NUMBER, ids=lambda text: text[:24])
def test_the_last_digits_of_what_is_no_number_are_no_answer(reply: str) -> None:
    assert verdict(reply, "7", "NV").equal is False


@pytest.mark.parametrize(
    "reply",
    [
        "at most 7", "at least 7", "up to 7", "no more than 7", "no fewer than 7", "至少7", "最多7",
        "至多7", "最少7", "不超过7", "The answer is at least 7.", r"\boxed{\text{at least }7}",
        r"\boxed{\text{up to }7}", "The height is up to 7.", "5~7", "5∼7", "5 to 7", "5到7",
        r"\boxed{5 \sim 7}", r"\boxed{5\text{ to }7}", "between 3 to 7", "between 3-7",
        "The range is 5 to 7.", "C_{7}", r"\boxed{C_{7}}", "C(9,7)", "C_9^7", r"\boxed{C(9, 7)}",
        "It is C(9, 7).", "5 out of 7", "3 apples and 7 pears",
    ],
)  # fmt: skip
def test_the_end_of_a_range_a_bound_an_index_or_an_argument_is_no_answer(reply: str) -> None:
    assert verdict(reply, "7", "NV").equal is False


@pytest.mark.parametrize(
    "reply",
    [
        "3 apples and 4 pears make 7", "5 + 2 is 7", "So he rounds up to 7.", "They add up to 7.",
        "5 boys and 2 girls, so 7", "She had 3 and gets 4. Now she has 7.",
    ],
)  # fmt: skip
def test_a_number_that_the_others_lead_to_is_the_answer(reply: str) -> None:
    assert verdict(reply, "7", "NV").equal is True


@pytest.mark.parametrize(
    "reply",
    [
        "The answer is 7 apples.", "The answer is 7 because 3+4=7.", "The answer is 7 (not 5).",
        "The answer is: 3 bags of 1 and 4 more, so 7 in all.", "The answer is x + y = 7.",
        r"\boxed{\text{about } 7\text{ cm}}", "<b>7</b>", "So the total is **7** apples.",
        "The result is shown below.\n\n3+4 = 7", "seven (7)", "-> 7", r"\boxed{27 \bmod 10}",
        r"\boxed{\gcd(21, 14)}", r"\boxed{\lcm(7, 1)}", r"\boxed{\min(7, 9)}",
        r"\boxed{\max\{2, 7, 3\}}",
    ],
)  # fmt: skip
def test_words_and_units_may_stand_around_a_number(reply: str) -> None:
    assert verdict(reply, "7", "NV").equal is True


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3.2 million", "3200000"), ("7 billion", "7000000000"), ("7 thousand", "7000"),
        ("7k", "7000"), ("$7k", "7000"), ("1.5 trillion dollars", "1500000000000"),
        (r"7\text{ million people}", "7000000"), ("7 hundred thousand", "700000"),
        ("minus 7", "-7"), ("Negative 7", "-7"), ("负7", "-7"), (r"\text{negative } 7", "-7"),
        ("7‰", "7/1000"), ("minus 2.5 million", "-2500000"),
    ],
)  # fmt: skip
def test_scale_words_and_worded_signs_are_part_of_the_number(written: str, value: str) -> None:
    assert read_number(written) == Fraction(value)
    for reply in (written, f"The answer is {written}.", rf"\boxed{{{written}}}"):
        assert verdict(reply, value, "NV").equal is True, reply
        assert verdict(value, written, "NV").equal is True
        assert verdict(reply, value.strip("-0").removesuffix("/1") or "0", "NV").equal is False


def test_a_prefix_is_no_scale_and_a_scale_asked_for_is_not_applied_twice() -> None:
    assert same_answer("7 kg", "7000 g", "NV")
    assert not same_answer("7 K", "7000", "NV")
    assert not same_answer("7 km", "7000", "NV", unit="km")
    assert same_answer("7k", "7", "NV", unit="k")
    assert same_answer("3.2 million dollars", "3.2", "NV", unit="million dollars")
    assert same_answer("$7k", "7000", "NV", unit="dollars")
