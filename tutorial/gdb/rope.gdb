# Queries before and after they are turned, and the turn of one pair of token 1.
source tutorial/gdb/setup.gdb
set args trace --model data/micro aaabdaaab > /dev/null
set trace-commands on
at attn.q 0
print q
enter turn_pair if t == 1
print angle
finish
at attn.q_rope 0
print q
kill
