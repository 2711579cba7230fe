# A constraint by hand: the likeliest token is made impossible before the sampler sees it.
source tutorial/gdb/session.gdb
set args generate --model data/micro --temperature 0 --max-tokens 1 --no-echo aaabdaaab > /dev/null
enter sample
print logits
print logits.data_[1] = -100
at sample.token
print token
kill
