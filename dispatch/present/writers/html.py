"""Documents as pages that need nothing from outside.

`page` holds both languages, a button switches; charts are drawn by plotly.js, inlined once from the plotly package, and
a Content-Security-Policy forbids the page to fetch anything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from dispatch.present.document import Document
from dispatch.present.words import Text, both
from dispatch.present.writers.plotly import packed


@cache
def environment() -> Environment:
    """Templates, HTML escaped, unknown names refused; `both` writes both languages."""
    made = Environment(
        loader=PackageLoader("dispatch.present", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["both"] = bilingual
    return made


@cache
def plotly_script() -> Markup:
    """plotly.js, inlined once a page."""
    from plotly.offline import get_plotlyjs

    return Markup(str(get_plotlyjs()))


def snippet(template: str, **values: object) -> Markup:
    """Controls of a page."""
    return Markup(environment().get_template(template).render(**values))


def bilingual(text: Text) -> Markup:
    """Both languages, one of which the style sheet hides; one where they say the same."""
    words = both(text)
    if words.zh == words.en:
        return escape(words.zh)
    return Markup('<span lang="zh-CN">{}</span><span lang="en">{}</span>').format(*words)


def script_json(value: object) -> Markup:
    """JSON that may stand inside a script element: no `<` can end it or begin a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def page(
    document: Document,
    needs_script: Text,
    data: Mapping[str, Any] | None = None,
    scripts: Sequence[str] = (),
    style: str = "",
) -> str:
    """A page in both languages. data, scripts: what more is drawn, and by which files beside the templates."""
    title = both(document.title)
    drawn = {
        "title": title,
        "pictures": [packed(chart, document.units) for section in document.sections for chart in section.charts()],
    }
    words: dict[str, Any] = {"words": {"zh": {}, "en": {}}}
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            document=document,
            lang=document.lang,
            title=title,
            needs_script=needs_script,
            data=script_json(words | drawn | dict(data or {})),
            plotly=plotly_script(),
            scripts=scripts,
            style=style,
        )
    )
