"""Price list 2026: instruments, spare parts, service contracts and the terms that the formulas use."""

from workbooks.book import Book, half_up, read_table

RATES = {"EUR": 1.16, "CNY": 9.3}
DISCOUNTS = {"A": 0.32, "B": 0.26, "C": 0.2}
INSTRUMENTS = [
    ("P100", "pH and ORP analyser", 1390, 12), ("P100-DC", "pH and ORP analyser, 24 V DC", 1440, 12),
    ("T200-AC", "Turbidity analyser, 100 to 240 V", 2480, 15), ("T200-DC", "Turbidity analyser, 24 V DC", 2560, 15),
    ("T200-HR", "Turbidity analyser for raw water, 0 to 4,000 NTU", 2940, 20),
    ("C400", "Free chlorine analyser, 0 to 5 mg/l", 3150, 15), ("C400-20", "Free chlorine analyser, 0 to 20 mg/l", 3420, 15),
    ("D300", "Dissolved oxygen analyser with wiper", 1860, 15), ("M600-3", "Station with turbidity, chlorine, pH", 9850, 35),
    ("M600-4", "Station with turbidity, chlorine, pH, oxygen", 11640, 35), ("M600-6", "Station with six parameters", 13900, 35),
    ("M600-OUT", "Outdoor kit for M600", 780, 35), ("G20", "Gateway, 4G and Ethernet", 640, 10),
    ("G20-EX", "Gateway with external antenna", 715, 10), ("TB-50", "Portable turbidimeter, until 31 March 2027", 890, 10)]
CONTRACTS = [
    ("T200", 1, 190, 320, 540), ("C400", 2, 260, 440, 720), ("P100", 1, 120, 210, 350), ("D300", 1, 170, 290, 480),
    ("M600-3", 2, 690, 1120, 1790), ("M600-6", 2, 890, 1460, 2350), ("G20", 0, 60, 95, 140)]
BENEFITS = [
    ("Visits a year", "as in the table", "as in the table", "one more than in the table"),
    ("Answer on working days", "1 working day", "4 hours", "1 hour, also at weekends"),
    ("Wear parts", "not included", "included", "included"),
    ("Spare parts", "10 % discount", "20 % discount", "included"),
    ("Loan instrument", "£9 a day", "£5 a day", "free of charge"),
    ("Calibration certificate", "each visit", "each visit", "each visit")]
HEADER = ["Number", "Description", "List price GBP", "List price EUR", "List price CNY", "Class A GBP", "Class B GBP",
          "Class C GBP", "Lead time days"]


def _priced(book, sheet, items, header):
    book.header(sheet, 3, header, freeze_at=1, numbers=range(2, 9))
    money, text = book.format(num_format="#,##0.00"), book.text
    for r, item in enumerate(items, 4):
        n, price = r + 1, item["price"]
        sheet.write_string(r, 0, item["number"], text)
        sheet.write_string(r, 1, item["description"], text)
        sheet.write_number(r, 2, price, money)
        sheet.write_formula(r, 3, f"=ROUND(C{n}*Terms!$B$5,2)", money, half_up(price * RATES["EUR"], 2))
        sheet.write_formula(r, 4, f"=ROUND(C{n}*Terms!$B$6,0)", money, half_up(price * RATES["CNY"]))
        for c, (letter, discount) in enumerate(DISCOUNTS.items(), 5):
            cell = f"Terms!$B${9 + c - 4}"
            sheet.write_formula(r, c, f"=ROUND(C{n}*(1-{cell}),2)", money, half_up(price * (1 - discount), 2))
        sheet.write_number(r, 8, item["days"], book.format())


def _write_contracts(book):
    sheet = book.sheet("Service contracts", [24, 22, 22, 22, 24, 16])
    book.title(sheet, "Service contracts 2026", "GBP for one instrument and year. Three years in advance: 8 % less.")
    book.header(sheet, 3, ["Instrument", "Visits a year", "Bronze", "Silver", "Gold", "Gold, 3 years"], numbers=range(2, 6))
    text, money = book.format(align="left", indent=1), book.format(num_format="#,##0.00")
    for r, (name, visits, *prices) in enumerate(CONTRACTS, 4):
        sheet.write_string(r, 0, name, text)
        sheet.write_number(r, 1, visits, text)
        for c, price in enumerate(prices, 2):
            sheet.write_number(r, c, price, money)
        sheet.write_formula(r, 5, f"=ROUND(E{r + 1}*3*(1-Terms!$B$15),2)", money, half_up(prices[2] * 3 * 0.92, 2))
    top = 5 + len(CONTRACTS)
    book.header(sheet, top, ["Benefit", "Bronze", "Silver", "Gold"])
    for r, row in enumerate(BENEFITS, top + 1):
        for c, value in enumerate(row):
            sheet.write_string(r, c, value, text)


def _write_terms(book):
    sheet = book.sheet("Terms", [34, 16, 60], landscape=False)
    book.title(sheet, "Terms", "Prices apply from 1 January to 31 December 2026, without value added tax, ex works.")
    text, percent, rate = book.text, book.format(num_format="0%"), book.format(num_format="0.00")
    book.header(sheet, 3, ["Exchange rate", "For one GBP", "Remark"])
    for r, (currency, value) in enumerate(RATES.items(), 4):
        sheet.write_string(r, 0, currency, text)
        sheet.write_number(r, 1, value, rate)
        sheet.write_string(r, 2, "Fixed for the year; changed if the market moves by more than 5 %", text)
    book.header(sheet, 8, ["Discount class", "Discount", "Condition"])
    conditions = {"A": "More than £250,000 a year and own service staff", "B": "More than £80,000 a year", "C": "All other partners"}
    for r, (letter, discount) in enumerate(DISCOUNTS.items(), 9):
        sheet.write_string(r, 0, letter, text)
        sheet.write_number(r, 1, discount, percent)
        sheet.write_string(r, 2, conditions[letter], text)
    book.header(sheet, 13, ["Other", "Value", "Remark"])
    others = [("Three-year contract, paid in advance", 0.08, percent, "Discount on service contracts"),
              ("Smallest order GBP", 75, text, "Below that a fee of £12 is added"),
              ("Express surcharge", 0.15, percent, "Delivery within 3 working days, spare parts only"),
              ("Return of unused parts", 0.2, percent, "Fee for handling, within 60 days, original packaging")]
    for r, (name, value, style, remark) in enumerate(others, 14):
        sheet.write_string(r, 0, name, text)
        sheet.write_number(r, 1, value, style)
        sheet.write_string(r, 2, remark, text)


def render_prices():
    book = Book("Price list 2026")
    instruments = book.sheet("Instruments", [13, 46, 14, 14, 14, 12, 12, 12, 10])
    book.title(instruments, "Price list 2026: instruments", "Issued 1 January 2026, revised 2 November 2026 (D300 added).")
    _priced(book, instruments, [dict(zip(("number", "description", "price", "days"), item)) for item in INSTRUMENTS], HEADER)
    parts = book.sheet("Spare parts", [13, 46, 14, 14, 14, 12, 12, 12, 10])
    book.title(parts, "Price list 2026: spare parts and consumables", "Packing and carriage are charged at cost.")
    items = [{"number": p["Number"], "description": f"{p['Description']} ({p['Fits']})", "price": float(p["List price GBP"]),
              "days": int(p["Lead time days"])} for p in read_table("parts.csv")]
    _priced(book, parts, items, HEADER)
    _write_contracts(book)
    _write_terms(book)
    return book.bytes()
