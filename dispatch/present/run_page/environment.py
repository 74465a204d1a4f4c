"""What every page is made with: templates, both languages side by side, data for scripts, plotly.js."""

from __future__ import annotations

import json
from functools import cache
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from dispatch.present.run_page.words import Words, say

Lang = Literal["zh", "en"]


@cache
def environment() -> Environment:
    """Templates of this package, HTML escaped, unknown names refused; `say` and `both` write both languages."""
    made = Environment(
        loader=PackageLoader("dispatch.present.run_page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["say"] = lambda key, **params: bilingual(say(key, **params))
    made.globals["both"] = bilingual
    return made


@cache
def plotly_script() -> Markup:
    """plotly.js, inlined once a page."""
    from plotly.offline import get_plotlyjs

    return Markup(str(get_plotlyjs()))


def bilingual(words: Words) -> Markup:
    """Both languages, one of which the style sheet hides; one where they say the same."""
    if words.zh == words.en:
        return escape(words.zh)
    return Markup('<span lang="zh-CN">{}</span><span lang="en">{}</span>').format(*words)


def script_json(value: object) -> Markup:
    """JSON that may stand inside a script element: no `<` can end it or begin a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)
