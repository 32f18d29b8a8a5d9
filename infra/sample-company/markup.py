"""Reads the small Markdown subset in which the documents are written: front matter, then one block a line."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml


@dataclass
class Block:
    kind: str  # heading | paragraph | bullet | number | table | callout | note
    text: str = ""
    level: int = 0
    rows: list = field(default_factory=list)


@dataclass
class Document:
    meta: dict
    blocks: list
    body: str

    @property
    def language(self):
        return self.meta["language"]

    @property
    def facts(self):
        return [[str(k), str(v)] for k, v in (self.meta.get("facts") or {}).items()]

    def headings(self, depth):
        return [b for b in self.blocks if b.kind == "heading" and b.level <= depth]


def _table_row(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _block(line):
    if match := re.match(r"^(#{1,4}) (.*)$", line):
        return Block("heading", match[2], len(match[1]))
    if line.startswith("- "):
        return Block("bullet", line[2:])
    if match := re.match(r"^\d+\. (.*)$", line):
        return Block("number", match[1])
    if line.startswith("> "):
        return Block("callout", line[2:])
    if line.startswith("Note: "):
        return Block("note", line[6:])
    return Block("paragraph", line)


def parse_blocks(body):
    blocks = []
    for line in (raw.strip() for raw in body.split("\n")):
        if not line:
            continue
        if line.startswith("|"):
            if re.match(r"^\|[-| ]+\|$", line):
                continue
            if not blocks or blocks[-1].kind != "table":
                blocks.append(Block("table"))
            blocks[-1].rows.append(_table_row(line))
        else:
            blocks.append(_block(line))
    return blocks


def number_headings(blocks):
    counters = [0, 0]
    for block in blocks:
        if block.kind == "heading" and block.level == 1:
            counters = [counters[0] + 1, 0]
            block.text = f"{counters[0]} {block.text}"
        elif block.kind == "heading" and block.level == 2:
            counters[1] += 1
            block.text = f"{counters[0]}.{counters[1]} {block.text}"


def read_document(path: Path) -> Document:
    _, front, body = path.read_text("utf-8").split("---\n", 2)
    meta = yaml.safe_load(front)
    blocks = parse_blocks(body)
    if meta.get("numbered"):
        number_headings(blocks)
    return Document(meta, blocks, body.strip() + "\n")
