"""Budget 2027: one line per cost centre, account and month (14 x 12 x 12), a summary by SUMIFS, and the assumptions."""

import datetime
import random
from collections import defaultdict

from workbooks.book import Book, half_up, read_table

ACCOUNTS = {"7000": "Salaries", "7010": "Social security and pension", "7050": "Temporary staff", "7100": "Travel",
            "7150": "Training", "7200": "Rent and rates", "7250": "Energy", "7300": "Maintenance",
            "7350": "Software and licences", "7400": "Consultants and audit", "7500": "Materials and consumables",
            "7600": "Depreciation"}
SITES = ["Lancaster", "Rotterdam", "Ningbo"]
RATES = {"GBP": 1.0, "EUR": 1.16, "CNY": 9.3}
CHANGE = {"7000": (0.0255, 0.0255, 0.0375), "7010": (0.041, 0.03, 0.0375), "7050": (-0.1, -0.1, -0.25),
          "7100": (-0.05, -0.02, 0.03), "7150": (0.08, 0.08, 0.12), "7200": (0.032, 0.028, 0.0),
          "7250": (-0.06, -0.04, 0.02), "7300": (0.025, 0.025, 0.04), "7350": (0.09, 0.09, 0.06),
          "7400": (-0.12, -0.05, 0.0), "7500": (0.03, 0.03, 0.015), "7600": (0.02, 0.0, 0.11)}
CONTINGENCY = 600000
# share of the year that falls into each month, before a little noise; accounts not named are even
SEASONS = {"7100": [8, 9, 10, 9, 9, 8, 5, 4, 11, 12, 10, 5], "7250": [13, 12, 10, 8, 6, 5, 5, 5, 6, 8, 10, 12],
           "7150": [6, 8, 12, 9, 9, 7, 4, 4, 12, 13, 11, 5], "7400": [5, 7, 16, 8, 6, 10, 5, 5, 9, 8, 9, 12],
           "7300": [7, 7, 8, 8, 8, 8, 14, 8, 8, 8, 8, 8]}
FIRST = 2  # row (from 1) of the first line
HEADER = ["Site", "Cost centre", "Department", "Account", "Account name", "Month", "Quarter", "Currency",
          "Basis 2026", "Change", "Budget 2027", "Rate", "Budget GBP", "Basis GBP", "Difference GBP"]


def _is_tie(value):
    """Spreadsheet programs disagree about halves that binary fractions cannot hold, so no line may end on one."""
    return abs(value % 1 - 0.5) < 1e-6


def _months(total, account, noise):
    weights = SEASONS.get(account, [10] * 12)
    steady = account in ("7000", "7010", "7200", "7600")
    spread = [w * (1 if steady else noise.uniform(0.93, 1.07)) for w in weights]
    return [int(round(total * w / sum(spread), -1)) for w in spread]


def compute_lines():
    noise, lines = random.Random(2027), []
    for centre in read_table("budget-basis.csv"):
        for account, name in ACCOUNTS.items():
            change = CHANGE[account][SITES.index(centre["Site"])]
            rate = RATES[centre["Currency"]]
            for month, basis in enumerate(_months(int(centre[account]), account, noise), 1):
                while _is_tie(basis * (1 + change)) or _is_tie(basis / rate):
                    basis += 10
                budget = half_up(basis * (1 + change))
                gbp, old = half_up(budget / rate), half_up(basis / rate)
                lines.append({**centre, "account": account, "name": name, "month": month, "basis": basis,
                              "change": change, "budget": budget, "rate": rate, "gbp": gbp, "old": old})
    return lines


