# Before the merges: a letter and its accent become one character, and the text is cut into pieces. \314\201 are the two bytes of
# the accent alone, \303\251 those of the letter with it.
source tutorial/gdb/session.gdb
shell printf 'cafe\314\201 is 12' > build/debug/text.txt
set args tokenize --model data/golden/tokenizer/composed < build/debug/text.txt > /dev/null
enter to_nfc if text.size() == 12
print text
enter end_of_piece
print text
finish
enter end_of_piece
finish
kill
