# The step that follows: learning rate, clipping, and what AdamW does to the matrix whose gradient `training.gdb` shows.
source tutorial/gdb/load_weights.py
source tutorial/gdb/session.gdb
shell echo '"aaabdaaaba"' | build/debug/stepwise tokenize --model data/micro --jsonl --save build/debug/micro.tokens 2> /dev/null
set args train --config data/micro/config.json --tokenizer data/micro/tokenizer.json --tokens build/debug/micro.tokens --validation build/debug/micro.tokens --out build/debug/micro --steps 2 --warmup 0 --batch 1 --length 3 --learning-rate 0.01 > /dev/null 2>&1
enter learning_rate_at
finish
enter add_gradients
load-weights state.model.weights data/micro/model.safetensors
set variable batches[0].mask[0] = 0
set variable batches[0].mask[1] = 0
set variable weight = 1
enter clip_scale
print (float)norm
finish
enter adamw_step if parameter.data_[11] == 1 && gradient.data_[11] > 0
print parameter
print gradient
finish
print work.parameters[i]
kill