def _write_lines(book, lines):
    sheet = book.sheet("Lines", [11, 10, 31, 8, 25, 9, 8, 9, 11, 8, 12, 7, 12, 12, 13])
    book.header(sheet, 0, HEADER, freeze_at=3, numbers=range(8, 15))
    text, money = book.text, book.format(num_format="#,##0")
    percent, rate = book.format(num_format="0.00%"), book.format(num_format="0.00")
    month = book.format(num_format="yyyy-mm", align="left")
    for r, line in enumerate(lines, FIRST - 1):
        n = r + 1
        for c, key in enumerate(("Site", "Cost centre", "Department", "account", "name")):
            sheet.write_string(r, c, line[key], text)
        sheet.write_datetime(r, 5, datetime.datetime(2027, line["month"], 1), month)
        sheet.write_formula(r, 6, f'="Q"&ROUNDUP(MONTH(F{n})/3,0)', text, f"Q{(line['month'] + 2) // 3}")
        sheet.write_string(r, 7, line["Currency"], text)
        sheet.write_number(r, 8, line["basis"], money)
        lookup = f"=INDEX(Assumptions!$C$11:$E$22,MATCH(D{n},Assumptions!$A$11:$A$22,0),MATCH(A{n},Assumptions!$C$10:$E$10,0))"
        sheet.write_formula(r, 9, lookup, percent, line["change"])
        sheet.write_formula(r, 10, f"=ROUND(I{n}*(1+J{n}),0)", money, line["budget"])
        sheet.write_formula(r, 11, f"=VLOOKUP(H{n},Assumptions!$A$5:$B$7,2,FALSE)", rate, line["rate"])
        sheet.write_formula(r, 12, f"=ROUND(K{n}/L{n},0)", money, line["gbp"])
        sheet.write_formula(r, 13, f"=ROUND(I{n}/L{n},0)", money, line["old"])
        sheet.write_formula(r, 14, f"=M{n}-N{n}", money, line["gbp"] - line["old"])
    sheet.autofilter(0, 0, len(lines), len(HEADER) - 1)


def _totals_row(book, sheet, row, label, sums, span):
    strong, percent = book.format(bold=True, num_format="#,##0", top=1), book.format(bold=True, num_format="0.0%", top=1)
    sheet.write_string(row, 0, label, strong)
    sheet.write_blank(row, 1, None, strong)
    for offset, value in enumerate(sums):
        column = "CDEFGHI"[offset]
        sheet.write_formula(row, 2 + offset, f"=SUM({column}{span[0]}:{column}{span[1]})", strong, value)
    sheet.write_formula(row, 9, f"=I{row + 1}/H{row + 1}", percent, sums[6] / sums[5])


