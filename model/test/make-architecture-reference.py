"""Writes architecture-reference.json: what PyTorch (transformers) computes for tiny random checkpoints.

usage: make-architecture-reference.py architecture-reference.json
Needs: pip install torch==2.15.0 transformers==5.24.0
Weights are the numbers of `noise` in run-graph.ts with seed 100 + index, so that only names and shapes are kept:
0.35 * noise; norm weights 1 + 0.3 * noise (Gemma, whose layers add the 1: 0.3 * noise).
"""
import base64, json, sys
import numpy as np
import torch
import transformers as T


def noise(count, seed):
    state, values = seed, np.empty(count, np.float32)
    for i in range(count):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        values[i] = state / 2**31 - 1
    return values


def fill(model, norm_base, shared):
    """Random weights in place; returns [name, shape] of what a checkpoint would hold."""
    tensors = []
    for name, tensor in model.state_dict().items():
        if any(name.endswith(end) for end in shared) or not tensor.is_floating_point():
            continue
        values = noise(tensor.numel(), 100 + len(tensors))
        norm = "norm" in name.lower() and name.endswith("weight")
        values = norm_base + np.float32(0.3) * values if norm else np.float32(0.35) * values
        tensor.copy_(torch.from_numpy(values.astype(np.float32)).reshape(tensor.shape))
        tensors.append([name, list(tensor.shape)])
    return tensors


encode = lambda t: base64.b64encode(t.detach().numpy().astype(np.float32).tobytes()).decode()
ids = lambda count, seed, vocabulary: [int((v + 1) / 2 * (vocabulary - 8)) + 4 for v in noise(count, seed)]
VOCABULARY = 64
entries = []


def add(name, model, inputs, outputs, norm_base=1.0, shared=()):
    model = model.eval()
    tensors = fill(model, np.float32(norm_base), shared)
    with torch.no_grad():
        result = outputs(model)
    entries.append(
        {
            "name": name,
            "config": {k: v for k, v in model.config.to_dict().items() if v is not None},
            "normBase": norm_base,
            "tensors": tensors,
            "inputs": inputs,
            "outputs": {k: {"shape": list(v.shape), "values": encode(v)} for k, v in result.items()},
        }
    )


def decoder(name, kind, norm_base=1.0, **changes):
    settings = dict(
        vocab_size=VOCABULARY, hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, head_dim=16, max_position_embeddings=256, rms_norm_eps=1e-5, tie_word_embeddings=True,
        pad_token_id=0, bos_token_id=1, eos_token_id=2,
    )
    settings.update(changes)
    config = getattr(T, kind + "Config" if kind != "Gemma3" else "Gemma3TextConfig")(**settings)
    config._attn_implementation = "eager"
    model = getattr(T, kind + "ForCausalLM")(config)
    text = ids(24, 5, VOCABULARY)
    add(name, model, {"ids": text}, lambda m: {"logits": m(torch.tensor([text])).logits[0, -8:]}, norm_base,
        ["lm_head.weight"] if config.tie_word_embeddings else [])


decoder("llama3", "Llama", rope_parameters=dict(rope_type="llama3", rope_theta=5e5, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=32))
decoder("llama, YaRN", "Llama", tie_word_embeddings=False, rope_parameters=dict(rope_type="yarn", rope_theta=1e4, factor=4.0, original_max_position_embeddings=64))
decoder("qwen2", "Qwen2")
decoder("qwen3", "Qwen3", head_dim=32)
decoder("gemma3", "Gemma3", 0.0, num_hidden_layers=7, sliding_window=8, query_pre_attn_scalar=24, hidden_activation="gelu_pytorch_tanh")
decoder("phi3", "Phi3", sliding_window=10)
short = [1, 1.1, 1.3, 1.5, 1.8, 2, 2.2, 2.5]
decoder("phi3, LongRoPE", "Phi3", hidden_size=128, head_dim=32, original_max_position_embeddings=128, rope_parameters=dict(
    rope_type="longrope", rope_theta=1e4, partial_rotary_factor=0.5, short_factor=short, long_factor=[2 * f for f in short], original_max_position_embeddings=128))

