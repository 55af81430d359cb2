"""Charts as SVG, for people who see them; whoever does not has the same numbers in a table beside each."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import pygal
from pygal.style import Style

# It puts a finder of its map plug-ins among Python's own, of a kind that warns at every import since 3.10.
sys.meta_path[:] = [finder for finder in sys.meta_path if not type(finder).__module__.startswith("pygal")]

INK, DIM, LINE, ACCENT = "#0f1b2a", "#56657a", "#d9d5ca", "#067891"
"""The look's `--ink`, `--ink-dim`, `--line` and `--accent-strong`: a picture can't read the page's constants.

Two series are accent and ink, which lie apart in lightness too: for who sees no colours, and for a printer.
"""
WIDTH = 440
"""As wide as on a phone, where it is shown almost at its own size."""
ROW, EDGE, LEGEND, UPRIGHT = 34, 14, 56, 240
LABEL = 26
"""Characters of a label that are drawn; the table has all of them."""


class Chart(NamedTuple):
    """What is drawn: a bar for each label, two side by side where there are two series.

    Attributes:
        title: what a screen reader says.
        labels: in their order.
        series: each one's name and its numbers, one or two of them.
        upright: whether time runs from left to right; else the labels stand one below another.
    """

    title: str
    labels: Sequence[str]
    series: Sequence[tuple[str, Sequence[int]]]
    upright: bool = False

    @property
    def height(self) -> int:
        """Pixels, where it is `WIDTH` wide."""
        several = len(self.series) - 1
        rows = len(self.labels) * (ROW + (ROW - EDGE) * several)
        return (UPRIGHT if self.upright else rows + EDGE) + LEGEND * several


_STYLE = Style(
    background="transparent", plot_background="transparent", foreground=INK, foreground_strong=INK,
    foreground_subtle=DIM, guide_stroke_color=LINE, major_guide_stroke_color=LINE, colors=(ACCENT, INK),
    value_colors=(INK, INK), opacity="1", opacity_hover="1", label_font_size=14, major_label_font_size=14,
    value_font_size=14, legend_font_size=14, font_family="'Golos Text', system-ui, sans-serif",
)  # fmt: skip


def draw(chart: Chart) -> str:
    """The chart as SVG: the same for the same numbers, without a script; takes some 30 ms."""
    made = _upright(chart) if chart.upright else _lying(chart)
    made.uuid = "ledger"
    made.add_xml_filter(partial(_plain, chart.title))
    svg: str = made.render(is_unicode=True)
    return svg


def _common(chart: Chart) -> dict[str, Any]:
    most = max(max(numbers) for _, numbers in chart.series)
    return {
        "style": _STYLE, "js": (), "width": WIDTH, "height": chart.height,
        "title": None, "show_legend": len(chart.series) > 1, "legend_at_bottom": True, "legend_at_bottom_columns": 1,
        "disable_xml_declaration": True,
        "margin": 4, "range": (0, max(1, most * 1.2)), "truncate_legend": LABEL,
    }  # fmt: skip


def _lying(chart: Chart) -> Any:
    """The first label at the top, its number at the bar's end."""
    made = pygal.HorizontalBar(
        **_common(chart), margin_left=EDGE, print_values=True, print_values_position="top", show_x_labels=False,
        show_x_guides=False, truncate_label=LABEL, formatter=_beside,
    )  # fmt: skip
    made.x_labels = list(reversed(chart.labels))
    for name, numbers in chart.series:
        made.add(name, list(reversed(numbers)))
    return made


def _beside(value: float) -> str:
    """A number at the end of its bar: it is centred there, so blanks as wide as its digits push it off."""
    number = f"{value:.0f}"
    return "\u2007" * len(number) + number


def _upright(chart: Chart) -> Any:
    made = pygal.Bar(
        **_common(chart), show_minor_x_labels=False, y_labels_major_count=4, show_minor_y_labels=False,
        truncate_label=-1, formatter=lambda value: f"{value:.0f}",
    )  # fmt: skip
    made.x_labels = list(chart.labels)
    made.x_labels_major = [chart.labels[at] for at in range(0, len(chart.labels), 1 + len(chart.labels) // 5)]
    for name, numbers in chart.series:
        made.add(name, list(numbers))
    return made


def _plain(title: str, root: Element) -> Element:
    """Names it, and takes out what is no picture: scripts, the day it was made."""
    for element in root.findall("title"):
        element.text = title
    for parent in list(root.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag == "script":  # a comment's tag is a function
                parent.remove(child)
    return root
