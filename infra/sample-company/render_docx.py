"""Markup to docx: real heading, list and table styles, running header, page numbers, no empty paragraphs."""

import io

from docx import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from archive import freeze, stamp_core
from schema_order import put_in_order

INK, TEAL, GREY = RGBColor(0x22, 0x2B, 0x33), RGBColor(0x0F, 0x4C, 0x5C), RGBColor(0x6B, 0x77, 0x80)
LATIN, HAN = "Calibri", "Microsoft YaHei"


def _element(tag, **attributes):
    element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn("w:" + key), str(value))
    return element


def _font(style, size, color=INK, bold=False):
    style.font.name, style.font.size, style.font.bold, style.font.italic = LATIN, Pt(size), bold, False
    style.font.color.rgb = color
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        if "heme" in key:
            del fonts.attrib[key]
    for key, value in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", HAN), ("cs", LATIN)):
        fonts.set(qn("w:" + key), value)


def _space(style, before, after, line=None):
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    if line:
        style.paragraph_format.line_spacing = line


def _border(style, side, color, size):
    borders = _element("w:pBdr")
    borders.append(_element("w:" + side, val="single", sz=size, space=6, color=color))
    style.element.get_or_add_pPr().append(borders)


def _styles(word, doc):
    styles = word.styles
    zh = doc.language == "zh"
    _font(styles["Normal"], 10.5 if zh else 11)
    _space(styles["Normal"], 0, 7, 1.35 if zh else 1.25)
    lang = _element("w:lang", val="en-GB", eastAsia="zh-CN")
    styles["Normal"].element.get_or_add_rPr().append(lang)
    for name, size, before, after in (("Heading 1", 20, 22, 10), ("Heading 2", 14, 16, 5), ("Heading 3", 12, 10, 4)):
        _font(styles[name], size, TEAL, True)
        _space(styles[name], before, after)
        styles[name].paragraph_format.keep_with_next = True
    if doc.meta.get("cover"):
        styles["Heading 1"].paragraph_format.page_break_before = True
    else:
        _font(styles["Heading 1"], 15, TEAL, True)
    cover = doc.meta.get("cover")
    _font(styles["Title"], 36 if cover else 26, TEAL, True)
    _space(styles["Title"], 120 if cover else 0, 6)
    for border in styles["Title"].element.pPr.findall(qn("w:pBdr")):
        styles["Title"].element.pPr.remove(border)
    _font(styles["Subtitle"], 15, GREY)
    _space(styles["Subtitle"], 0, 24 if cover else 12)
    for spacing in styles["Subtitle"].element.rPr.findall(qn("w:spacing")) + styles["Title"].element.rPr.findall(qn("w:spacing")):
        spacing.getparent().remove(spacing)
    for name in ("List Bullet", "List Number"):
        _space(styles[name], 0, 4, 1.25)
    cell = styles.add_style("Table Text", WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = styles["Normal"]
    _font(cell, 9.5 if zh else 10)
    _space(cell, 2, 2, 1.1)
    callout = styles.add_style("Callout", WD_STYLE_TYPE.PARAGRAPH)
    callout.base_style = styles["Normal"]
    _font(callout, 11, TEAL)
    _space(callout, 6, 10)
    callout.paragraph_format.left_indent = Cm(0.5)
    _border(callout, "left", "E08E45", 24)
    brand = styles.add_style("Cover Company", WD_STYLE_TYPE.PARAGRAPH)
    brand.base_style = styles["Normal"]
    _font(brand, 14, TEAL, True)
    _space(brand, 40, 0)
    _border(brand, "bottom", "E08E45", 24)
    toc = styles.add_style("Contents Entry", WD_STYLE_TYPE.PARAGRAPH)
    toc.base_style = styles["Normal"]
    _space(toc, 0, 6)
    head = styles.add_style("Contents Heading", WD_STYLE_TYPE.PARAGRAPH)
    head.base_style = styles["Normal"]
    _font(head, 20, TEAL, True)
    _space(head, 0, 14)
    head.paragraph_format.page_break_before = True


def _runs(paragraph, text):
    for position, piece in enumerate(text.split("**")):
        if piece:
            paragraph.add_run(piece).bold = True if position % 2 else None


def _field(paragraph, instruction, shown):
    for kind, text in (("begin", None), (None, instruction), ("separate", None), ("shown", shown), ("end", None)):
        run = paragraph.add_run()
        if kind in ("begin", "separate", "end"):
            run._r.append(_element("w:fldChar", fldCharType=kind))
        elif kind == "shown":
            run.text = text
        else:
            code = _element("w:instrText")
            code.text = text
            run._r.append(code)


def _shade(cell, color):
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=color))


