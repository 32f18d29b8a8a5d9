"""Noto Sans CJK SC for pdf, as TrueType.

The installed collection has CFF outlines; not every pdf reader maps an embedded CFF font back to text, while all of them do so
for TrueType with identity encoding. So the characters that the documents use are cut out and their curves made quadratic.
"""

import tempfile
from functools import cache
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

COLLECTION = "/usr/share/fonts/opentype/noto/NotoSansCJK-%s.ttc"
SIMPLIFIED = 2  # number of the simplified Chinese face inside the collection
TOLERANCE = 0.5  # largest distance from the original curve, in units of 1/1000 em
CONTENT = Path(__file__).parent / "content"


def _used():
    texts = (path.read_text("utf-8") for path in sorted(CONTENT.glob("*.md")))
    return set("".join(texts)) | set(map(chr, range(32, 127))) | set("•")


def _cut(weight):
    font = TTFont(COLLECTION % weight, fontNumber=SIMPLIFIED, lazy=True)
    options = subset.Options(layout_features=[], notdef_outline=True, hinting=False, name_IDs=[0, 1, 2, 4, 5, 6, 13, 14],
                             drop_tables=["GSUB", "GPOS", "BASE", "VORG", "vhea", "vmtx", "DSIG"])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(c) for c in _used() if c >= " "])
    cutter.subset(font)
    return font


def _quadratic(font):
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
        table.glyphs[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), table
    del font["CFF "]
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for key in ("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
                "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints",
                "maxCompositeContours", "maxComponentDepth"):
        setattr(maxp, key, 0)
    maxp.maxZones = 1
    font["post"].formatType = 3.0
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\000\001\000\000"
    for name in order:
        table.glyphs[name].recalcBounds(table)
        advance, _ = font["hmtx"][name]
        font["hmtx"][name] = (advance, getattr(table.glyphs[name], "xMin", 0))


@cache
def truetype(weight):
    """Path of the TrueType cut of one weight; made once a run."""
    font = _cut(weight)
    _quadratic(font)
    path = Path(tempfile.mkdtemp(prefix="sample-company-")) / f"NotoSansCJKsc-{weight}.ttf"
    font.save(str(path))
    return path
