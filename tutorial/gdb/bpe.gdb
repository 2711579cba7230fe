# One piece: its letters as symbols, the best places to merge at, the ids that are left.
source tutorial/gdb/session.gdb
set args generate --model data/micro aaabdaaab > /dev/null
enter bpe_merge
print symbols
enter best_place
finish
print -pretty off -- *rules[0]
enter best_place if rules.size() < 4
up
print symbols
kill
