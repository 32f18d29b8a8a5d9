"""Reads the finished documents with independent libraries and yields (anchor, text) for every place that a citation can name.

The rules (what counts as one paragraph, from which number counting begins) are those of the README.
"""

import csv
import email
import io
import re
from datetime import datetime
from email import policy
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pypdf
from docx import Document as Word
from docx.table import Table
from openpyxl.utils import get_column_letter
from pptx import Presentation


def docx_places(path):
    index = 0
    for item in Word(str(path)).iter_inner_content():
        texts = [" | ".join(c.text for c in row.cells) for row in item.rows] if isinstance(item, Table) else [item.text]
        for text in texts:
            index += 1
            yield {"kind": "paragraph", "index": index}, text


def shown(cell):
    """The value as a person sees it, for the formats that our workbooks use."""
    value, form = cell.value, cell.number_format
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m" if form == "yyyy-mm" else "%Y-%m-%d")
    if isinstance(value, str):
        return value
    if form.endswith("%"):
        return f"{value * 100:.{len(form.split('.')[1]) - 1 if '.' in form else 0}f}%"
    decimals = len(form.split(".")[1]) if "." in form else 0
    if form.startswith("#,##0"):
        return f"{value:,.{decimals}f}"
    if form == "General":
        return f"{value:.10g}"
    return f"{value:.{decimals}f}"


def xlsx_places(path):
    for sheet in openpyxl.load_workbook(str(path), data_only=True).worksheets:
        for number, row in enumerate(sheet.iter_rows(), 1):
            filled = [cell for cell in row if cell.value is not None]
            if filled:
                span = f"{filled[0].column_letter}{number}:{filled[-1].column_letter}{number}"
                yield {"kind": "cells", "sheet": sheet.title, "range": span}, " | ".join(shown(c) for c in filled)


def csv_places(path):
    rows = csv.reader(io.StringIO(path.read_text("utf-8-sig")))
    for number, row in enumerate(rows, 1):
        yield {"kind": "cells", "sheet": path.stem, "range": f"A{number}:{get_column_letter(len(row))}{number}"}, " | ".join(row)


def pptx_places(path):
    for number, slide in enumerate(Presentation(str(path)).slides, 1):
        texts = []
        for shape in slide.shapes:
            if shape.has_text_frame:
                texts += [p.text for p in shape.text_frame.paragraphs]
            elif shape.has_table:
                texts += [" | ".join(cell.text for cell in row.cells) for row in shape.table.rows]
        for index, text in enumerate((t for t in texts if t.strip()), 1):
            yield {"kind": "slide", "slide": number, "part": "body", "index": index}, text
        if slide.has_notes_slide:
            for index, paragraph in enumerate(slide.notes_slide.notes_text_frame.paragraphs, 1):
                yield {"kind": "slide", "slide": number, "part": "notes", "index": index}, paragraph.text


def pdf_places(path):
    for number, page in enumerate(pypdf.PdfReader(str(path)).pages, 1):
        yield {"kind": "page", "page": number}, page.extract_text()


def eml_places(path):
    message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    for index, name in enumerate(("From", "To", "Cc", "Date", "Subject"), 1):
        if message[name]:
            yield {"kind": "mail", "part": "header", "index": index}, f"{name}: {message[name]}"
    body = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    for index, text in enumerate(re.split(r"\n\s*\n", body.strip()), 1):
        yield {"kind": "mail", "part": "body", "index": index}, text
    for part in message.iter_attachments():
        yield {"kind": "mail", "part": part.get_filename(), "index": 1}, part.get_filename()
        # csv is the only kind of attachment that our mails have
        for index, row in enumerate(csv.reader(io.StringIO(part.get_content().strip())), 2):
            yield {"kind": "mail", "part": part.get_filename(), "index": index}, " | ".join(row)


class _Blocks(HTMLParser):
    """h1-h6, p, li and tr of a page, in reading order."""

    def __init__(self):
        super().__init__()
        self.blocks, self.open, self.cells = [], None, None

    def handle_starttag(self, tag, attrs):
        if re.fullmatch(r"h[1-6]|p|li|tr", tag):
            self.open, self.cells = [tag, ""], []
        elif tag in ("td", "th"):
            self.open[1] = ""

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.cells.append(self.open[1].strip())
        elif self.open and tag == self.open[0]:
            text = " | ".join(self.cells) if tag == "tr" else self.open[1]
            self.blocks.append((tag, text.strip()))
            self.open = None

    def handle_data(self, data):
        if self.open:
            self.open[1] += data


def html_blocks(path):
    parser = _Blocks()
    parser.feed(path.read_text("utf-8"))
    return parser.blocks


def md_blocks(path):
    for line in (raw.strip() for raw in path.read_text("utf-8").split("\n")):
        if match := re.match(r"^(#+) (.*)$", line):
            yield f"h{len(match[1])}", match[2]
        elif re.match(r"^\|[-| ]+\|$", line):
            continue
        elif line.startswith("|"):
            yield "tr", " | ".join(cell.strip() for cell in line.strip("|").split("|"))
        elif line:
            yield "p", re.sub(r"^(- |\d+\. )", "", line).replace("*", "")


def heading_places(blocks):
    path = []
    for index, (tag, text) in enumerate(blocks, 1):
        if tag[0] == "h":
            level = int(tag[1])
            path = [(n, t) for n, t in path if n < level] + [(level, text)]
        yield {"kind": "heading", "path": [t for _, t in path], "index": index}, text


READERS = {".docx": docx_places, ".xlsx": xlsx_places, ".csv": csv_places, ".pptx": pptx_places, ".pdf": pdf_places,
           ".eml": eml_places, ".html": lambda p: heading_places(html_blocks(p)), ".md": lambda p: heading_places(md_blocks(p))}


def places(path: Path):
    return READERS[path.suffix](path)


def squeezed(text):
    """Without white space: a pdf breaks lines where the text does not."""
    return re.sub(r"\s+", "", text)
