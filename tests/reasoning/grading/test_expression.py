"""Expressions: what is the same, what is not, and that no text takes long."""

from __future__ import annotations

import time
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reasoning.errors import GradingError
from reasoning.grading import equivalent, same_answer
from reasoning.grading.expression import read
from reasoning.grading.grammar import MAX_NODES, parse

SAME = r"""
1/2 | 0.5
\frac12 | \dfrac{1}{2}
\frac94\pi | 9\pi/4
1\frac{4}{5} | 9/5
-1\frac45 | -9/5
1 4/5 | 1.8
2\frac{x}{3} | \frac{2x}{3}
\sqrt{12} | 2\sqrt3
\sqrt[3]{27} | 3
\sqrt[3]{-8} | -2
-2^2 | -4
2^3^2 | 512
x^-2 | 1/x^2
GMmr^{-2} | \frac{GMm}{r^2}
x^2+2x+1 | (x+1)^2
\frac{x^2-1}{x-1} | x+1
\frac{(n-1)!}{k!}\frac{n}{(n-k)!} | \binom{n}{k}
\sin^2 x + \cos^2 x | 1
\sin 2x | 2\sin x\cos x
\sin^{-1}x | \arcsin x
\log_2 8 | 3
\ln e^3 | 3
\cosh x | (e^x+e^{-x})/2
2|x| | |2x|
\lfloor 2.7\rfloor | 2
(1+i)^2 | 2i
e^{i\pi} | -1
\sqrt{-4} | 2i
10\% | 0.1
45^\circ | \pi/4
\sin 30^\circ | 1/2
125\textnormal{ miles} | 125
9.8\text{ m/s}^2 | 9.8 m/s^2
\text{5 cm} | 5\,\mathrm{cm}
\$18.90 | 18.90 dollars
1.6\times10^{-19} | 1.6e-19
32,\! 349 | 32349
1{,}000 | 1000
12,345,678 | 12345678
二十五 | 25
三分之二 | 2/3
百分之五 | 5%
3.5万 | 35000
１２．５ | 12.5
2½ | 2.5
−7 | -7
πr² | \pi r^2
T_{\mathrm{s}} | T_s
\alpha+β | \beta+α
x=3 | 3
f(x)=x^2 | x^2
|AB|=1 | 1
V_{1}:V_{2}=11:21 | 11:21
x^2+y^2=1 | y^2+x^2=1
\{1,2\} | \{2,1\}
1 and 2 and 3 | 1,2,3
x=1 or x=2 | 2,1
\pm 2021 | -2021, 2021
3\pm\sqrt2 | 3+\sqrt{2}, 3-\sqrt2
1.41421 | \sqrt2
0.0833333333333333 | \frac{1}{12}
52_8 | 42
1+9^9^9^9 | 9^{9^{9^9}}+1
\pi \cdot 10^{-150} | 10^{-151} \cdot 10\pi
\sin^2 1 + \cos^2 1 - 1 | 0
2024^{4046} | 2024^{4000}\cdot 2024^{46}
"""

DIFFERENT = r"""
1/2 | 0.51
3.14 | \pi
1.414 | \sqrt2
1.41422 | \sqrt2
1.000001 | 1
|x| | x
x+1 | x+2
2x | x
x^2 | x^3
1/x | x
2 3 | 6
2 3 | 23
32, 349 | 32349
5 cm | 5 km
(1,2) | (2,1)
(1,2) | [1,2]
1,2 | 1,2,3
\pm 2021 | 2021
x^2+y^2=1 | 1
2x+z=1 | 1
2^{100} | 2^{100}+1
\sqrt{2} | \sqrt{2}+10^{-30}
e^{\pi\sqrt{163}} | 262537412640768744
9^9^9^9 | 9^9^9^8
\infty | -\infty
\pi \cdot 10^{-150} | \pi \cdot 10^{-151}
\pi \cdot 10^{-300} | 0
\frac{\sqrt2}{2900!} + 1 | \frac{\sqrt2}{2900!}
\sin(10^{1000}) | \sin(10^{1000}) + 1
\tan(\pi/2) | \tan(\pi/2) + 1
blue whales | lube whales
1/0 | 0
"""


