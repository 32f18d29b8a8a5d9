"""Markup to html and Markdown."""

from html import escape
from itertools import groupby

PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font: 16px/1.6 "Segoe UI", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #222b33; max-width: 46rem; margin: 3rem auto; padding: 0 1.5rem; }}
h1, h2, h3 {{ color: #0f4c5c; line-height: 1.25; }}
h2 {{ margin-top: 2.5rem; border-bottom: 1px solid #c9d3d8; padding-bottom: .3rem; }}
table {{ border-collapse: collapse; width: 100%; margin: 1rem 0; }}
th, td {{ text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #c9d3d8; }}
th {{ background: #0f4c5c; color: #fff; }}
.intro {{ color: #6b7780; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p class="intro">{intro}</p>
{body}
</body>
</html>
"""


def _table(rows):
    head = "".join(f"<th>{escape(cell)}</th>" for cell in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n" for row in rows[1:])
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"


def _html(kind, blocks):
    if kind == "bullet":
        return "<ul>\n" + "".join(f"<li>{escape(b.text)}</li>\n" for b in blocks) + "</ul>"
    tags = {"heading": lambda b: f"<h{b.level}>{escape(b.text)}</h{b.level}>",
            "table": lambda b: _table(b.rows), "paragraph": lambda b: f"<p>{escape(b.text)}</p>"}
    return "\n".join(tags[kind](block) for block in blocks)


def render_html(doc):
    body = "\n".join(_html(kind, list(group)) for kind, group in groupby(doc.blocks, key=lambda b: b.kind))
    page = PAGE.format(lang="zh-CN" if doc.language == "zh" else "en-GB", title=escape(doc.meta["title"]),
                       intro=escape(doc.meta["intro"]), body=body)
    return page.encode("utf-8")


def render_markdown(doc):
    return f"# {doc.meta['title']}\n\n{doc.body}".encode("utf-8")
