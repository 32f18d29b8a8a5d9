"""Writes tokenizer-reference.bin: tiny tokenizers trained on lines of our own, and the ids that Python's libraries give.

usage: make-tokenizer-reference.py lines.json tokenizer-reference.bin
Needs: pip install tokenizers==0.23.3 sentencepiece==0.2.3 protobuf. `lines.json` is JSON.stringify(tokenizerLines()).
Format: deflate of JSON. Ids: base64 of deflate of u16 little endian: for each of the first LINES lines its number of ids, then the ids.
"""
import base64, io, json, struct, sys, zlib
import sentencepiece as spm
from sentencepiece import sentencepiece_model_pb2 as pb
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

LINES = 200
lines = json.load(open(sys.argv[1], encoding="utf8"))
training = [line for i, line in enumerate(lines) if i % 10 not in (1, 7, 8) and not set(line) & set("\n\r\0")]  # not the lines of random characters
# Our own small rules in the format of nmt_nfkc, whose own table is a quarter of a megabyte.
RULES = {"\u00a0": " ", "\u3000": " ", "\u2003": " ", "\t": " ", "ﬁ": "fi", "½": "1/2", "²": "2", "₂": "2", "①": "1", "Ⅳ": "IV",
         "™": "TM", "…": "...", "\u200b": "", "e\u0301": "\u00e9", "n\u0303": "\u00f1", "\u212b": "\u00c5", "“": '"', "”": '"', "，": ",", "。": "."}
rules = "/tmp/deskmate-rules.tsv"
with open(rules, "w", encoding="utf8") as file:
    for source, target in RULES.items():
        file.write(" ".join(f"{ord(c):X}" for c in source) + "\t" + " ".join(f"{ord(c):X}" for c in target) + "\n")


def pack(all_ids):
    words = [word for ids in all_ids for word in (len(ids), *ids)]
    return base64.b64encode(zlib.compress(struct.pack(f"<{len(words)}H", *words), 9)).decode()


def train(**settings):
    out = io.BytesIO()
    spm.SentencePieceTrainer.train(
        sentence_iterator=iter(training), model_writer=out, vocab_size=500, minloglevel=2, max_sentence_length=100000,
        unk_id=0, bos_id=1, eos_id=2, pad_id=-1, user_defined_symbols=["<sep>", "VPN"], **settings)
    proto = pb.ModelProto.FromString(out.getvalue())
    return spm.SentencePieceProcessor(model_proto=out.getvalue()), proto


def gguf(proto, model):
    pieces = proto.pieces
    metadata = {
        "tokenizer.ggml.model": model,
        "tokenizer.ggml.tokens": [p.piece for p in pieces],
        "tokenizer.ggml.scores": [round(p.score, 5) for p in pieces],
        "tokenizer.ggml.token_type": [p.type for p in pieces],
        "tokenizer.ggml.add_space_prefix": proto.normalizer_spec.add_dummy_prefix,
        "tokenizer.ggml.remove_extra_whitespaces": proto.normalizer_spec.remove_extra_whitespaces,
    }
    charsmap = proto.normalizer_spec.precompiled_charsmap
    if charsmap:
        metadata["tokenizer.ggml.precompiled_charsmap"] = base64.b64encode(charsmap).decode()
    return metadata


def entry(name, ids, **where):
    return {"name": name, **where, "ids": pack(ids)}


def of_json(name, tokenizer):
    ids = [tokenizer.encode(line, add_special_tokens=False).ids for line in lines[:LINES]]
    return entry(name, ids, json=json.loads(tokenizer.to_str()))


entries = []
# Llama 2 and Gemma: BPE with bytes for what is missing.
processor, proto = train(model_type="bpe", byte_fallback=True, character_coverage=0.98, normalization_rule_name="identity",
                         remove_extra_whitespaces=False)
