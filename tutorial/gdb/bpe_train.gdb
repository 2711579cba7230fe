# A vocabulary is learned: each pair that is merged, how often it was there, and what is left of the text.
source tutorial/gdb/session.gdb
shell printf aaabdaaabac > build/debug/demo.txt
set args train-tokenizer --vocab-size 259 --out build/debug/demo.json build/debug/demo.txt > /dev/null 2>&1
enter merge_pair
print trainer.words[0].tokens
print -pretty off -- pair
print count
enter merge_pair
print trainer.words[0].tokens
print -pretty off -- pair
enter merge_pair
print trainer.words[0].tokens
print -pretty off -- pair
kill
