"""Markup to pptx: one slide per first-level heading, bullets, at most one table, speaker notes. Decoration lives in the layouts."""

import copy
import io

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Cm, Pt

from archive import freeze, stamp_core

INK, TEAL, GREY, AMBER = RGBColor(0x22, 0x2B, 0x33), RGBColor(0x0F, 0x4C, 0x5C), RGBColor(0x6B, 0x77, 0x80), RGBColor(0xE0, 0x8E, 0x45)
WHITE = RGBColor(255, 255, 255)
WIDE, HIGH = Cm(33.867), Cm(19.05)


def _bar(slide, left, top, width, height, color):
    bar = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, left, top, width, height)
    bar.fill.solid()
    bar.fill.fore_color.rgb = color
    bar.line.fill.background()
    bar.shadow.inherit = False
    return bar


def _into_layout(layout, shape):
    """Decoration belongs to the layout, so that a reader of the slide meets only what the author wrote."""
    element = copy.deepcopy(shape._element)
    used = [int(i) for i in layout.shapes._spTree.xpath(".//p:cNvPr/@id")]
    element.xpath(".//p:cNvPr")[0].set("id", str(max(used) + 1))
    layout.shapes._spTree.insert(2, element)
    shape._element.getparent().remove(shape._element)


def _place(layout, kinds):
    for placeholder in list(layout.placeholders):
        box = kinds.get(placeholder.placeholder_format.idx)
        if box is None:
            placeholder._element.getparent().remove(placeholder._element)
        else:
            placeholder.left, placeholder.top, placeholder.width, placeholder.height = box


def _theme(deck):
    part = deck.slide_masters[0].part
    theme = next(r.target_part for r in part.rels.values() if r.reltype.endswith("/theme"))
    root = etree.fromstring(theme.blob)
    space = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    for latin in root.findall(".//a:majorFont/a:latin", space) + root.findall(".//a:minorFont/a:latin", space):
        latin.set("typeface", "Calibri")
    theme._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _prepare(deck, doc):
    deck.slide_width, deck.slide_height = WIDE, HIGH
    _theme(deck)
    opening, page = deck.slide_layouts[0], deck.slide_layouts[1]
    for master_box in list(deck.slide_masters[0].placeholders):
        if master_box.placeholder_format.idx > 1:
            master_box._element.getparent().remove(master_box._element)
    _place(opening, {0: (Cm(2.4), Cm(6.2), Cm(28), Cm(3.4)), 1: (Cm(2.4), Cm(10.4), Cm(28), Cm(3))})
    _place(page, {0: (Cm(1.8), Cm(1.1), Cm(30), Cm(2)), 1: (Cm(1.8), Cm(4.2), Cm(30), Cm(12.6))})
    slide = deck.slides.add_slide(page)
    _into_layout(opening, _bar(slide, Cm(2.6), Cm(9.8), Cm(5), Cm(0.18), AMBER))
    _into_layout(opening, _bar(slide, 0, 0, WIDE, HIGH, TEAL))
    foot = slide.shapes.add_textbox(Cm(1.6), Cm(17.7), Cm(20), Cm(0.9))
    foot.text_frame.word_wrap = True
    _write(foot.text_frame.paragraphs[0], f"Tarnbeck Instruments  ·  {doc.meta['title']}", 11, GREY)
    _into_layout(page, foot)
    _into_layout(page, _bar(slide, Cm(2.05), Cm(3.2), Cm(3.2), Cm(0.14), AMBER))
    _drop(deck, 0)
    return opening, page


def _drop(deck, index):
    entry = deck.slides._sldIdLst[index]
    deck.part.drop_rel(entry.rId)
    deck.slides._sldIdLst.remove(entry)


def _write(paragraph, text, size, color, bold=False):
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, color


def _bullets(frame, texts):
    for position, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
        _write(paragraph, text, 26, INK)
        paragraph.space_after = Pt(18)


def _table(slide, rows):
    top, widths = Cm(4.4), [Cm(4.2), Cm(10.4), Cm(15.4)]
    table = slide.shapes.add_table(len(rows), len(rows[0]), Cm(1.9), top, sum(widths), Cm(1.5) * len(rows)).table
    for column, width in zip(table.columns, widths):
        column.width = width
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            cell = table.cell(r, c)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.fill.solid()
            cell.fill.fore_color.rgb = TEAL if r == 0 else RGBColor(0xF3, 0xF6, 0xF7) if r % 2 else WHITE
            _write(cell.text_frame.paragraphs[0], text, 18, WHITE if r == 0 else INK, bold=r == 0)


def _slides(blocks):
    slides = []
    for block in blocks:
        if block.kind == "heading":
            slides.append((block.text, []))
        else:
            slides[-1][1].append(block)
    return slides


def _fill(slide, title, blocks, opening):
    _write(slide.shapes.title.text_frame.paragraphs[0], title, 44 if opening else 32, WHITE if opening else TEAL, bold=True)
    for paragraph in slide.shapes.title.text_frame.paragraphs:
        paragraph._p.get_or_add_pPr().set("algn", "l")
    body, table = slide.placeholders[1], [b for b in blocks if b.kind == "table"]
    texts = [b.text for b in blocks if b.kind in ("bullet", "paragraph")]
    if opening:
        _write(body.text_frame.paragraphs[0], texts[0], 20, RGBColor(0xD6, 0xE4, 0xE8))
        body.text_frame.paragraphs[0]._p.get_or_add_pPr().set("algn", "l")
    elif texts:
        _bullets(body.text_frame, texts)
    else:
        body._element.getparent().remove(body._element)
    if table:
        _table(slide, table[0].rows)
    notes = [b.text for b in blocks if b.kind == "note"]
    if notes:
        frame = slide.notes_slide.notes_text_frame
        frame.text = notes[0]
        for note in notes[1:]:
            frame.add_paragraph().text = note


def render_pptx(doc):
    deck = Presentation()
    opening, page = _prepare(deck, doc)
    for position, (title, blocks) in enumerate(_slides(doc.blocks)):
        layout = opening if position == 0 else page
        _fill(deck.slides.add_slide(layout), title, blocks, position == 0)
    for slide in deck.slides:
        for shape in slide.shapes:
            for properties in shape._element.iter(qn("a:rPr")):
                properties.set("lang", "en-GB")
    stamp_core(deck.core_properties, doc.meta["title"], doc.language)
    out = io.BytesIO()
    deck.save(out)
    return freeze(out.getvalue())
