# The whole machine in five stops: ids, vectors, behind the block, scores, the token.
source tutorial/gdb/session.gdb
set args trace --model data/micro --temperature 0 aaabdaaab > /dev/null
at tokens
print tokens
at embed
print x
at mlp.residual 0
print mlp_residual
at logits
print logits
at sample.token
print token
kill
