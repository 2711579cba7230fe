# A tensor is a row of numbers and a shape: number (2, 1) of embed, and number (1, 1, 0) of the queries.
source tutorial/gdb/session.gdb
set args trace --model data/micro aaabdaaab > /dev/null
at embed
print x
print x.data_[2 * 4 + 1]
at attn.q 0
print q
print q.data_[(1 * 2 + 1) * 2 + 0]
kill
