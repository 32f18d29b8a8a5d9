"""Writes embedding-reference.json: vectors of all-MiniLM-L6-v2 by plain numpy, an implementation of its own.

usage: make-embedding-reference.py folder-of-the-model embedding-reference.json
Needs: pip install numpy safetensors tokenizers==0.22.1
"""
import base64, json, math, sys
import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

folder, out = sys.argv[1:]
W = load_file(f"{folder}/model.safetensors")
tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
tokenizer.no_padding()
tokenizer.enable_truncation(256)
erf = np.vectorize(math.erf)

TEXTS = [
    "How do I reset my password?",
    "Employees may carry over five unused leave days until 31 March.",
    "The quarterly budget was approved by the finance committee on Tuesday.",
    "VPN error 809: switch the client to the TCP profile.",
    "a",
    "Überraschung! Crème brûlée für alle, naïve café.",
    "年假最多可以结转五天，三月三十一日到期。",
    "const total = rows.reduce((sum, row) => sum + row.amount, 0);",
    "🎉 Great news 👍🏽",
    "The warehouse opens at six. " * 8,
    "A contract is signed by both parties and kept for ten years. " * 12,
    "word " * 400,
]


def norm(x, name):
    mean = x.mean(-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(-1, keepdims=True)
    return (x - mean) / np.sqrt(variance + 1e-12) * W[name + ".weight"] + W[name + ".bias"]


def linear(x, name):
    return x @ W[name + ".weight"].T + W[name + ".bias"]


def embed(text):
    ids = tokenizer.encode(text).ids
    e = "embeddings."
    x = W[e + "word_embeddings.weight"][ids] + W[e + "position_embeddings.weight"][: len(ids)]
    x = norm(x + W[e + "token_type_embeddings.weight"][0], e + "LayerNorm").astype(np.float64)
    for layer in range(6):
        p = f"encoder.layer.{layer}."
        q, k, v = (linear(x, p + f"attention.self.{n}").reshape(len(ids), 12, 32).swapaxes(0, 1) for n in ("query", "key", "value"))
        scores = q @ k.swapaxes(1, 2) / math.sqrt(32)
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        attended = (weights @ v).swapaxes(0, 1).reshape(len(ids), 384)
        x = norm(x + linear(attended, p + "attention.output.dense"), p + "attention.output.LayerNorm")
        up = linear(x, p + "intermediate.dense")
        x = norm(x + linear(up * 0.5 * (1 + erf(up / math.sqrt(2))), p + "output.dense"), p + "output.LayerNorm")
    mean = x.mean(0)
    return (mean / np.linalg.norm(mean)).astype(np.float32)


rows = [{"text": t, "vector": base64.b64encode(embed(t).tobytes()).decode()} for t in TEXTS]
json.dump(rows, open(out, "w", encoding="utf8"), ensure_ascii=False, indent=0)
