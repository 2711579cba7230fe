# Three ids become three rows of the table.
source tutorial/gdb/session.gdb
set args trace --model data/micro aaabdaaab > /dev/null
enter embed
print tokens
print table
finish
kill
