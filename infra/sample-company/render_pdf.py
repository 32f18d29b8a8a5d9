"""Markup to pdf with our own line breaking (Latin words whole, Han by character, no line starting with a closing mark)."""

import os
import re
from datetime import timezone

from archive import STAMP

os.environ["SOURCE_DATE_EPOCH"] = str(int(STAMP.replace(tzinfo=timezone.utc).timestamp()))

from fpdf import FPDF  # noqa: E402  (fonttools reads SOURCE_DATE_EPOCH)

from fonts import truetype  # noqa: E402

INK, TEAL, GREY, RULE = (34, 43, 51), (15, 76, 92), (107, 119, 128), (201, 211, 216)
LEFT, TOP, WIDTH, BOTTOM = 62, 78, 471, 770
NO_START = "，。、；：！？）》”’%℃」』】…,.;:!?)"
NO_END = "（《“‘「『【("
TOKEN = re.compile(r"\*\*|\s+|[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…]|[^\s\u2e80-\u9fff\uff00-\uffef\u3000-\u303f“”‘’—…*]+")


class Sheet(FPDF):
    def __init__(self, doc):
        super().__init__(unit="pt", format="A4")
        self.doc, self.cover = doc, bool(doc.meta.get("cover"))
        self.set_auto_page_break(False)
        self.add_font("noto", "", truetype("Regular"))
        self.add_font("noto", "B", truetype("Bold"))
        self.set_title(doc.meta["title"])
        self.set_author("Tarnbeck Instruments")
        self.set_lang("zh-CN" if doc.language == "zh" else "en-GB")
        self.set_creation_date(STAMP.replace(tzinfo=timezone.utc))
        self.set_producer("sample-company")

    def header(self):
        if self.cover and self.page == 1:
            return
        company = "潭溪仪器" if self.doc.language == "zh" else "Tarnbeck Instruments"
        self.label(company, LEFT, 46)
        self.label(self.doc.meta["title"], LEFT + WIDTH, 46, right=True)
        self.set_draw_color(*RULE)
        self.line(LEFT, 53, LEFT + WIDTH, 53)
        self.label(str(self.page), LEFT + WIDTH, 806, right=True)

    def label(self, text, x, y, right=False):
        self.set_font("noto", "", 8)
        self.set_text_color(*GREY)
        self.text(x - (self.get_string_width(text) if right else 0), y, text)