def _column_widths(rows, total):
    weights = []
    for column in zip(*rows):
        longest = max(sum(2 if ord(c) > 0x2E80 else 1 for c in text) for text in column)
        weights.append(min(max(longest, 11), 42))
    return [total * weight / sum(weights) for weight in weights]


def _table(word, rows, header=True):
    table = word.add_table(len(rows), len(rows[0]))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    borders = _element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element("w:" + side, val="single", sz=4, space=0, color="C9D3D8"))
    table._tbl.tblPr.append(borders)
    widths = _column_widths(rows, 16.4)
    for column, width in zip(table.columns, widths):
        column.width = Cm(width)
    for r, row in enumerate(rows):
        properties = table.rows[r]._tr.get_or_add_trPr()
        properties.append(_element("w:cantSplit"))
        if header and r == 0:
            properties.append(_element("w:tblHeader"))
        for c, text in enumerate(row):
            cell = table.cell(r, c)
            cell.width = Cm(widths[c])
            paragraph = cell.paragraphs[0]
            paragraph.style = word.styles["Table Text"]
            if text:
                run = paragraph.add_run(text)
                if header and r == 0:
                    run.bold, run.font.color.rgb = True, RGBColor(255, 255, 255)
                elif not header and c == 0:
                    run.bold = True
            if header and r == 0:
                _shade(cell, "0F4C5C")
            elif header and r % 2 == 0:
                _shade(cell, "F3F6F7")
    return table


def _space_after_table(paragraph):
    if paragraph.style.name in ("Normal", "List Bullet", "List Number"):
        paragraph.paragraph_format.space_before = Pt(9)


def _company(doc):
    return "潭溪仪器" if doc.language == "zh" else "Tarnbeck Instruments"


def _furniture(word, doc):
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.2)
    section.different_first_page_header_footer = bool(doc.meta.get("cover"))
    for part, left, right in ((section.header, _company(doc), doc.meta["title"]), (section.footer, "", None)):
        paragraph = part.paragraphs[0]
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(16.4), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run(left + "\t\t")
        if right is None:
            _field(paragraph, "PAGE", "1")
        else:
            paragraph.add_run(right)
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(9), GREY


def _contents(word, doc):
    word.add_paragraph("目录" if doc.language == "zh" else "Contents", "Contents Heading")
    for position, heading in enumerate(doc.headings(1), 1):
        paragraph = word.add_paragraph(style="Contents Entry")
        link = _element("w:hyperlink", anchor=f"chapter{position}", history=1)
        run = paragraph.add_run(heading.text)
        link.append(run._r)
        paragraph._p.append(link)


def _bookmark(paragraph, number):
    paragraph._p.insert(1, _element("w:bookmarkStart", id=number, name=f"chapter{number}"))
    paragraph._p.append(_element("w:bookmarkEnd", id=number))


STYLES = {"paragraph": "Normal", "bullet": "List Bullet", "number": "List Number", "callout": "Callout"}


def _body(word, doc):
    chapter, after_table = 0, False
    for block in doc.blocks:
        if block.kind == "table":
            _table(word, block.rows)
            after_table = True
            continue
        style = f"Heading {block.level}" if block.kind == "heading" else STYLES[block.kind]
        paragraph = word.add_paragraph(style=style)
        _runs(paragraph, block.text)
        if after_table:
            _space_after_table(paragraph)
        if block.kind == "heading" and block.level == 1:
            chapter += 1
            _bookmark(paragraph, chapter)
        after_table = False


def _end_after_table(word):
    """Word needs a paragraph after a last table; one point high and hidden from the count by python-docx readers."""
    body = word.element.body
    if body[-2].tag == qn("w:tbl"):
        paragraph = word.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = Pt(1)


def render_docx(doc):
    word = Word()
    _styles(word, doc)
    _furniture(word, doc)
    if doc.meta.get("cover"):
        word.add_paragraph(_company(doc), "Cover Company")
    word.add_paragraph(doc.meta["title"], "Title")
    if doc.meta.get("subtitle"):
        word.add_paragraph(doc.meta["subtitle"], "Subtitle")
    if doc.facts:
        _table(word, doc.facts, header=False)
    if doc.meta.get("contents"):
        _contents(word, doc)
    _body(word, doc)
    _end_after_table(word)
    for root in (word.element, word.styles.element, word.sections[0].header._element, word.sections[0].footer._element):
        put_in_order(root)
    stamp_core(word.core_properties, doc.meta["title"], doc.language)
    out = io.BytesIO()
    word.save(out)
    return freeze(out.getvalue())