def pairs(table: str) -> list[tuple[str, ...]]:
    # " | " with spaces: a bar may stand in an expression.
    return [tuple(line.rsplit(" | ", 1)) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("first", "second"), pairs(SAME))
def test_the_same_value_in_two_forms_is_equivalent(first: str, second: str) -> None:
    assert equivalent(first, second)
    assert equivalent(second, first)


@pytest.mark.parametrize(("first", "second"), pairs(DIFFERENT))
def test_different_values_are_not_equivalent(first: str, second: str) -> None:
    assert not equivalent(first, second)
    assert not equivalent(second, first)


def test_an_answer_beyond_the_grammar_equals_only_its_own_text() -> None:
    answer = "$g(x)=ax$ for some $a>0$"
    assert equivalent(answer, "g(x) = ax for some a>0")
    assert not equivalent(answer, "$g(x)=ax$ for some $a<0$")


@pytest.mark.parametrize(
    "text",
    ["", "1+", "(1", "2 3", r"\frac{1}", r"\import{os}", "__import__('os')", "x;y", "1e999999",
     "7_{99}", "(" * 200, "1" * 1_500, "+".join("x" * 400)],
)  # fmt: skip
def test_what_is_no_expression_within_the_limits_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(GradingError) as error:
        parse(text)
    assert "\n" not in str(error.value)


def test_a_long_sum_is_read_up_to_the_limit_of_operations() -> None:
    assert read("+".join(["1"] * (MAX_NODES // 2))).form == "one"


HOSTILE = [
    "9^9^9^9", "7^{20000000}",
    "2^{2^{2^{2^{2^2}}}}", "99999!", "9!!!!!!!!", "(10^9)!", "x^{x^{x^{x^{x}}}}",
    "x^{10^{10}}", "(2^{65000}+1)/(3^{40000}+1)" * 20, r"\binom{3000}{1500}" * 40,
    r"\binom{10^{12}}{10^{11}}", "+".join(f"1/{2900 + i}!" for i in range(99)),
    "/".join(f"{2900 + i}!" for i in range(30)), r"\sin(10^{1000})" * 30,
    "+".join(f"x_{{{i}}}!" for i in range(90)), "1e3000*" * 50 + "1", "1" + "e9" * 500,
    "(" * 100_000, "{" * 1_900, "1+" * 50_000 + "1", "1" * 100_000, r"\sqrt" * 390 + "2",
    r"\frac" * 390, r"\sin" * 400 + "x", "-" * 1_900 + "1", "^" * 1_900, "|" * 1_900,
    "a_" * 900, r"\left" * 390, "5" + "a" * 1_900 + "!", "5" + " a" * 900 + "!",
    r"5\text{a}" + " " * 1_900 + "b", ",".join(f"x^2+y^{i}" for i in range(12)),
    "a=" * 900 + "1", "1," * 900, "十百千万" * 400, r"\pm" * 600 + "1", "\ud800", "\0", "0^0",
    r"\log_1 5", r"\tan(\pi/2)", "((((((x+1)^9)^9)^9)^9)^9)^9",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12].encode("unicode_escape"))
def test_no_text_takes_long_to_compare(text: str) -> None:
    before = time.process_time()  # not wall time: the machine may be busy
    for other in (f"{text}+1", f"({text})*x/x", "2"):
        assert equivalent(text, other) == equivalent(other, text)
    assert equivalent(text, text)
    # Six comparisons; each direction alone stays within about a second.
    assert time.process_time() - before < 6


PIECES = st.sampled_from(
    [*"0123456789xyei+-*/^(){}[]|!%=,.: _$", r"\frac", r"\sqrt", r"\sin ", r"\log_", r"\pi", r"\pm",
     r"\text{", r"\boxed{", r"\left(", "sqrt", "and", "五", "万", "²", "½", "°", "−", "9^9", "1e9",
     "cm"]
)  # fmt: skip
ANYTHING = st.one_of(
    st.text(max_size=60), st.lists(PIECES, max_size=30).map("".join), st.sampled_from(HOSTILE)
)


@settings(deadline=timedelta(seconds=30), suppress_health_check=[HealthCheck.too_slow])
@given(ANYTHING)
def test_every_text_is_equivalent_to_itself(text: str) -> None:
    assert equivalent(text, text)


@settings(deadline=timedelta(seconds=30), suppress_health_check=[HealthCheck.too_slow])
@given(ANYTHING, ANYTHING)
def test_equivalence_is_symmetric_and_never_fails(first: str, second: str) -> None:
    assert equivalent(first, second) == equivalent(second, first)


LEAF = st.sampled_from(["x", "y", "1", "2", "3", r"\pi", "0.5"])
TREES = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
        st.tuples(inner, inner).map(lambda t: rf"\frac{{{t[0]}}}{{{t[1]}}}"),
        inner.map(lambda t: rf"\sin({t})"),
    ),
    max_leaves=8,
)


