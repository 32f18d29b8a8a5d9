"""Writes the sample company: every document, company.json and questions.jsonl.

usage: build.py [TARGET]        default: backend/api/sample-company of this checkout
"""

import json
import sys
from pathlib import Path

import yaml

from markup import read_document
from render_docx import render_docx
from render_mail import render_mail
from render_pdf import render_pdf
from render_pptx import render_pptx
from render_web import render_html, render_markdown
from workbooks.book import TABLES
from workbooks.budget import render_budget
from workbooks.maintenance import render_maintenance
from workbooks.prices import render_prices
from workbooks.salaries import render_salaries
from workbooks.stock import render_stock

HERE = Path(__file__).parent
TARGET = HERE.parent.parent / "backend" / "api" / "sample-company"
RENDERERS = {".docx": render_docx, ".pdf": render_pdf, ".pptx": render_pptx, ".html": render_html, ".md": render_markdown}


def _csv(name):
    text = (TABLES / name).read_text("utf-8").replace("\n", "\r\n")
    return lambda: text.encode("utf-8-sig")


TABLES_AND_WORKBOOKS = {
    "budget": render_budget, "prices": render_prices, "salaries": render_salaries, "maintenance": render_maintenance,
    "stock": render_stock, "distributors": _csv("distributors.csv"), "risks": _csv("risk-register.csv")}


def produce():
    """Yields (file, bytes) for every document."""
    for path in sorted((HERE / "content").glob("*.md")):
        doc = read_document(path)
        yield doc.meta["file"], RENDERERS[Path(doc.meta["file"]).suffix](doc)
    for mail in yaml.safe_load((HERE / "content" / "mails.yaml").read_text("utf-8")):
        yield mail["file"], render_mail(mail)
    for entry in company()["documents"]:
        if "table" in entry:
            yield entry["file"], TABLES_AND_WORKBOOKS[entry["table"]]()


def company():
    return yaml.safe_load((HERE / "content" / "company.yaml").read_text("utf-8"))


def manifest():
    source = company()
    spaces = [{**space, "documents": []} for space in source["spaces"]]
    by_key = {space["key"]: space["documents"] for space in spaces}
    for entry in source["documents"]:
        row = {key: entry[key] for key in ("file", "title", "language")}
        by_key[entry["file"].split("/")[0]].append(row)
    return {"name": source["name"], "spaces": spaces}


def main():
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    for file, data in produce():
        path = target / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        print(f"{len(data):>8}  {file}", flush=True)
    (target / "company.json").write_text(json.dumps(manifest(), ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
