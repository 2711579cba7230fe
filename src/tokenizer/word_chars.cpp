#include "tokenizer/word_chars.h"

#include "tokenizer/word_tables.h"

bool is_punctuation(uint32_t code_point) { return is_in(punctuation_ranges, punctuation_range_count, code_point); }

bool is_word_char(uint32_t code_point) { return is_in(word_ranges, word_range_count, code_point); }
