# The whole pass: every function on the way, and the logits at its end.
source tutorial/gdb/setup.gdb
set args trace --model data/micro aaabdaaab > /dev/null
set trace-commands on
at tokens
print tokens
at attn.scores 0
callers
at logits
print logits
kill
