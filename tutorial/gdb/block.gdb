# The residual stream of the last token through one block, and the way from `main` to it.
source tutorial/gdb/session.gdb
set args trace --model data/micro aaabdaaab > /dev/null
at attn.residual 0
callers
print x.rows_view(2, 1)
print attn_out.rows_view(2, 1)
print attn_residual.rows_view(2, 1)
at mlp.residual 0
print mlp_out.rows_view(2, 1)
print mlp_residual.rows_view(2, 1)
kill
