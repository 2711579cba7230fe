# The residual stream through one block.
source tutorial/gdb/setup.gdb
set args trace --model data/micro aaabdaaab > /dev/null
set trace-commands on
at attn.norm 0
print x
at attn.residual 0
print attn_out
print attn_residual
at mlp.residual 0
print mlp_out
print mlp_residual
kill
