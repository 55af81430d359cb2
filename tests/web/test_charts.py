"""Charts are pictures: of the numbers, in the look's colours, without a script, the same each time."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from web.charts import ACCENT, DIM, INK, LINE, Chart, draw

TOKENS = Path(__file__).parents[2] / "web/ui/src/styles/tokens.css"
SVG = "{http://www.w3.org/2000/svg}"
LYING = Chart("Нәтижесі бойынша", ["Мақұлданды <b>", "Қабылданбады"], [("Сұрақтар", [14, 3])])
TWO = Chart("Айы бойынша", [f"{n} ай" for n in range(24)], [("Қойылды", range(24)), ("Жауап", [0] * 24)], upright=True)


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    return [(element.text or "").strip() for element in parsed(svg).iter(f"{SVG}text")]


def test_labels_and_numbers_stand_in_it():
    found = texts(draw(LYING))
    assert {"Мақұлданды <b>", "Қабылданбады", "14", "3"} <= set(found)


def test_the_first_label_is_at_the_top():
    svg = parsed(draw(LYING))
    at = {element.text: float(element.get("y", "0")) for element in svg.iter(f"{SVG}text")}
    assert at["Мақұлданды <b>"] < at["Қабылданбады"]


def test_two_series_are_named():
    assert {"Қойылды", "Жауап"} <= set(texts(draw(TWO)))
    two = LYING._replace(series=[("Қойылды", [1, 2]), ("Жауап", [3, 0])])
    assert {"Қойылды", "Жауап"} <= set(texts(draw(two)))


@pytest.mark.parametrize("chart", [LYING, TWO, LYING._replace(series=[("", [0, 0])])], ids=["lying", "upright", "zero"])
def test_it_is_a_picture_with_a_title_and_nothing_else(chart: Chart):
    svg = draw(chart)
    root = parsed(svg)
    assert (root.findtext(f"{SVG}title"), root.get("viewBox")) == (chart.title, f"0 0 440 {chart.height}")
    assert [element.tag for element in root.iter() if element.tag.endswith("script")] == []
    assert re.findall(r"https?://[\w./]+", svg.replace("http://www.w3.org/", "")) == [], "loads and names nothing"
    assert "<!--" not in svg
    assert svg == draw(chart)


def test_its_colours_are_the_looks():
    tokens = dict(re.findall(r"--([\w-]+): (#\w+);", TOKENS.read_text()))
    assert [tokens[name] for name in ("ink", "ink-dim", "line", "accent-strong")] == [INK, DIM, LINE, ACCENT]


def light(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("one", "other"), [(ACCENT, INK), (ACCENT, "#f6f4ef"), (INK, "#f6f4ef")])
def test_series_are_told_apart_without_their_hue(one: str, other: str):
    dark, bright = sorted((light(one), light(other)))
    assert (bright + 0.05) / (dark + 0.05) >= 3