class Layout:
    def __init__(self, doc, pages):
        self.doc, self.known, self.pages = doc, pages, {}
        self.pdf = Sheet(doc)
        self.y = TOP
        self.size = 10.2 if doc.language == "zh" else 10.4
        self.leading = 18 if doc.language == "zh" else 16

    def page(self):
        self.pdf.add_page()
        self.y = TOP

    def room(self, height):
        if self.y + height > BOTTOM:
            self.page()

    def lines(self, text, width, size, bold=False):
        """Splits into lines of (piece, bold) that fit the width."""
        lines, line, used, strong = [], [], 0.0, bold
        for token in TOKEN.findall(text):
            if token == "**":
                strong = not strong
                continue
            self.pdf.set_font("noto", "B" if strong else "", size)
            advance = self.pdf.get_string_width(token)
            if used + advance > width and line and token not in NO_START:
                carry = [line.pop()] if line[-1][0] in NO_END else []
                lines.append(line)
                line, used = carry, sum(piece[2] for piece in carry)
                if token.isspace():
                    continue
            line.append((token, strong, advance))
            used += advance
        return [self._joined(parts) for parts in lines + [line]]

    @staticmethod
    def _joined(parts):
        joined = []
        for text, strong, _ in parts:
            if joined and joined[-1][1] == strong:
                joined[-1][0] += text
            else:
                joined.append([text, strong])
        return joined

    def draw(self, line, x, y, size, color):
        self.pdf.set_text_color(*color)
        for text, strong in line:
            self.pdf.set_font("noto", "B" if strong else "", size)
            self.pdf.text(x, y, text)
            x += self.pdf.get_string_width(text)

    def flow(self, text, size, leading, color=INK, bold=False, indent=0, after=0.0):
        lines = self.lines(text, WIDTH - indent, size, bold)
        for position, line in enumerate(lines):
            last_two = position == 0 and len(lines) > 1
            self.room(leading * (2 if last_two else 1))
            self.draw(line, LEFT + indent, self.y + size, size, color)
            self.y += leading
        self.y += after

    def heading(self, block, first):
        size, before, after = {1: (19, 0, 12), 2: (13, 14, 5), 3: (11, 10, 3)}[block.level]
        if not self.pdf.cover:
            size, before, after = {1: (14, 16, 6), 2: (11.5, 10, 3), 3: (10.5, 8, 2)}[block.level]
        if block.level == 1 and self.pdf.cover and not first:
            self.page()
        self.room(before + size + after + 3 * self.leading)
        self.y += before if self.y > TOP else 0
        self.pages[id(block)] = self.pdf.page
        self.pdf.set_xy(LEFT, self.y)
        self.pdf.start_section(block.text, level=block.level - 1)
        self.flow(block.text, size, size * 1.4, TEAL, bold=True, after=after)

    def bullet(self, mark, text):
        self.room(self.leading)
        self.draw([[mark, False]], LEFT + 6, self.y + self.size, self.size, TEAL)
        self.flow(text, self.size, self.leading, indent=22, after=3)

    def callout(self, text):
        start = self.y
        self.flow(text, self.size, self.leading, TEAL, indent=14)
        self.pdf.set_fill_color(224, 142, 69)
        if self.y > start:
            self.pdf.rect(LEFT, start, 3, self.y - start, "F")
        self.y += 8

    def widths(self, rows):
        weights = []
        for column in zip(*rows):
            longest = max(sum(2 if ord(c) > 0x2E80 else 1 for c in text) for text in column)
            weights.append(min(max(longest, 8), 46))
        return [WIDTH * weight / sum(weights) for weight in weights]

    def row(self, cells, widths, style):
        size, pad, leading = 9, 5, 13.5
        columns = [self.lines(text, width - 2 * pad, size, style == "head" or (style == "fact" and c == 0))
                   for c, (text, width) in enumerate(zip(cells, widths))]
        height = max(len(lines) for lines in columns) * leading + 2 * pad
        if self.y + height > BOTTOM:
            return False
        if style in ("head", "even"):
            self.pdf.set_fill_color(*(TEAL if style == "head" else (243, 246, 247)))
            self.pdf.rect(LEFT, self.y, WIDTH, height, "F")
        x = LEFT
        for lines, width in zip(columns, widths):
            for position, line in enumerate(lines):
                color = (255, 255, 255) if style == "head" else INK
                self.draw(line, x + pad, self.y + pad + size + position * leading, size, color)
            x += width
        self.y += height
        self.pdf.set_draw_color(*RULE)
        self.pdf.line(LEFT, self.y, LEFT + WIDTH, self.y)
        return True

    def table(self, rows, facts=False):
        widths = self.widths(rows)
        self.room(64)
        for position, cells in enumerate(rows):
            style = "fact" if facts else "head" if position == 0 else ("even", "odd")[position % 2]
            if not self.row(cells, widths, style):
                self.page()
                if not facts:
                    self.row(rows[0], widths, "head")
                self.row(cells, widths, style)
        self.y += 12

    def front(self):
        meta = self.doc.meta
        self.page()
        if not self.pdf.cover:
            self.flow(meta["title"], 23, 31, TEAL, bold=True, after=2)
            if meta.get("subtitle"):
                self.flow(meta["subtitle"], 12.5, 19, GREY, after=8)
            if self.doc.facts:
                self.table(self.doc.facts, facts=True)
            return
        self.pdf.set_fill_color(*TEAL)
        self.pdf.rect(0, 0, 595.3, 330, "F")
        self.pdf.set_fill_color(224, 142, 69)
        self.pdf.rect(LEFT, 330, 96, 5, "F")
        company = "潭溪仪器（宁波）有限公司" if self.doc.language == "zh" else "Tarnbeck Instruments"
        self.draw([[company, False]], LEFT, 96, 12, (255, 255, 255))
        self.y = 190
        self.flow(meta["title"], 33, 43, (255, 255, 255), bold=True)
        if meta.get("subtitle"):
            self.flow(meta["subtitle"], 13, 20, (214, 228, 232))
        self.y = 380
        self.table(self.doc.facts, facts=True)

    def contents(self):
        self.page() if self.pdf.cover else None
        title = "目录" if self.doc.language == "zh" else "Contents"
        self.flow(title, 19 if self.pdf.cover else 14, 26, TEAL, bold=True, after=8)
        for heading in self.doc.headings(2 if self.pdf.cover else 1):
            top = heading.level == 1
            self.y += 4 if top else 0
            self.room(13)
            indent = 0 if top else 16
            number = str(self.known.get(id(heading), 0))
            self.draw([[heading.text, top]], LEFT + indent, self.y + 10, 9.8, INK)
            self.pdf.set_font("noto", "", 9.8)
            self.draw([[number, False]], LEFT + WIDTH - self.pdf.get_string_width(number), self.y + 10, 9.8, GREY)
            self.y += 12.8
        self.y += 10

    def body(self):
        if self.pdf.cover:
            self.page()
        count = 0
        for position, block in enumerate(self.doc.blocks):
            count = count + 1 if block.kind == "number" else 0
            if block.kind == "heading":
                self.heading(block, position == 0)
            elif block.kind == "table":
                self.table(block.rows)
            elif block.kind in ("bullet", "number"):
                self.bullet("•" if block.kind == "bullet" else f"{count}.", block.text)
            elif block.kind == "callout":
                self.callout(block.text)
            else:
                self.flow(block.text, self.size, self.leading, after=6)

    def run(self):
        self.front()
        if self.doc.meta.get("contents"):
            self.contents()
        self.body()
        return self


def render_pdf(doc):
    first = Layout(doc, {}).run()
    return bytes(Layout(doc, first.pages).run().pdf.output())
