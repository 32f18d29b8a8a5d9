"""Writes quantise-reference.json: bytes that the `gguf` package makes of random weights.

usage: make-quantise-reference.py quantise-reference.json
Needs: pip install numpy gguf==0.19.0. Weights are `noise` of run-graph.ts with seed 11, times 1, 10 and 0.01 by turns of 32.
"""
import base64, json, sys
import numpy as np
from gguf import GGMLQuantizationType as T, quants

state, values = 11, np.empty(512, np.float32)
for i in range(512):
    state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
    values[i] = state / 2**31 - 1
values *= np.repeat(np.resize(np.array([1, 10, 0.01], np.float32), 16), 32)
encode = lambda a: base64.b64encode(a.tobytes()).decode()
json.dump({name: encode(quants.quantize(values.reshape(1, -1), T[name])) for name in ("Q4_0", "Q8_0")}, open(sys.argv[1], "w"), indent=0)
