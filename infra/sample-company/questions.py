"""Writes questions.jsonl: finds the place of every gold quote in the finished documents. usage: questions.py [TARGET]"""

import json
import re
import sys
from pathlib import Path

import yaml
from openpyxl.utils import column_index_from_string, get_column_letter

from build import HERE, TARGET
from readers import places, squeezed


def _narrow(anchor, text, quote):
    """The cells of a row that the quote covers, instead of the whole row."""
    first, row = re.match(r"([A-Z]+)(\d+)", anchor["range"]).groups()
    before = text[: text.index(quote)].count(" | ")
    start = column_index_from_string(first) + before
    end = start + quote.count(" | ")
    return {**anchor, "range": f"{get_column_letter(start)}{row}:{get_column_letter(end)}{row}"}


def locate(path, quote):
    found = []
    for anchor, text in places(path):
        if anchor["kind"] == "page":
            if squeezed(quote) in squeezed(text):
                found.append(anchor)
        elif quote in text:
            found.append(_narrow(anchor, text, quote) if anchor["kind"] == "cells" else anchor)
    if len(found) != 1:
        raise SystemExit(f"{path.name}: {len(found)} places for: {quote}")
    return found[0]


def main():
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    lines = []
    for entry in yaml.safe_load((HERE / "content" / "questions.yaml").read_text("utf-8")):
        gold = [{"file": g["file"], "anchor": locate(target / g["file"], g["quote"]), "quote": g["quote"]}
                for g in entry.get("gold", [])]
        row = {"id": entry["id"], "language": entry["language"], "question": entry["question"],
               "answers": entry.get("answers", []), "gold": gold, "kind": entry["kind"], "space": entry["space"]}
        if entry.get("needs"):
            row["needs"] = entry["needs"]
        lines.append(json.dumps(row, ensure_ascii=False))
    (target / "questions.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(lines)} questions")


if __name__ == "__main__":
    main()
