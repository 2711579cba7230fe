# The whole machine in six stops: ids, vectors, after attention, after the MLP, scores, the token.
source tutorial/gdb/setup.gdb
set args trace --model data/micro --temperature 0 aaabdaaab > /dev/null
set trace-commands on
at tokens
print tokens
at embed
print x
at attn.residual 0
print attn_residual
at mlp.residual 0
print mlp_residual
at logits
print logits
at sample.token
print token
kill
