# One pass of training over `aaabdaaab` and the `a` that follows: from the loss back to one weight. The random weights that a
# training starts with are written over with the micro model's, and the last token alone counts: the numbers of "By hand".
source tutorial/gdb/load_weights.py
source tutorial/gdb/session.gdb
shell echo '"aaabdaaaba"' | build/debug/stepwise tokenize --model data/micro --jsonl --save build/debug/micro.tokens 2> /dev/null
set args train --config data/micro/config.json --tokenizer data/micro/tokenizer.json --tokens build/debug/micro.tokens --validation build/debug/micro.tokens --out build/debug/micro --steps 1 --warmup 0 --batch 1 --length 3 > /dev/null 2>&1
enter add_gradients
load-weights state.model.weights data/micro/model.safetensors
print batches[0].tokens
print batches[0].targets
set variable batches[0].mask[0] = 0
set variable batches[0].mask[1] = 0
set variable weight = 1
at grad.final.norm
print d_logits.rows_view(2, 1)
print d_norm.rows_view(2, 1)
at grad.mlp.act 0
print d_residual.rows_view(2, 1)
print g.down
kill
