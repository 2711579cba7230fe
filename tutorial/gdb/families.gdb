# A window of four tokens: the scores of one head, with -inf on the right, the future, and on the left, what is too far back.
source tutorial/gdb/session.gdb
set args trace --model data/golden/models/mistral --ids 1,2,3,4,5,6,7,8 > /dev/null
at attn.scores 1
print seen
print scores.rows_view(0, 1)
kill
