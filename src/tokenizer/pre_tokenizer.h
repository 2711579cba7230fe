#pragma once

#include <string_view>
#include <vector>

/// Cuts a text into the pieces inside which BPE may merge, by the pattern of GPT-2:
///
///     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
///
/// that is, at each place the first of these that fits:
///     a contraction in lower case;
///     a run of letters, or of numbers, or of anything else but white space, with one space before it if there is one;
///     white space up to the end of the text, or up to but not including its last character, which is left
///     for the next piece (so "a  b" is "a", " ", " b").
/// The pieces in order are the text. A byte that is not UTF-8 counts as "anything else".
///
/// source  Radford et al. 2019, section 2.2; the pattern stands in their published encoder
std::vector<std::string_view> split_gpt2(std::string_view text);
