# One layer's attention: scores, the softmax of each row, the mix of the values.
source tutorial/gdb/session.gdb
set args trace --model data/micro aaabdaaab > /dev/null
at attn.scores 0
print scores
enter softmax
finish
at attn.mix 0
print mix
kill
