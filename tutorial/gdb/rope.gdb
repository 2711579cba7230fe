# Queries before and after they are turned, and the angle of token 2.
source tutorial/gdb/session.gdb
set args trace --model data/micro aaabdaaab > /dev/null
at attn.q 0
print q
enter turn_pair if t == 2
print angle
at attn.q_rope 0
print q
kill
