# Rows of scores become probabilities.
source tutorial/gdb/setup.gdb
set args trace --model data/micro aaabdaaab > /dev/null
set trace-commands on
enter softmax
print x
finish
kill
