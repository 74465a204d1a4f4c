"""The sources of the catalogue as they stand in files, and what the product asks for."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from string import Formatter

from babel.messages.pofile import read_po

from dispatch.locale.compiled import PACKAGE, sources

CJK = "[\u4e00-\u9fff]"


@cache
def entries(file: Path) -> dict[str, str]:
    """Id → message of one file, in its order."""
    with file.open("rb") as handle:
        return {str(m.id): str(m.string) for m in read_po(handle, abort_invalid=True) if m.id}


@cache
def messages(lang: str) -> dict[str, str]:
    """Id → message of all files of a language."""
    return {key: words for file in sources(lang) for key, words in entries(file).items()}


def twin(file: Path) -> Path:
    """The English file of a Chinese one."""
    if file.name == "words.zh.po":
        return file.with_name("words.en.po")
    return file.parents[1] / "en" / file.name


def placeholders(words: str) -> set[str]:
    """Names in braces, without their formats."""
    return {name.split(".")[0] for _, name, _, _ in Formatter().parse(words) if name}


def product_files(*folders: str) -> list[Path]:
    """Python, templates and scripts of the product below some folders of the package."""
    roots = [PACKAGE / folder for folder in folders] or [PACKAGE]
    found = [p for root in roots for p in ([root] if root.is_file() else sorted(root.rglob("*")))]
    return [p for p in found if p.suffix in (".py", ".j2", ".js")]


@cache
def literals(*folders: str) -> frozenset[str]:
    """Every text constant, and every name after a dot in templates."""
    found: set[str] = set()
    for file in product_files(*folders):
        source = file.read_text(encoding="utf-8")
        if file.suffix == ".py":
            found |= {
                n.value for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Constant) and str(n.value) == n.value
            }
        else:
            found |= set(re.findall(r"""["'`]([\w.]+)["'`]""", source)) | set(re.findall(r"\.(\w+)", source))
    return frozenset(found)


@cache
def patterns(*folders: str) -> tuple[re.Pattern[str], ...]:
    """F-strings that begin or end in constant text, as patterns."""
    found = set()
    for file in product_files(*folders):
        if file.suffix == ".py":
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    parts = [p.value if isinstance(p, ast.Constant) else None for p in node.values]
                    if any(
                        part and re.fullmatch(r"[a-z]\w*[._]|[._][a-z]\w*", str(part)) for part in (parts[0], parts[-1])
                    ):
                        found.add("".join(".+" if part is None else re.escape(str(part)) for part in parts))
    return tuple(re.compile(pattern) for pattern in sorted(found))


def is_asked(name: str, *folders: str) -> bool:
    """Whether a name stands in the product, or can be made there from one that begins or ends alike."""
    return name in literals(*folders) or any(p.fullmatch(name) for p in patterns(*folders))


def calls(folder: str, functions: frozenset[str]) -> set[str]:
    """First arguments that are constants, of calls of some functions by the last part of their name."""
    found = set()
    for file in product_files(folder):
        if file.suffix == ".py":
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and node.args and ast.unparse(node.func) in functions:
                    first = node.args[0]
                    if isinstance(first, ast.Constant) and isinstance(first.value, str):
                        found.add(first.value)
    return found
