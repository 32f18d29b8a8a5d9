"""Salary bands 2026, for management only."""

from workbooks.book import Book

EUROPE = [("A", 46, 24200, 28600), ("B", 52, 26400, 32000), ("C", 48, 29800, 37400), ("D", 55, 36200, 48600),
          ("E", 30, 46000, 61000), ("F", 15, 58500, 78500), ("G", 7, 76000, 104000), ("H", 3, 112000, 158000)]
NINGBO = [("P1", 52, 5200, 6800), ("P2", 41, 6100, 8300), ("P3", 28, 7600, 11200), ("P4", 21, 10500, 16800),
          ("P5", 10, 15600, 25400), ("M1", 4, 24000, 42000)]


def _bands(book, name, title, note, unit, rows, months):
    sheet = book.sheet(name, [10, 14, 16, 16, 16, 12, 22], landscape=False)
    book.title(sheet, title, note)
    book.header(sheet, 3, ["Grade", "Employees", f"Minimum {unit}", f"Midpoint {unit}", f"Maximum {unit}", "Spread",
                           f"Year at midpoint {unit}"], numbers=range(1, 7))
    text, money, percent = book.text, book.format(num_format="#,##0"), book.format(num_format="0.0%")
    for r, (grade, people, low, high) in enumerate(rows, 4):
        n, middle = r + 1, (low + high) / 2
        sheet.write_string(r, 0, grade, text)
        sheet.write_number(r, 1, people, book.format())
        sheet.write_number(r, 2, low, money)
        sheet.write_formula(r, 3, f"=(C{n}+E{n})/2", money, middle)
        sheet.write_number(r, 4, high, money)
        sheet.write_formula(r, 5, f"=E{n}/C{n}-1", percent, high / low - 1)
        sheet.write_formula(r, 6, f"=B{n}*D{n}*{months}", money, people * middle * months)
    end, strong = 4 + len(rows), book.format(bold=True, num_format="#,##0", top=1)
    sheet.write_string(end, 0, "Total", strong)
    sheet.write_formula(end, 1, f"=SUM(B5:B{end})", strong, sum(row[1] for row in rows))
    sheet.write_formula(end, 6, f"=SUM(G5:G{end})", strong, sum(p * (a + b) / 2 * months for _, p, a, b in rows))


def render_salaries():
    book = Book("Salary bands 2026")
    _bands(book, "Lancaster and Rotterdam", "Salary bands 2026: Lancaster and Rotterdam",
           "Restricted. Yearly salary in GBP; Rotterdam converted at 1.16. Valid from 1 April 2026.", "GBP", EUROPE, 1)
    _bands(book, "Ningbo", "Salary bands 2026: Ningbo",
           "Restricted. Monthly salary in CNY without allowances, 13 months. Valid from 1 April 2026.", "CNY", NINGBO, 13)
    return book.bytes()
