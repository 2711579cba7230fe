# The first product of the pass, the queries: x, the weights, and what comes out.
source tutorial/gdb/setup.gdb
set args trace --model data/micro aaabdaaab > /dev/null
set trace-commands on
enter linear
print x
print weight
finish
kill
