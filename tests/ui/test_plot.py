import struct
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.plot import Point, curve_png, curve_svg

POINTS = [
    Point(256, "C", 0.9, True),
    Point(0, "<b> $x_1$ & a very long answer indeed", None, None),
    Point(64, "B", 0.4, False),
]


def texts(svg: str) -> list[str | None]:
    return [e.text for e in ET.fromstring(svg).iter() if e.tag.endswith("text")]


def test_the_plot_is_one_well_formed_svg_without_outside_addresses() -> None:
    svg = curve_svg(POINTS)
    root = ET.fromstring(svg)
    assert root.tag.endswith("svg")
    assert 'href="http' not in svg
    assert "<script" not in svg


def test_an_answer_in_the_plot_is_text_and_shortened() -> None:
    found = texts(curve_svg(POINTS))
    assert "<b> $x_1$ & a ver…" in found
    assert "C" in found


def test_the_plot_takes_the_page_s_colour_and_tells_its_numbers_to_a_screen_reader() -> None:
    svg = curve_svg(POINTS)
    assert "currentColor" in svg
    assert "#123457" not in svg
    assert "0 tokens: no confidence; 64 tokens: 40%; 256 tokens: 90%" in svg


def test_a_plot_of_nothing_thought_is_still_a_plot() -> None:
    assert ET.fromstring(curve_svg([Point(0, "C", 0.5, None)])) is not None


@given(st.text(max_size=40))
def test_any_answer_at_all_gives_a_well_formed_plot(answer: str) -> None:
    assert ET.fromstring(curve_svg([Point(16, answer, 0.5, None)])) is not None


@pytest.mark.parametrize("answer", ["食中毒", "a\0b\ud800\x1b", "$\\frac{1", "answer-0-", "☃" * 50])
def test_letters_that_the_font_lacks_go_into_the_svg_and_harm_no_png(answer: str) -> None:
    points = [Point(16, answer, 0.5, None), Point(32, "B", 0.5, None)]
    if answer == "食中毒":
        assert answer in texts(curve_svg(points))
    png = curve_png(points, answer)
    width, height = struct.unpack(">II", png[16:24])
    assert png.startswith(b"\x89PNG\r\n")
    assert width > height > 400


def test_a_png_of_no_points_is_a_png() -> None:
    assert curve_png([]).startswith(b"\x89PNG")


def places(points: list[Point]) -> list[tuple[str | None, str]]:
    """Every answer's name with where it is drawn."""
    root = ET.fromstring(curve_svg(points))
    named = {point.answer for point in points}
    return [
        (e.text, e.get("transform") or f"{e.get('x')} {e.get('y')}")
        for e in root.iter()
        if e.tag.endswith("text") and e.text in named
    ]


def test_names_of_marks_in_one_place_stand_apart_and_the_same_name_stands_once() -> None:
    same = [Point(180, answer, 0.9, None) for answer in ("first", "second", "second", "third")]
    found = places(same)
    assert sorted(text for text, _ in found) == ["first", "second", "third"]
    assert len({where for _, where in found}) == 3