# Encoders: two texts, the second padded.
LENGTHS = [12, 7]


def padded(pad, pairs=False):
    rows = [ids(n, 20 + i, VOCABULARY) + [pad] * (LENGTHS[0] - n) for i, n in enumerate(LENGTHS)]
    mask = [[1] * n + [0] * (LENGTHS[0] - n) for n in LENGTHS]
    types = [[0] * (n // 2) + [1] * (n - n // 2) + [0] * (LENGTHS[0] - n) for n in LENGTHS]
    inputs = {"ids": rows, "mask": mask, "types": types if pairs else [[0] * LENGTHS[0]] * 2}
    return inputs, dict(input_ids=torch.tensor(rows), attention_mask=torch.tensor(mask)), torch.tensor(inputs["types"])


SIZES = dict(vocab_size=VOCABULARY, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=40)


def mean(hidden, mask):
    weights = mask.unsqueeze(-1).float()
    return torch.nn.functional.normalize((hidden * weights).sum(1) / weights.sum(1), dim=-1)


def encoder(name, config, model, classifier, pad, typed):
    inputs, given, _ = padded(pad)
    add(name, model(config, add_pooling_layer=False), inputs, lambda m: (lambda h: {
        "mean": mean(h, given["attention_mask"]), "first": torch.nn.functional.normalize(h[:, 0], dim=-1)})(m(**given).last_hidden_state))
    inputs, given, types = padded(pad, typed)
    extra = dict(token_type_ids=types) if typed else {}
    add(name + ", classification", classifier(config), inputs, lambda m: {"scores": m(**given, **extra).logits})


encoder("bert", T.BertConfig(**SIZES, num_labels=3), T.BertModel, T.BertForSequenceClassification, 0, True)
encoder("roberta", T.RobertaConfig(**SIZES, num_labels=1, pad_token_id=1, type_vocab_size=1, layer_norm_eps=1e-5), T.RobertaModel, T.RobertaForSequenceClassification, 1, False)
encoder("xlm-roberta", T.XLMRobertaConfig(**SIZES, num_labels=1, pad_token_id=1, type_vocab_size=1, layer_norm_eps=1e-5), T.XLMRobertaModel, T.XLMRobertaForSequenceClassification, 1, False)


def t5(name, **changes):
    settings = dict(vocab_size=VOCABULARY, d_model=32, d_kv=8, d_ff=48, num_layers=2, num_decoder_layers=2, num_heads=4,
                    relative_attention_num_buckets=8, relative_attention_max_distance=20, decoder_start_token_id=0)
    settings.update(changes)
    config = T.T5Config(**settings)
    model = T.T5ForConditionalGeneration(config)
    if not settings["tie_word_embeddings"]:  # transformers 5 ties them all the same
        model.lm_head.weight = torch.nn.Parameter(model.lm_head.weight.clone())
        config.tie_word_embeddings = False
    inputs, given, _ = padded(0)
    target = [ids(30, 40 + i, VOCABULARY) for i in range(2)]
    inputs = {"ids": inputs["ids"], "mask": inputs["mask"], "target": target}
    tied = ["encoder.embed_tokens.weight", "decoder.embed_tokens.weight"] + (["lm_head.weight"] if config.tie_word_embeddings else [])
    add(name, model, inputs, lambda m: {"logits": m(**given, decoder_input_ids=torch.tensor(target)).logits[:, -6:]}, shared=tied)


t5("t5", feed_forward_proj="relu", tie_word_embeddings=True)
t5("t5, gated (T5 1.1)", feed_forward_proj="gated-gelu", tie_word_embeddings=False)

json.dump(entries, open(sys.argv[1], "w"), indent=0)
