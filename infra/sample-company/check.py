"""Proves the finished sample company: manifest, sizes, counts, formulas, and that every gold quote stands at its anchor.

usage: check.py [TARGET]
"""

import json
import sys
from collections import Counter
from pathlib import Path

import openpyxl
import pdfplumber
from docx import Document as Word

from build import TARGET
from readers import csv_places, places, shown, squeezed

FORMATS = {".docx", ".xlsx", ".pptx", ".pdf", ".html", ".md", ".csv", ".eml"}
KINDS = {"single": 30, "unanswerable": 15, "cross-language": 8, "multi-document": 4, "version-conflict": 3}
MAX_BYTES = 6 * 1024 * 1024


class Report:
    def __init__(self):
        self.passed, self.failed = 0, []

    def expect(self, holds, sentence):
        if holds:
            self.passed += 1
        else:
            self.failed.append(sentence)


def text_at(path, anchor):
    """The text that stands at the anchor, read again and, where possible, by another library than the one that found it."""
    if anchor["kind"] == "page":
        with pdfplumber.open(str(path)) as pdf:
            return pdf.pages[anchor["page"] - 1].extract_text()
    if anchor["kind"] == "cells" and path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(str(path), data_only=True)[anchor["sheet"]]
        return " | ".join(shown(cell) for cell in sheet[anchor["range"]][0])
    if anchor["kind"] == "cells":
        row = int("".join(c for c in anchor["range"].split(":")[0] if c.isdigit()))
        return list(csv_places(path))[row - 1][1]
    return next((text for place, text in places(path) if place == anchor), "")


def check_manifest(report, target):
    manifest = json.loads((target / "company.json").read_text("utf-8"))
    listed = [d["file"] for space in manifest["spaces"] for d in space["documents"]]
    found = sorted(str(p.relative_to(target)) for p in target.rglob("*") if p.suffix in FORMATS)
    report.expect(sorted(listed) == found, "company.json lists exactly the files of the folder")
    report.expect({Path(f).suffix for f in listed} == FORMATS, "every format is present")
    total = sum((target / f).stat().st_size for f in listed)
    report.expect(total <= MAX_BYTES, f"{total} bytes are more than {MAX_BYTES}")
    print(f"{len(listed)} documents, {total / 1024:.0f} KiB, languages {dict(Counter(d['language'] for s in manifest['spaces'] for d in s['documents']))}")


def check_texts(report, target):
    for path in sorted(target.rglob("*.docx")):
        texts = [p.text for p in Word(str(path)).paragraphs]
        report.expect(all(t.strip() for t in texts[:-1]), f"{path.name}: an empty paragraph shifts the numbers after it")
    for path in sorted(target.rglob("*.pdf")):
        with pdfplumber.open(str(path)) as pdf:
            # pages may be thin (the last of a chapter), but none may be unreadable
            report.expect(all(len(page.extract_text()) > 60 for page in pdf.pages), f"{path.name}: a page without text")
            print(f"{len(pdf.pages):>4} pages  {path.name}")


def check_workbooks(report, target):
    for path in sorted(target.rglob("*.xlsx")):
        formulas, values = openpyxl.load_workbook(str(path)), openpyxl.load_workbook(str(path), data_only=True)
        count = missing = 0
        for sheet in formulas.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        count += 1
                        missing += values[sheet.title][cell.coordinate].value is None
        rows = {sheet.title: sheet.max_row for sheet in formulas.worksheets}
        report.expect(missing == 0, f"{path.name}: {missing} formulas without a stored value")
        print(f"{count:>6} formulas  {path.name}  {rows}")
        if path.name == "budget-2027.xlsx":
            report.expect(len(rows) == 3 and rows["Lines"] >= 2000 and count >= 10000, "the budget has 3 sheets and 2,000 rows")


def check_question(report, target, question):
    name, quotes = question["id"], [g["quote"] for g in question["gold"]]
    if question["kind"] == "unanswerable":
        report.expect(not quotes and not question["answers"], f"{name}: unanswerable, but has gold")
        return
    hit = [any(squeezed(answer) in squeezed(q) for q in quotes) for answer in question["answers"]]
    report.expect(all(hit) if question.get("needs") == "all" else any(hit), f"{name}: no gold quote holds the answer")
    for gold in question["gold"]:
        path = target / gold["file"]
        text = text_at(path, gold["anchor"])
        report.expect(squeezed(gold["quote"]) in squeezed(text), f"{name}: the quote is not at {gold['anchor']} of {path.name}")
    spaces = {g["file"].split("/")[0] for g in question["gold"]}
    report.expect(question["space"] in spaces and (question["space"] == "board" or spaces == {"company"}),
                  f"{name}: space {question['space']}, gold in {spaces}")


def check_questions(report, target):
    questions = [json.loads(line) for line in (target / "questions.jsonl").read_text("utf-8").splitlines()]
    report.expect(len({q["id"] for q in questions}) == 60 == len(questions), "60 questions with ids of their own")
    report.expect(Counter(q["kind"] for q in questions) == KINDS, "the number of questions of each kind")
    anchors = Counter(g["anchor"]["kind"] for q in questions for g in q["gold"])
    report.expect(set(anchors) == {"page", "paragraph", "cells", "slide", "mail", "heading"}, "every kind of anchor is asked for")
    for question in questions:
        check_question(report, target, question)
    print(f"questions: {dict(Counter(q['kind'] for q in questions))}, {dict(Counter(q['language'] for q in questions))}, "
          f"{dict(Counter(q['space'] for q in questions))}, anchors {dict(anchors)}")


def main():
    target, report = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET, Report()
    for check in (check_manifest, check_texts, check_workbooks, check_questions):
        check(report, target)
    for sentence in report.failed:
        print("FAILED", sentence)
    print(f"{report.passed} passed, {len(report.failed)} failed")
    sys.exit(bool(report.failed))


if __name__ == "__main__":
    main()
