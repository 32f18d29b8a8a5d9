"""What all workbooks share: formats, header rows, page setup, fixed dates."""

import csv
import io
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import xlsxwriter

from archive import STAMP, freeze

TABLES = Path(__file__).parent.parent / "content" / "tables"


def read_table(name):
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def half_up(value, digits=0):
    """ROUND of a spreadsheet: half away from zero, on the decimal that the cell shows."""
    exact = Decimal(repr(round(value, 9))).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return float(exact) if digits else int(exact)


class Book:
    def __init__(self, title, language="en"):
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
        self.book.set_properties({"title": title, "author": "Tarnbeck Instruments", "created": STAMP})
        self.font = {"font_name": "Microsoft YaHei" if language == "zh" else "Calibri", "font_size": 10}
        self.formats = {}

    def format(self, **options):
        key = tuple(sorted(options.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({**self.font, **options})
        return self.formats[key]

    @property
    def head(self):
        return {"bold": True, "font_color": "#FFFFFF", "bg_color": "#0F4C5C", "text_wrap": True, "valign": "vcenter"}

    @property
    def text(self):
        """Indented, so that it does not touch a number in the column to its left."""
        return self.format(indent=1)

    def sheet(self, name, widths, landscape=True):
        sheet = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_paper(9)
        sheet.set_landscape() if landscape else sheet.set_portrait()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&8Tarnbeck Instruments&R&8&A, &P / &N")
        return sheet

    def header(self, sheet, row, names, freeze_at=None, numbers=()):
        """`numbers`: the columns whose heading stands on the right, above its figures."""
        sheet.set_row(row, 30)
        for column, name in enumerate(names):
            side = {"align": "right"} if column in numbers else {"indent": 1}
            sheet.write_string(row, column, name, self.format(**self.head, **side))
        if freeze_at is not None:
            sheet.freeze_panes(row + 1, freeze_at)
            sheet.repeat_rows(row)

    def title(self, sheet, text, note):
        sheet.write_string(0, 0, text, self.format(bold=True, font_size=15, font_color="#0F4C5C"))
        sheet.write_string(1, 0, note, self.format(font_color="#6B7780"))

    def bytes(self):
        self.book.close()
        return freeze(self.buffer.getvalue())
