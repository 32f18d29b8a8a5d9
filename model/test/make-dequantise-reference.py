"""Writes dequantise-reference.json: random blocks of every GGML type and what the `gguf` package makes of them.

usage: make-dequantise-reference.py dequantise-reference.json
Needs: pip install numpy gguf==0.19.0
"""
import base64, json, sys
import numpy as np
from gguf import GGMLQuantizationType as T, GGML_QUANT_SIZES, dequantize

random = np.random.default_rng(7)
HALVES = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208], "F16": [0]}
rows = []
for name, halves in HALVES.items():
    block, size = GGML_QUANT_SIZES[T[name]]
    count = 64 // block if block < 64 else 2
    data = random.integers(0, 256, (count, size), dtype=np.uint8)
    for at in halves:  # scales that are ordinary numbers, not NaN
        data[:, at : at + 2] = random.uniform(-2, 2, (count, 1)).astype(np.float16).view(np.uint8)
    values = dequantize(data.reshape(1, -1), T[name]).astype(np.float32).ravel()
    encode = lambda a: base64.b64encode(a.tobytes()).decode()
    rows.append({"type": name, "bytes": encode(data), "values": encode(values)})
json.dump(rows, open(sys.argv[1], "w"), indent=0)
