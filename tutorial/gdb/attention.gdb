# One layer's attention on the micro model: scores, weights, mix.
source tutorial/gdb/setup.gdb
set args trace --model data/micro aaabdaaab > /dev/null
set trace-commands on
at attn.scores 0
callers
print q
print scores
at attn.weights 0
print weights
at attn.mix 0
print mix
kill
