# The loop: prefill, then sample, show, feed back.
source tutorial/gdb/session.gdb
set args generate --model data/micro --temperature 0 --max-tokens 4 aaabdaaab > /dev/null
enter next_logits
print tokens
finish
at sample.token
print token
enter next_logits
print tokens
print cache.length
at sample.token
print token
kill
