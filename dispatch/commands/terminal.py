"""What a person sees in the terminal: language, progress, tables. Everything but results goes to stderr.

Every command imports this module, so that what takes long to import is imported where it is used.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console as RichConsole
from rich.markup import escape
from rich.table import Table as RichTable
from rich.text import Text

from dispatch.locale import Topic

if TYPE_CHECKING:
    import pandas as pd

    from dispatch.present.words import Lang
    from dispatch.studies.inputs import Inputs


# More findings than these are for the page.
_MOST_FINDINGS = 20
COMMAND = Topic("command")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# (word, figures of the summary, group of names)
_ENERGIES = (("energy", "energy_mwh", "technology"), ("load", "load_mwh", "kind"), ("export", "export_mwh", "corridor"))


def detect_language(arguments: Sequence[str]) -> Lang:
    """`zh` or `en`: from --lang, else from the locale of the environment."""
    for i, word in enumerate(arguments):
        given = (
            word[7:]
            if word.startswith("--lang=")
            else arguments[i + 1]
            if word == "--lang" and i + 1 < len(arguments)
            else ""
        )
        if given == "zh":
            return "zh"
        if given == "en":
            return "en"
    locale = next((os.environ[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(k)), "")
    return "zh" if locale.lower().startswith("zh") else "en"


class Console(RichConsole):
    """Shows what text holds and obeys none of it: no escape sequences, no emoji for `a:b:c`."""

    def render_str(self, text: str, **options: Any) -> Text:
        """A text with its markup, control characters made visible."""
        return super().render_str(visible(text), **{**options, "emoji": False})


def visible(text: str) -> str:
    """Control characters, and marks that turn the direction of writing, as they are written in a program: `\\x1b`."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


