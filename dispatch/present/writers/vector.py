"""Charts as vectors and pixels, drawn by matplotlib for the printed page, the document and the pdf.

SVG text stays text, so that the page is small and the browser's own fonts show it; PNG, for the document, needs an
installed family that knows Chinese. Areas with both signs are stacked upwards and downwards each on its own.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter, MaxNLocator

from dispatch.errors import CaseError, Fault, Where
from dispatch.present.chart import Across, Chart, Curve, Panel
from dispatch.present.words import in_language, letters

# Families that know Chinese, those of open source first; the names as font files give them.
CHINESE = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK JP",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Noto Serif CJK SC",
    "Noto Serif CJK JP",
    "Source Han Serif SC",
    "Songti SC",
    "SimSun",
    "Hiragino Sans GB",
    "Arial Unicode MS",
)
# Of a bilingual family the page asks for whichever the reader has.
PAGE_FONTS = "Source Han Sans SC, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, SimHei, Arial, sans-serif"
DASH = {"solid": "-", "dash": (0, (5, 2)), "dot": (0, (1.2, 1.5))}
WIDTH_IN, HEIGHT_IN, GRID = 6.7, 2.5, "#DADADA"
_MANY_WORDS = 16


@cache
def chinese_family() -> str | None:
    """An installed family that knows Chinese, None where there is none."""
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((family for family in CHINESE if family in installed), None)


def require_chinese() -> None:
    """Raises CaseError where no installed font can draw Chinese."""
    if chinese_family() is None:
        raise CaseError(Fault.of("report_no_font", Where(entity="--format docx"), nearest=CHINESE[:4]))


def svg(figure: Chart, lang: str = "zh") -> str:
    """The figure as an `<svg>` element that scales with its place."""
    with _style():
        canvas = _drawn(figure, lang)
        buffer = io.StringIO()
        canvas.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    size = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', text)
    text = re.sub(r' width="[\d.]+pt" height="[\d.]+pt"', ' class="chart" role="img"', text, count=1)
    if size is None:
        raise ValueError("matplotlib gave an SVG without a size")
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    # Ids repeat from figure to figure; in one page they have to differ.
    marks = sorted(set(re.findall(r'\bid="([^"]+)"', text)), key=len, reverse=True)
    for mark in marks:
        escaped = re.escape(mark)
        text = re.sub(rf'(id="|#){escaped}(?=["\)])', rf"\g<1>{figure.key}-{mark}", text)
    return re.sub(r"font: ([^\"']*?)px [^;\"]*", rf"font: \1px {PAGE_FONTS}", text)


def png(figure: Chart, lang: str = "zh", dpi: int = 200) -> bytes:
    """The figure as pixels, for documents."""
    with _style():
        buffer = io.BytesIO()
        _drawn(figure, lang).savefig(buffer, format="png", dpi=dpi)
    return buffer.getvalue()


@contextmanager
def _style() -> Iterator[None]:
    family = chinese_family()
    families = [family, "DejaVu Sans"] if family else ["DejaVu Sans"]
    with mpl.rc_context(
        {
            "font.family": families,
            "font.size": 8,
            "svg.fonttype": "none",
            "svg.hashsalt": "dispatch",
            "axes.unicode_minus": True,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.linewidth": 0.6,
            "axes.axisbelow": True,
            "axes.grid": True,
            "grid.color": GRID,
            "grid.linewidth": 0.5,
            "lines.linewidth": 1.3,
            "xtick.major.width": 0.6,
            "ytick.major.width": 0.6,
            "legend.frameon": False,
            "path.simplify": True,
        }
    ):
        yield


def _drawn(figure: Chart, lang: str) -> Canvas:
    """All panels on one canvas, one legend above them."""
    count = len(figure.panels)
    across = min(figure.across, count)
    down = -(-count // across)
    height = HEIGHT_IN if down == 1 and across == 1 else (1.9 if across < 3 else 1.75) * down
    names = list(dict.fromkeys(in_language(c.name, lang) for p in figure.panels for c in p.curves))
    lines = _legend_lines(names)
    extra = 0.24 * lines if len(names) > 1 else 0.05
    canvas = Canvas(figsize=(WIDTH_IN, height + extra), layout="constrained")
    alike = len({p.y_title for p in figure.panels}) == 1
    axes = canvas.subplots(down, across, squeeze=False, sharey=across > 1 and alike)
    handles: dict[str, Any] = {}
    for i, panel in enumerate(figure.panels):
        _Pen(axes[i // across][i % across], panel, handles, lang).draw(
            first=i % across == 0, last=i >= count - across, small=across > 2
        )
    for i in range(count, across * down):
        axes[i // across][i % across].set_axis_off()
    if len(names) > 1:
        columns = -(-len(names) // lines)
        canvas.legend(
            handles.values(),
            handles.keys(),
            loc="outside upper center",
            ncols=columns,
            handlelength=1.6,
            columnspacing=1.2,
        )
    return canvas


def _legend_lines(names: Sequence[str]) -> int:
    """Lines of a legend as wide as the canvas."""
    widths = [4 + letters(name) for name in names]
    return max(1, -(-max(max(widths) * len(names), sum(widths)) // 118))


def _number(value: float, _: object) -> str:
    return f"{value:,.6g}".replace("-", "−")


@dataclass
class _Pen:
    """One pair of axes while it is drawn; handles: name → what stands for it in the legend."""

    ax: Axes
    panel: Panel
    handles: dict[str, Any]
    lang: str

    def draw(self, first: bool, last: bool, small: bool) -> None:
        ax, panel = self.ax, self.panel
        words = not isinstance(panel.x, Across) and len(panel.x) > 0 and isinstance(panel.x[0], str | tuple)
        if words:
            self.bars([in_language(x, self.lang) for x in panel.x])  # type: ignore[union-attr]
        else:
            self.lines()
        title, x_title, y_title = (
            *(in_language(t, self.lang) for t in (panel.title, panel.x_title)),
            panel.y_words(self.lang),
        )
        if title:
            ax.set_title(_folded(title, 4) if small else title, fontsize=7 if small else 8, loc="left")
        if x_title and last:
            ax.set_xlabel(x_title)
        if y_title and first:
            ax.set_ylabel(y_title)
        if panel.ticks:
            ax.set_xticks(list(panel.ticks))
        ax.yaxis.set_major_locator(MaxNLocator(5))
        ax.yaxis.set_major_formatter(FuncFormatter(_number))
        if any(min(c.y, default=0.0) < 0 for c in panel.curves):
            ax.axhline(0, color="#333333", linewidth=0.6)

    def lines(self) -> None:
        """Lines, and areas upwards and downwards from zero."""
        x = np.asarray(_positions(self.panel, self.panel.curves[0]) if self.panel.curves else [], dtype=float)
        top, bottom = np.zeros(len(x)), np.zeros(len(x))
        for curve in self.panel.curves:
            y = np.asarray(curve.y, dtype=float)
            if curve.style == "area":
                up, down = np.maximum(y, 0), np.minimum(y, 0)
                drawn: Any = self.ax.fill_between(x, top, top + up, color=curve.colour, linewidth=0)
                if down.any():
                    self.ax.fill_between(x, bottom, bottom + down, color=curve.colour, linewidth=0)
                top, bottom = top + up, bottom + down
            else:
                at = _positions(self.panel, curve)
                (drawn,) = self.ax.plot(at, y, color=curve.colour, linestyle=DASH[curve.dash])
            self.handles.setdefault(in_language(curve.name, self.lang), drawn)
        if len(x):
            self.ax.set_xlim(float(x[0]), float(x[-1]))

    def bars(self, words: list[str]) -> None:
        """Bars beside one another, or stacked upwards and downwards from zero."""
        ax, curves = self.ax, self.panel.curves
        at, count = np.arange(len(words)), len(curves)
        top, bottom = np.zeros(len(words)), np.zeros(len(words))
        width = 0.7 if self.panel.stacked else 0.8 / max(count, 1)
        width = min(width, 0.35) if len(words) < 3 else width
        for i, curve in enumerate(curves):
            y = np.nan_to_num(np.asarray(curve.y, dtype=float))
            if self.panel.stacked:
                drawn = ax.bar(at, y, width, bottom=np.where(y >= 0, top, bottom), color=curve.colour)
                top, bottom = top + np.maximum(y, 0), bottom + np.minimum(y, 0)
            else:
                drawn = ax.bar(at + (i - (count - 1) / 2) * width, y, width, color=curve.colour)
            self.handles.setdefault(in_language(curve.name, self.lang), drawn)
        turned = len(words) > _MANY_WORDS
        ax.set_xticks(at, [_folded(word, len(words)) for word in words], rotation=90 if turned else 0)
        ax.grid(visible=False, axis="x")
        if len(words) < 3:
            ax.set_xlim(-1, len(words))


def _positions(panel: Panel, curve: Curve) -> Sequence[float] | np.ndarray:
    """x of a curve: its own, the panel's, or days and hours from the beginning."""
    if curve.x is not None:
        return curve.x
    if not isinstance(panel.x, Across):
        return panel.x
    steps = np.arange(len(curve.y)) * panel.x.step_min
    return np.asarray(steps / 60 if panel.x.kind == "clock" else steps / 1440)


def _folded(word: str, count: int) -> str:
    """A long word under one of so many bars, or over one of so many panels, in lines that fit."""
    room, lines = max(8, 96 // max(count, 1)), [""]
    for part in word.replace("＋", "＋ ").replace(" MW", "\u00a0MW").split(" "):
        longer = f"{lines[-1]} {part}".strip()
        if lines[-1] and letters(longer) > room:
            lines.append(part)
        else:
            lines[-1] = longer
    return "\n".join(lines).replace("＋ ", "＋")
