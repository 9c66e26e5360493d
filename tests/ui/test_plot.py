import xml.etree.ElementTree as ET

from ui.plot import Point, curve_svg

POINTS = [
    Point(256, "C", 0.9, True),
    Point(0, "<b> $x_1$ & a very long answer indeed", None, None),
    Point(64, "B", 0.4, False),
]


def test_the_plot_is_one_well_formed_svg_without_outside_addresses() -> None:
    svg = curve_svg(POINTS)
    root = ET.fromstring(svg)
    assert root.tag.endswith("svg")
    assert 'href="http' not in svg
    assert "<script" not in svg


def test_an_answer_in_the_plot_is_text_and_shortened() -> None:
    texts = [e.text for e in ET.fromstring(curve_svg(POINTS)).iter() if e.tag.endswith("text")]
    assert "<b> $x_1$ & a ver…" in texts
    assert "C" in texts


def test_the_plot_takes_the_page_s_colour_and_tells_its_numbers_to_a_screen_reader() -> None:
    svg = curve_svg(POINTS)
    assert "currentColor" in svg
    assert "#123457" not in svg
    assert "0 tokens: no confidence; 64 tokens: 40%; 256 tokens: 90%" in svg


def test_a_plot_of_nothing_thought_is_still_a_plot() -> None:
    assert ET.fromstring(curve_svg([Point(0, "C", 0.5, None)])) is not None