@given(TREES, TREES)
def test_the_order_of_a_sum_and_of_a_product_does_not_matter(first: str, second: str) -> None:
    assert equivalent(f"{first}+{second}", f"{second}+{first}")
    assert equivalent(f"({first})({second})", rf"{second} \cdot {first}")


@given(st.fractions(max_denominator=10_000), st.fractions(max_denominator=10_000))
def test_rationals_are_equivalent_exactly_when_they_are_equal(a: Fraction, b: Fraction) -> None:
    latex = rf"\frac{{{a.numerator}}}{{{a.denominator}}}"
    assert equivalent(latex, str(a))
    assert equivalent(latex, f"{b.numerator}/{b.denominator}") == (a == b)


#: At the lower precision nothing is left of their values; n is a power of ten.
LOST = (
    r"\sin(10^{%d})", r"2^{\sin(10^{%d})}", r"10^{%d}\sqrt2-10^{%d}\sqrt2", r"\sin(10^{%d})/100",
    r"\cos(\sqrt3\cdot10^{%d})+5", r"3+10^{%d}\pi-10^{%d}\pi",
)  # fmt: skip
#: What two of them are all the same.
ALONE = {LOST[2]: 0, LOST[5]: 3}


@settings(deadline=timedelta(seconds=30))
@given(
    st.sampled_from(LOST),
    st.integers(85, 120),
    st.fractions(-100, 100, max_denominator=50),
    st.sampled_from(["", r"\sqrt2", r"\pi", "x"]),
)
def test_what_has_lost_all_precision_equals_no_other_value(
    lost: str, power: int, value: Fraction, factor: str
) -> None:
    written = lost.replace("%d", str(power))
    if factor and value:
        assert not equivalent(
            written, rf"\frac{{{value.numerator}}}{{{value.denominator}}}{factor}"
        )
    elif value != ALONE.get(lost):
        assert not equivalent(written, rf"\frac{{{value.numerator}}}{{{value.denominator}}}")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (r"\sqrt2+10^{100}-10^{100}", r"\sqrt2"),
        (r"10^{100}\sqrt2-10^{100}\sqrt2", "0"),
        (r"\sin(10^{30}\pi)", "0"),
        (r"x+10^{90}\pi-10^{90}\pi", "x"),
    ],
)
def test_what_the_higher_precision_makes_certain_is_still_equal(first: str, second: str) -> None:
    assert equivalent(first, second)
    assert equivalent(second, first)


def test_two_values_of_which_nothing_is_certain_are_not_both_zero() -> None:
    assert not equivalent(r"\sin(10^{100})/100", "0")
    assert not equivalent(r"\sin(10^{100})/100", r"\sin(10^{100}+1)/100")


@pytest.mark.parametrize(
    ("kind", "gold", "answer"),
    [
        ("NV", "42", "{}"), ("EX", r"\sqrt2", "{}"), ("SET", r"\{{3\}}", r"\{{{}\}}"),
        ("IN", "(-1, 2)", "({}, 2)"), ("TUP", "(1, 2)", "({}, 2)"), ("MPV", "1, 2", "{}, 2"),
        ("EQ", "y = 2x", "y = {} x"), ("MATRIX", "[[1, 2]]", "[[{}, 2]]"),
    ],
)  # fmt: skip
def test_no_type_of_value_accepts_what_has_lost_all_precision(
    kind: str, gold: str, answer: str
) -> None:
    for lost in LOST[:3]:
        answered = answer.format(lost.replace("%d", "100"))
        assert not same_answer(answered, gold.format(), kind)
