"""Spare parts in stock, as the warehouse system exports them."""

import csv
import io
import random

from workbooks.book import read_table

SITES = {"Lancaster": ("L", 1.0), "Ningbo": ("N", 0.8), "Rotterdam": ("R", 0.45)}
HEADER = ["Number", "Description", "Site", "Shelf", "On hand", "Reserved", "Minimum", "Last count"]


def render_stock():
    chance, out = random.Random(64), io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for position, part in enumerate(read_table("parts.csv")):
        price = float(part["List price GBP"])
        usual = max(2, int(900 / (price + 8)))
        for site, (letter, share) in SITES.items():
            minimum = max(1, round(usual * share))
            on_hand = round(minimum * chance.uniform(0.7, 3.4))
            shelf = f"{letter}{position // 16 + 1}-{position % 16 + 1:02d}-{chance.randint(1, 4)}"
            day = f"2026-{chance.choice((8, 9, 10)):02d}-{chance.randint(1, 28):02d}"
            writer.writerow([part["Number"], part["Description"], site, shelf, on_hand, min(on_hand, chance.randint(0, 6)), minimum, day])
    return out.getvalue().encode("utf-8-sig")
