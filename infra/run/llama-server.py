"""llama.cpp's own HTTP server on a free port of 127.0.0.1: prints its address, serves until its input ends."""

import sys

import xllamacpp as llama

model, task = sys.argv[1:]
params = llama.CommonParams()
params.model.path = model
params.embedding = task == "embed"
params.port = 0
params.n_parallel = 4
params.n_ctx = 8192  # 2,048 for each of the four
params.cache_prompt = False  # what was read before changes the text of an equal request
params.cpuparams.n_threads = 1  # several that spin crawl where other work shares the cores
params.cpuparams_batch.n_threads = 1
params.offline = True
params.verbosity = 0
server = llama.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
