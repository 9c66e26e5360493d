"""Plots show what the statistics say; as SVG they stand alone, whatever their labels."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from benchmarks.report.plots import accuracy_figure, length_figure, reliability_figure, svg
from benchmarks.statistics import rows
from tests.benchmarks.report.made import HOSTILE
from tests.benchmarks.statistics.answers import answer, samples


def curve() -> list:
    return [
        one
        for budget, scores in ((0, (0, 0, 1)), (64, (0, 1, 1)), (None, (1, 1, 1)))
        for one in samples(
            *([float(score)] for score in scores),
            budget=budget,
            thinking_tokens=100 if budget is None else budget,
        )
    ]


def test_a_curve_has_the_accuracy_at_the_tokens_spent() -> None:
    figure = accuracy_figure({"model": curve()})
    (axes,) = figure.axes
    line = axes.lines[0]
    assert list(line.get_xdata()) == [0, 64, 100]
    assert list(line.get_ydata()) == pytest.approx([row["accuracy"] for row in rows(curve())])
    assert axes.get_xscale() == "symlog"
    assert 0 in axes.get_xticks()


def test_tasks_and_runs_have_lines_of_their_own() -> None:
    other = [answer(n, 1.0, task="other") for n in range(2)]
    figure = accuracy_figure({"first": [*curve(), *other], "second": curve()})
    written = {text.get_text() for text in figure.findobj(Text)}
    assert {"first · quiz", "first · other", "second · quiz"} <= written


def test_long_names_keep_both_ends_and_fit_beside_the_plot() -> None:
    names = [f"{id}e0c7b7a {'somebody/' + 'W' * 60} {size}B" for id, size in (("a", 7), ("b", 70))]
    figure = accuracy_figure(dict.fromkeys(names, curve()))
    labels = [text for text in figure.axes[0].texts if "e0c7b7a" in text.get_text()]
    assert [(one.get_text()[0], one.get_text()[-3:].strip()) for one in labels] == [
        ("a", "7B"), ("b", "70B"),
    ]  # fmt: skip
    assert all(len(one.get_text()) <= 34 for one in labels)
    usual = accuracy_figure({"a1e0c7b7 medium/model-1.5-7b-chat": curve()})
    FigureCanvasAgg(usual).draw()
    (label,) = usual.axes[0].texts
    assert len(label.get_text()) >= 33
    assert label.get_window_extent().x1 <= usual.bbox.x1


def test_bars_go_from_easy_to_hard() -> None:
    hard = samples([1.0], difficulty="hard", thinking_tokens=90)
    easy = samples([1.0], difficulty="easy", thinking_tokens=10)
    level = samples([1.0], difficulty="level 10"), samples([1.0], difficulty="level 9")
    figure = length_figure([*hard, *easy])
    assert [bar.get_height() for bar in figure.axes[0].patches] == [10, 90]
    names = [t.get_text() for t in length_figure([*level[0], *level[1]]).axes[0].texts]
    assert names[:2] == ["level 9", "level 10"]


def test_there_is_no_reliability_without_votes_and_probabilities() -> None:
    assert reliability_figure(curve()) is None
    sure = [answer(n, float(n % 2), probability=0.1 + 0.2 * n) for n in range(4)]
    figure = reliability_figure(sure)
    assert figure is not None
    assert list(figure.axes[0].lines[1].get_xdata()) == pytest.approx([0.1, 0.3, 0.5, 0.7])


def test_svg_is_well_formed_and_shows_labels_as_they_are() -> None:
    figure = length_figure(samples([1.0], [0.0], difficulty=HOSTILE[:25] + "肺"))
    text = svg(figure)
    tree = ElementTree.fromstring(text)
    words = "".join(tree.itertext())
    assert "<script>alert(1)</script>" in words
    assert "肺" in words
    assert "<script" not in text
    assert "#123457" not in text
    assert figure.axes[0].texts[0].get_text().endswith("肺")
    assert svg(figure) == text


def test_svgs_of_one_page_share_no_id() -> None:
    first, second = svg(accuracy_figure({"a": curve()})), svg(accuracy_figure({"b": curve()}))
    ids = [set(re.findall(r'\bid="([^"]+)"', text)) for text in (first, second)]
    assert ids[0]
    assert not ids[0] & ids[1]
    for text, own in zip((first, second), ids, strict=True):
        assert set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', text))
        used = {a or b for a, b in re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', text)}
        assert used <= own


def test_nothing_to_show_is_a_figure_too() -> None:
    for figure in (accuracy_figure({"a": []}), accuracy_figure({}), length_figure([])):
        assert svg(figure).startswith("<svg")
    assert "nothing is graded yet" in svg(accuracy_figure({"a": samples([None])}))
