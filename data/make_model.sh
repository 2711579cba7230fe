#!/bin/sh
# The default model from nothing: corpus, tokenizer, token files, weights. `make model` runs this; docs/model-card.md
# says what came out. A run that was stopped goes on from its last checkpoint.
#
# usage: sh data/make_model.sh PROGRAM FOLDER
#
#   PROGRAM  build/stepwise
#   FOLDER   where the corpus, the token files and the training run go; the model itself goes to data/model
set -eu
stepwise=$1
work=$2
mkdir -p "$work"

# What is read. Training and held-out documents come from worlds with other facts (docs/corpus.md).
"$stepwise" corpus --seed 1 --documents 40000 --out "$work/tokenizer.txt"
"$stepwise" corpus --seed 1 --documents 950000 --jsonl --out "$work/training.jsonl"
"$stepwise" corpus --seed 2 --documents 4000 --held-out --jsonl --out "$work/held-out.jsonl"

# Words become tokens. The special tokens get the last ids, 1530 to 1535.
"$stepwise" train-tokenizer --vocab-size 1536 --begin '<s>' --special '<s>' --special '</s>' \
    --special '<|system|>' --special '<|user|>' --special '<|assistant|>' --special '<|end|>' \
    --out "$work/tokenizer.json" "$work/tokenizer.txt"

# Documents become tokens. An answer's tokens count ten times: they are few, and the hardest to learn.
"$stepwise" tokenize --model "$work/tokenizer.json" --jsonl --end '</s>' --answer-weight 10 \
    --save "$work/training.safetensors" < "$work/training.jsonl"
"$stepwise" tokenize --model "$work/tokenizer.json" --jsonl --end '</s>' \
    --save "$work/held-out.safetensors" < "$work/held-out.jsonl"

# What is trained: 2.1 million parameters, 4.2 MB as bfloat16.
cat > "$work/config.json" << 'END'
{
  "architectures": ["LlamaForCausalLM"],
  "model_type": "llama",
  "vocab_size": 1536,
  "hidden_size": 160,
  "intermediate_size": 432,
  "num_hidden_layers": 6,
  "num_attention_heads": 5,
  "num_key_value_heads": 5,
  "head_dim": 32,
  "max_position_embeddings": 512,
  "rms_norm_eps": 1e-5,
  "rope_theta": 10000,
  "hidden_act": "silu",
  "tie_word_embeddings": true,
  "bos_token_id": 1530,
  "eos_token_id": 1531
}
END

# How. The floor is the entropy of the held-out documents in nats per token, as `stepwise eval` measures it.
"$stepwise" train --config "$work/config.json" --tokenizer "$work/tokenizer.json" \
    --tokens "$work/training.safetensors" --validation "$work/held-out.safetensors" \
    --batch 4 --length 512 --steps 42000 --warmup 500 --learning-rate 0.001 --final-share 0.02 \
    --log-every 50 --validate-every 500 --save-every 1500 \
    --dtype BF16 --floor 0.42 --plot "$work/loss.svg" --out "$work/run"

mkdir -p data/model
for name in config.json generation_config.json tokenizer.json model.safetensors; do
    cp "$work/run/$name" data/model/
done
cp "$work/loss.svg" docs/model-loss.svg