entries.append(entry("SentencePiece BPE, GGUF", [processor.encode(line) for line in lines[:LINES]], gguf=gguf(proto, "llama")))
vocabulary = {p.piece: i for i, p in enumerate(proto.pieces)}
normal = {p.piece: p.score for p in proto.pieces if p.type == 1}
merges = [(left, right) for piece in normal for cut in range(1, len(piece)) if (left := piece[:cut]) in normal and (right := piece[cut:]) in normal]
merges.sort(key=lambda pair: (-normal[pair[0] + pair[1]], vocabulary[pair[0]], vocabulary[pair[1]]))
added = [AddedToken("<unk>", special=True, normalized=False), AddedToken("<s>", special=True, normalized=False),
         AddedToken("</s>", special=True, normalized=False), AddedToken("VPN", special=False, normalized=False)]
bpe = Tokenizer(models.BPE(vocabulary, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
bpe.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
bpe.add_tokens(added)
entries.append(of_json("SentencePiece BPE, tokenizer.json as Llama 2's", bpe))
gemma = Tokenizer(models.BPE(vocabulary, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
gemma.normalizer = normalizers.Replace(" ", "▁")
gemma.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
gemma.add_tokens(added)
entries.append(of_json("SentencePiece BPE, tokenizer.json as Gemma's", gemma))

# T5 and XLM-R: Unigram with a character map.
processor, proto = train(model_type="unigram", character_coverage=0.98, normalization_rule_tsv=rules)
entries.append(entry("Unigram, GGUF", [processor.encode(line) for line in lines[:LINES]], gguf=gguf(proto, "t5")))
charsmap = proto.normalizer_spec.precompiled_charsmap


def unigram(pre_tokenizer, normalizer, byte_fallback=False):
    tokenizer = Tokenizer(models.Unigram([(p.piece, p.score) for p in proto.pieces], 0, byte_fallback))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.add_tokens(added[:3])
    return tokenizer


metaspace = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
entries.append(of_json("Unigram, tokenizer.json as XLM-R's", unigram(
    pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), metaspace]), normalizers.Precompiled(charsmap))))
entries.append(of_json("Unigram, tokenizer.json as T5's", unigram(metaspace, normalizers.Sequence(
    [normalizers.Precompiled(charsmap), normalizers.Strip(False, True), normalizers.Replace(__import__("tokenizers").Regex(" {2,}"), "▁")]))))

# Byte-level BPE: RoBERTa's and Qwen's way to cut words.
def byte_level(name, pre_tokenizer, normalizer=None, **settings):
    tokenizer = Tokenizer(models.BPE(**settings))
    tokenizer.pre_tokenizer = pre_tokenizer
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.train_from_iterator(training, trainers.BpeTrainer(vocab_size=400, special_tokens=["<s>", "<pad>", "</s>"], show_progress=False,
                                                               initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    entries.append(of_json(name, tokenizer))


byte_level("byte-level BPE as RoBERTa's", pre_tokenizers.ByteLevel(add_prefix_space=False))
byte_level("byte-level BPE with a space in front", pre_tokenizers.ByteLevel(add_prefix_space=True))
QWEN = r"""(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"""
split = pre_tokenizers.Split(__import__("tokenizers").Regex(QWEN), "isolated")
byte_level("byte-level BPE as Qwen's", pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]), normalizers.NFC())
byte_level("byte-level BPE as Llama 3's", pre_tokenizers.Sequence([
    pre_tokenizers.Split(__import__("tokenizers").Regex(QWEN.replace(r"\p{N}|", r"\p{N}{1,3}|")), "isolated"),
    pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]), ignore_merges=True)
GPT4O = r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"""
byte_level("byte-level BPE as Phi-4-mini's", pre_tokenizers.Sequence([
    pre_tokenizers.Split(__import__("tokenizers").Regex(GPT4O), "isolated"),
    pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]))
open(sys.argv[2], "wb").write(zlib.compress(json.dumps(entries).encode(), 9))