def _summary_block(book, sheet, top, keys, key_column, lines, field):
    text, money, percent = book.text, book.format(num_format="#,##0"), book.format(num_format="0.0%")
    last = FIRST + len(lines) - 1
    column = lambda letter: f"Lines!${letter}${FIRST}:${letter}${last}"  # noqa: E731
    sums = defaultdict(lambda: [0] * 7)
    for line in lines:
        row = sums[line[field]]
        row[(line["month"] - 1) // 3] += line["gbp"]
        row[4] += line["gbp"]
        row[5] += line["old"]
        row[6] += line["gbp"] - line["old"]
    for r, (key, label) in enumerate(keys, top):
        n, values = r + 1, sums[key]
        sheet.write_string(r, 0, key, text)
        sheet.write_string(r, 1, label, text)
        for q in range(4):
            formula = f'=SUMIFS({column("M")},{column(key_column)},$A{n},{column("G")},{"CDEF"[q]}$4)'
            sheet.write_formula(r, 2 + q, formula, money, values[q])
        sheet.write_formula(r, 6, f"=SUM(C{n}:F{n})", money, values[4])
        sheet.write_formula(r, 7, f'=SUMIFS({column("N")},{column(key_column)},$A{n})', money, values[5])
        sheet.write_formula(r, 8, f"=G{n}-H{n}", money, values[6])
        sheet.write_formula(r, 9, f"=I{n}/H{n}", percent, values[6] / values[5])
    totals = [sum(row[i] for row in sums.values()) for i in range(7)]
    _totals_row(book, sheet, top + len(keys), "Total", totals, (top + 1, top + len(keys)))
    return top + len(keys), totals


def _write_summary(book, sheet, lines):
    book.title(sheet, "Budget 2027: overhead by cost centre and account",
               "GBP. Draft of 28 October 2026, approved by the board as a basis. Final version: 9 December 2026.")
    names = ["Number", "Cost centre", "Q1", "Q2", "Q3", "Q4", "Budget 2027", "Basis 2026", "Difference", "Change"]
    book.header(sheet, 3, names, numbers=range(2, 10))
    centres = list({line["Cost centre"]: line["Department"] for line in lines}.items())
    end, totals = _summary_block(book, sheet, 4, centres, "B", lines, "Cost centre")
    money, strong = book.format(num_format="#,##0"), book.format(bold=True, num_format="#,##0", top=1)
    sheet.write_string(end + 1, 0, "Contingency", book.format())
    sheet.write_formula(end + 1, 6, "=Assumptions!B25", money, CONTINGENCY)
    sheet.write_string(end + 2, 0, "Total with contingency", strong)
    sheet.write_formula(end + 2, 6, f"=G{end + 1}+G{end + 2}", strong, totals[4] + CONTINGENCY)
    book.header(sheet, end + 4, ["Account", "Name", *names[2:]], numbers=range(2, 10))
    _summary_block(book, sheet, end + 5, list(ACCOUNTS.items()), "D", lines, "account")


def _write_assumptions(book):
    sheet = book.sheet("Assumptions", [22, 30, 12, 12, 12, 52], landscape=False)
    text, rate = book.text, book.format(num_format="0.00")
    fine = book.format(num_format="0.00%")
    book.title(sheet, "Assumptions", "Owner: Amara Osei, Financial Controller. State: 26 October 2026.")
    book.header(sheet, 3, ["Currency", "Units for one GBP"], numbers=(1,))
    for r, (currency, value) in enumerate(RATES.items(), 4):
        sheet.write_string(r, 0, currency, text)
        sheet.write_number(r, 1, value, rate)
    sheet.write_string(8, 0, "Change of each account against 2026", book.format(bold=True))
    book.header(sheet, 9, ["Account", "Name", *SITES, "Reason"], numbers=(2, 3, 4))
    reasons = {"7000": "Pay round 3.4 % (Ningbo 5.0 %) from April, nine months", "7010": "Higher employer contribution in the United Kingdom",
               "7100": "Fewer flights between Lancaster and Ningbo", "7250": "New electricity contract from January",
               "7350": "Licences for the new design tools", "7400": "No second external audit of systems",
               "7500": "Optical parts plus 3.0 %", "7600": "Line 3 in Ningbo from March", "7150": "Exchange of six people each way"}
    for r, (account, changes) in enumerate(CHANGE.items(), 10):
        sheet.write_string(r, 0, account, text)
        sheet.write_string(r, 1, ACCOUNTS[account], text)
        for c, value in enumerate(changes, 2):
            sheet.write_number(r, c, value, fine)
        sheet.write_string(r, 5, reasons.get(account, "General price level"), text)
    sheet.write_string(24, 0, "Contingency GBP", text)
    sheet.write_number(24, 1, CONTINGENCY, book.format(num_format="#,##0"))
    sheet.write_string(24, 2, "Raised from 400,000 by the board on 28 October 2026", text)
    book.header(sheet, 26, ["Site", "People 1 January 2026", "New posts", "People end 2027"], numbers=(1, 2, 3))
    for r, (site, people, new) in enumerate(zip(SITES, (218, 38, 156), (5, 3, 11)), 27):
        sheet.write_string(r, 0, site, text)
        sheet.write_number(r, 1, people, book.format())
        sheet.write_number(r, 2, new, book.format())
        sheet.write_formula(r, 3, f"=B{r + 1}+C{r + 1}", book.format(), people + new)
    for column, total in (("B", 412), ("C", 19), ("D", 431)):
        sheet.write_formula(30, "ABCD".index(column), f"=SUM({column}28:{column}30)", book.format(bold=True, top=1), total)
    sheet.write_string(30, 0, "Total", book.format(bold=True, top=1))


def render_budget():
    book, lines = Book("Budget 2027"), compute_lines()
    summary = book.sheet("Summary", [24, 34, 12, 12, 12, 12, 14, 14, 13, 9])
    _write_summary(book, summary, lines)
    _write_lines(book, lines)
    _write_assumptions(book)
    return book.bytes()
