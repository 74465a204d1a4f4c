"""Makes `report.docx`, the template of documents: `python -m dispatch.present.assets.make_document`.

A company may bring its own (`--template FILE`). It is an ordinary document with these marks of docxtpl; styles, headers
and logos are free. `title` and `blocks` must be there, the others may be left out.

    {{ title }} {{ subtitle }}     facing: rows of (word, value)     contents: lines     words: names such as words.note
    blocks: each has `kind`: heading, paragraph, finding (text); figure (image, caption, note);
            table (caption, heads, rows of cells with text and n for numbers, total, note)
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

PLACE = Path(__file__).with_name("report.docx")
SERIF, SANS = ("Times New Roman", "宋体"), ("Arial", "黑体")


def make(path: Path = PLACE) -> None:
    """Write the template."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(24)
    section.top_margin, section.bottom_margin = Mm(25), Mm(22)
    _styles(document)
    _footer(section)
    _cover(document)
    _body(document)
    document.core_properties.author = "dispatch"
    document.core_properties.title = ""
    document.save(str(path))


def _font(style: Any, names: tuple[str, str], size: float, bold: bool = False, colour: RGBColor | None = None) -> None:
    style.font.name, style.font.size, style.font.bold = names[0], Pt(size), bold
    style.font.color.rgb = colour or RGBColor(0x1B, 0x1F, 0x24)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:ascii"), names[0])
    fonts.set(qn("w:hAnsi"), names[0])
    fonts.set(qn("w:eastAsia"), names[1])


def _styles(document: Any) -> None:
    styles, blue = document.styles, RGBColor(0x1F, 0x5F, 0xA8)
    _font(styles["Normal"], SERIF, 10.5)
    styles["Normal"].paragraph_format.space_after = Pt(5)
    styles["Normal"].paragraph_format.line_spacing = 1.35
    _font(styles["Title"], SANS, 24, bold=True)
    styles["Title"].paragraph_format.space_before = Mm(60)
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _plain_title(styles["Title"])
    _font(styles["Subtitle"], SERIF, 12, colour=RGBColor(0x5B, 0x64, 0x70))
    styles["Subtitle"].font.italic = False
    styles["Subtitle"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _font(styles["Heading 1"], SANS, 15, bold=True, colour=blue)
    styles["Heading 1"].paragraph_format.space_before = Pt(18)
    styles["Heading 1"].paragraph_format.space_after = Pt(6)
    _font(styles["Body Text"], SERIF, 10.5)
    styles["Body Text"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    styles["Body Text"].paragraph_format.space_before = Pt(5)
    _font(styles["Intense Quote"], SERIF, 10.5, colour=RGBColor(0x12, 0x3D, 0x6E))
    styles["Intense Quote"].font.italic = False
    styles["Intense Quote"].paragraph_format.left_indent = styles["Intense Quote"].paragraph_format.right_indent = Mm(4)
    _font(styles["Caption"], SANS, 9, bold=True)
    styles["Caption"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    styles["Caption"].paragraph_format.keep_with_next = True
    _font(styles["Body Text 2"], SERIF, 8, colour=RGBColor(0x5B, 0x64, 0x70))
    styles["Body Text 2"].paragraph_format.line_spacing = 1.15
    for name in ("List Bullet", "List Bullet 2"):
        _font(styles[name], SERIF, 7.5)


def _plain_title(style: Any) -> None:
    """Without the rule that the built-in title draws."""
    for border in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
        style.element.get_or_add_pPr().remove(border)


def _footer(section: Any) -> None:
    """Page numbers but on the cover."""
    section.different_first_page_header_footer = True
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _cover(document: Any) -> None:
    document.add_paragraph("{{ title }}", style="Title")
    document.add_paragraph("{{ subtitle }}", style="Subtitle")
    document.add_paragraph().paragraph_format.space_after = Mm(20)
    table = document.add_table(rows=3, cols=2)
    table.autofit = False
    table.rows[0].cells[0].text = "{%tr for word, value in facing %}"
    table.rows[1].cells[0].text, table.rows[1].cells[1].text = "{{ word }}", "{{ value }}"
    table.rows[2].cells[0].text = "{%tr endfor %}"
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = Mm(35), Mm(120)
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("{{ words.contents }}", style="Subtitle")
    document.add_paragraph("{%p for line in contents %}")
    document.add_paragraph("{{ line }}").paragraph_format.space_after = Pt(2)
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _body(document: Any) -> None:
    add = document.add_paragraph
    add("{%p for block in blocks %}")
    for kind, style in (("heading", "Heading 1"), ("finding", "Intense Quote"), ("paragraph", "Body Text")):
        add(f'{{%p if block.kind == "{kind}" %}}')
        add("{{ block.text }}", style=style)
        add("{%p endif %}")
    add('{%p if block.kind == "figure" %}')
    picture = add("{{ block.image }}")
    picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
    picture.paragraph_format.line_spacing = 1.0
    picture.paragraph_format.keep_with_next = True
    add("{{ block.caption }}", style="Caption").paragraph_format.keep_with_next = False
    _note(add)
    add("{%p endif %}")
    add('{%p if block.kind == "table" %}')
    add("{{ block.caption }}", style="Caption")
    _table(document)
    _note(add)
    add("{%p endif %}")
    add("{%p endfor %}")


def _note(add: Any) -> None:
    add("{%p if block.note %}")
    add("{{ words.note }}{{ block.note }}", style="Body Text 2")
    add("{%p endif %}")


def _table(document: Any) -> None:
    """A head and rows of as many columns as the block has; numbers to the right."""
    table = document.add_table(rows=4, cols=3)
    head, begin, row, end = table.rows
    _columns(head.cells, "head", "block.heads", bold=True)
    begin.cells[0].text = "{%tr for row in block.rows %}"
    _columns(row.cells, "cell", "row", bold=False)
    end.cells[0].text = "{%tr endfor %}"
    properties = head._tr.get_or_add_trPr()
    repeated = OxmlElement("w:tblHeader")
    properties.append(repeated)
    for kept in (head, row):
        kept._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    _rules(table)


def _columns(cells: Any, name: str, among: str, bold: bool) -> None:
    cells[0].text = f"{{%tc for {name} in {among} %}}"
    cell = cells[1]
    first = cell.paragraphs[0]
    first.text = f"{{%p if {name}.n %}}"
    for text, right in (
        (f"{{{{ {name}.text }}}}", True),
        ("{%p else %}", None),
        (f"{{{{ {name}.text }}}}", False),
        ("{%p endif %}", None),
    ):
        paragraph = cell.add_paragraph("" if right is not None else text)
        if right is None:
            continue
        run = paragraph.add_run(text)
        run.font.size, run.font.bold = Pt(7.5), bold
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = 1.1
    cells[2].text = "{%tc endfor %}"


def _rules(table: Any) -> None:
    """Rules above, below and between rows, as tables in print have them."""
    borders = OxmlElement("w:tblBorders")
    for side, size in (("top", "12"), ("bottom", "12"), ("insideH", "2")):
        edge = OxmlElement(f"w:{side}")
        for key, value in (
            ("val", "single"),
            ("sz", size),
            ("space", "0"),
            ("color", "1B1F24" if size == "12" else "C9CED6"),
        ):
            edge.set(qn(f"w:{key}"), value)
        borders.append(edge)
    table._tbl.tblPr.append(borders)


if __name__ == "__main__":
    make()