class Terminal:
    """Words in one language and two consoles: results on stdout, everything else on stderr."""

    def __init__(self, lang: Lang, quiet: bool = False):
        self.lang = lang
        # A pipe has no width of its own; 80 columns would fold every fact.
        self.out = Console(highlight=False, width=None if sys.stdout.isatty() else 140)
        self.err = Console(stderr=True, highlight=False, quiet=quiet)
        self._said = ""

    def word(self, key: str, **values: object) -> str:
        """A word or sentence of the catalogue with its placeholders filled."""
        return COMMAND.text(key, self.lang, **values)

    def named(self, group: str, name: str) -> str:
        """The word for a technology, a kind of load and so on; the name itself where nobody has given it one."""
        from dispatch.present.run_page.words import name_of

        words = name_of(group, name)
        return words.zh if self.lang == "zh" else words.en

    def say(self, key: str, style: str = "", **values: object) -> None:
        """A sentence on stderr."""
        self.err.print(escape(self.word(key, **values)), style=style)

    def listen(self, message: str) -> None:
        """Keep the solver's last line for the progress display."""
        self._said = message.strip() or self._said

    def progress(self, step: str) -> AbstractContextManager[object]:
        """A spinner with elapsed time and the solver's last words while a step runs; one line when it is done."""
        return self._progress(step)

    @contextmanager
    def _progress(self, step: str) -> Iterator[None]:
        name, began = self.word(f"step_{step}"), time.perf_counter()
        self._said = ""
        with self.err.status("") as status:
            status.update(_Live(self, name, began))
            yield
        self.err.print(f"[green]✓[/] {name}  {time.perf_counter() - began:.1f} s")

    @property
    def last_said(self) -> str:
        return self._said

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[int]) -> None:
        """A table on stdout; `numeric` columns are right-aligned."""
        table = RichTable(title=title or None, title_justify="left", header_style="bold", pad_edge=False)
        for i, name in enumerate(columns):
            table.add_column(name, justify="right" if i in numeric else "left", overflow="fold")
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        self.out.print(table)

    def show_summary(self, summary: dict[str, Any]) -> None:
        """The figures of one run that a person asks for first."""
        w = self.word
        rows = [(w("status"), self.named("status", str(summary["status"]))), (w("horizon"), _horizon(summary))]
        rows.append((w("size"), w("size_value", **{k: summary[k] for k in ("rows", "columns", "nonzeros")})))
        rows.append((w("cost"), f"{summary['objective_cny']:,.0f} CNY"))
        rows.append((w("gap"), "–" if summary["gap"] is None else f"{summary['gap']:.1e}"))
        for key, figures, group in _ENERGIES:
            rows += [
                (w(key, name=self.named(group, name)), f"{value / 1000:,.1f} GWh")
                for name, value in summary[figures].items()
            ]
        rows.append((w("unserved"), f"{summary['unserved_mwh']:,.1f} MWh"))
        for name, lost in summary["curtailment"].items():
            rows.append(
                (
                    w("curtailment", name=self.named("technology", name)),
                    f"{lost['mwh']:,.1f} MWh  {lost['rate'] or 0:.2%}",
                )
            )
        audit = summary["audit"]
        rows.append((w("step_audit"), w("passed") if audit["passed"] else w("failed")))
        rows.append((w("seconds"), ", ".join(f"{k} {v:.1f}" for k, v in summary["seconds"].items())))
        rows.append((w("memory"), f"{summary['peak_memory_mib']:,.0f} MiB"))
        self.table("", [w("figure"), w("value")], rows, [1])

    def show_facts(self, facts: pd.DataFrame) -> int:
        """The table of facts on stdout; returns how many are not met."""
        import pandas as pd

        w = self.word
        rows = []
        for fact in _facts(facts):
            known = bool(pd.notna(fact.value))
            rows.append(
                (
                    str((fact.zh if self.lang == "zh" else fact.en) or fact.id),
                    f"{fact.expected:,.10g}",
                    f"{fact.value:,.6g}" if known else "–",
                    str(fact.unit),
                    _difference(fact) if known else "–",
                    "✓" if known and fact.within else "✗" if known else "–",
                    str(fact.note),
                )
            )
        columns = [w("fact"), w("expected"), w("found"), "", w("difference"), w("ok"), w("why")]
        self.table(w("facts"), columns, rows, [1, 2, 4])
        return sum(1 for fact in _facts(facts) if pd.notna(fact.value) and not fact.within)

    def show_calibration(self, calibration: pd.DataFrame) -> None:
        """Target and achieved of a case's inputs on stdout, monthly rows left to the page."""
        import pandas as pd

        w = self.word
        rows = []
        for row in calibration.to_dict("records"):
            quantity, _, part = str(row["quantity"]).partition(" ")
            if part.isdigit():
                continue
            known, has_result = pd.notna(row["target"]), pd.notna(row["achieved"])
            name = str((row["zh"] if self.lang == "zh" else row["en"]) or row["id"])
            figure = " ".join([self.named("input_quantity", quantity), self.named("hydrology", part) if part else ""])
            rows.append(
                (
                    self.named("input_group", str(row["group"])),
                    name,
                    figure.strip(),
                    str(row["unit"]),
                    f"{row['target']:,.6g}" if known else "–",
                    f"{row['achieved']:,.6g}" if has_result else "–",
                    f"{row['deviation_pu']:+.2%}" if known and has_result else "–",
                    ("✓" if row["within"] else "✗") if known and has_result else "–",
                )
            )
        columns = [w("group"), w("name"), w("figure"), w("unit"), w("target"), w("found"), w("difference"), w("ok")]
        self.table(w("calibration"), columns, rows, [4, 5, 6])
        outside = sum(within is False for within in calibration["within"])
        if targets := int(calibration["within"].notna().sum()):
            self.say("outside", "yellow" if outside else "green", count=outside, all=targets)

    def show_doubts(self, inputs: Inputs) -> None:
        """What is odd in measured files, what was repaired there, and which plants were fitted by a strange factor."""
        from dispatch.measured.finding import NOTES

        findings = inputs.findings[~inputs.findings["kind"].isin(NOTES)]
        for row in findings.head(_MOST_FINDINGS).to_dict("records"):
            place = " ".join(part for part in (row["table"], row["column"]) if part)
            self.err.print(escape(f"{place}: {row[self.lang]}"), style="yellow")
        for fault in inputs.doubts:
            self.err.print(escape(fault.text(self.lang)), style="yellow")
        count = len(findings)
        if inputs.examined:
            self.say("findings_found" if count else "findings_none", "yellow" if count else "green", count=count)


class _Live:
    """Text that is made anew at every refresh of the spinner."""

    def __init__(self, terminal: Terminal, name: str, began: float):
        self._terminal, self._name, self._began = terminal, name, began

    def __rich__(self) -> str:
        spent = time.perf_counter() - self._began
        return f"{self._name}  {spent:.0f} s  [dim]{escape(self._terminal.last_said[:100])}[/]"


def _difference(fact: Any) -> str:
    """Relative; absolute, with its unit, where nothing is expected."""
    return f"{fact.difference_pu:+.2%}" if fact.expected else f"{fact.difference_pu:+.3g} {fact.unit}"


def _facts(facts: pd.DataFrame) -> list[Any]:
    return list(facts.itertuples())


def _horizon(summary: dict[str, Any]) -> str:
    return f"{summary.get('from', '')} … {summary.get('to', '')}, {summary['periods']:,} × {summary.get('step', '')}"
