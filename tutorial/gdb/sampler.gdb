# One draw: the distribution, the coin, the token; then top-p.
source tutorial/gdb/session.gdb
set args generate --model data/micro --temperature 1 --top-p 0.9 --seed 1 --max-tokens 1 aaabdaaab > /dev/null
at sample.temperature
print logits
print probs
at sample.top_p
print probs
enter draw
print coin
finish
kill
