"""设备维护记录: the maintenance log of the Ningbo plant, in Chinese."""

import datetime

from workbooks.book import Book, half_up, read_table

LOG = ["日期", "设备编号", "班次", "类型", "现象或工作内容", "处理措施", "停机小时", "费用（元）", "维护人", "停机损失（元）"]
ASSETS = ["设备编号", "名称", "位置", "启用年份", "每小时停机损失（元）", "停机合计（小时）", "费用合计（元）", "故障次数"]


def _write_log(book, entries, cost):
    sheet = book.sheet("维护记录", [12, 10, 7, 7, 26, 32, 10, 11, 9, 13])
    book.header(sheet, 0, LOG, freeze_at=2, numbers=(6, 7, 9))
    text, hours, money = book.text, book.format(num_format="0.0"), book.format(num_format="#,##0")
    day = book.format(num_format="yyyy-mm-dd", align="left")
    for r, entry in enumerate(entries, 1):
        n = r + 1
        sheet.write_datetime(r, 0, datetime.datetime.fromisoformat(entry["日期"]), day)
        for c, key in enumerate(("设备编号", "班次", "类型", "现象或工作内容", "处理措施"), 1):
            sheet.write_string(r, c, entry[key], text)
        sheet.write_number(r, 6, float(entry["停机小时"]), hours)
        sheet.write_number(r, 7, int(entry["费用元"]), money)
        sheet.write_string(r, 8, entry["维护人"], text)
        loss = half_up(float(entry["停机小时"]) * cost[entry["设备编号"]])
        formula = f"=ROUND(G{n}*VLOOKUP(B{n},设备台账!$A$2:$E${len(cost) + 1},5,FALSE),0)"
        sheet.write_formula(r, 9, formula, money, loss)
    sheet.autofilter(0, 0, len(entries), len(LOG) - 1)


def _write_assets(book, assets, entries):
    sheet = book.sheet("设备台账", [11, 22, 12, 10, 20, 18, 16, 10])
    book.header(sheet, 0, ASSETS, freeze_at=1, numbers=range(4, 8))
    text, hours, money = book.text, book.format(num_format="0.0"), book.format(num_format="#,##0")
    last = len(entries) + 1
    for r, asset in enumerate(assets, 1):
        n, mine = r + 1, [e for e in entries if e["设备编号"] == asset["设备编号"]]
        for c, key in enumerate(("设备编号", "名称", "位置")):
            sheet.write_string(r, c, asset[key], text)
        sheet.write_number(r, 3, int(asset["启用年份"]), book.format(align="left", indent=1))
        sheet.write_number(r, 4, int(asset["每小时停机损失元"]), money)
        same = f"维护记录!$B$2:$B${last},$A{n}"
        sheet.write_formula(r, 5, f"=SUMIFS(维护记录!$G$2:$G${last},{same})", hours, round(sum(float(e["停机小时"]) for e in mine), 1))
        sheet.write_formula(r, 6, f"=SUMIFS(维护记录!$H$2:$H${last},{same})", money, sum(int(e["费用元"]) for e in mine))
        faults = sum(e["类型"] == "故障" for e in mine)
        sheet.write_formula(r, 7, f'=COUNTIFS({same},维护记录!$D$2:$D${last},"故障")', book.format(), faults)


def render_maintenance():
    entries, assets = read_table("maintenance.csv"), read_table("equipment.csv")
    book = Book("宁波工厂设备维护记录 2026", "zh")
    _write_log(book, entries, {a["设备编号"]: int(a["每小时停机损失元"]) for a in assets})
    _write_assets(book, assets, entries)
    return book.bytes()
