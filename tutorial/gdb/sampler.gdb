# One draw: the distribution after each step, the coin, the token.
source tutorial/gdb/setup.gdb
set args generate --model data/micro --top-k 3 --top-p 0.7 --temperature 1 --seed 1 --max-tokens 1 aaab > /dev/null
set trace-commands on
at sample.temperature
print logits
print probs
at sample.top_k
print probs
at sample.top_p
print probs
at sample.token
print coin
print token
kill
