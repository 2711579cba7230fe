# The MLP's hidden units: gate, up, and what the gate lets through.
source tutorial/gdb/session.gdb
set args trace --model data/micro aaabdaaab > /dev/null
at mlp.gate 0
print gate
at mlp.act 0
print up
print act
at mlp.out 0
print out
kill
