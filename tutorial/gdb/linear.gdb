# The first product of the pass, the queries: x, the weights, and what comes out.
source tutorial/gdb/session.gdb
set args trace --model data/micro aaabdaaab > /dev/null
enter linear
print x
print weight
finish
kill
