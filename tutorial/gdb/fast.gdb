# A matrix of 8-bit numbers: what is stored, and what it stands for.
source tutorial/gdb/session.gdb
set args trace --model data/micro --weights q8 aaabdaaab > /dev/null
at mlp.out 0
print w.down
print/d w.down.quants[4]@4
print float_from_bf16(w.down.scales[1])
kill
