# Two heads of weights on one head of values, and what both have mixed.
source tutorial/gdb/session.gdb
set args trace --model data/micro aaabdaaab > /dev/null
enter attention_mix
print weights
print v
at attn.mix 0
print mix
kill
