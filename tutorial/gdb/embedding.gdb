# Three ids become three rows of the table.
source tutorial/gdb/setup.gdb
set args trace --model data/micro aaabdaaab > /dev/null
set trace-commands on
at embed
print tokens
print weights.embed
print x
kill
