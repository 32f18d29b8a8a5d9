"""Writes wordpiece-reference.bin: the ids of Python `tokenizers` 0.22.1 for the lines of tokenizer-lines.ts.

usage: make-wordpiece-reference.py tokenizer.json lines.json wordpiece-reference.bin
Needs: pip install tokenizers==0.22.1. `lines.json` is JSON.stringify(tokenizerLines()).
Format: deflate of u16 little endian: for each line its number of ids, then the ids, without [CLS] and [SEP].
"""
import json, struct, sys, zlib
from tokenizers import Tokenizer

tokenizer = Tokenizer.from_file(sys.argv[1])
tokenizer.no_padding()
tokenizer.no_truncation()
words = []
for line in json.load(open(sys.argv[2], encoding="utf8")):
    ids = tokenizer.encode(line, add_special_tokens=False).ids
    words += [len(ids), *ids]
open(sys.argv[3], "wb").write(zlib.compress(struct.pack(f"<{len(words)}H", *words), 9))
