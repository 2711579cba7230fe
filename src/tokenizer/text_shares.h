#pragma once

#include <vector>

#include "tokenizer/added_tokens.h"

/// Deals the parts of a text out to at most `count` shares, in order, about equally long in bytes, so that each can be encoded by a
/// thread of its own. All shares put together are the parts; a part is cut in two only at a safe place (next_safe_cut),
/// and only where `may_cut`. Shares are never empty; no parts make no shares.
std::vector<std::vector<TextPart>> share_parts(const std::vector<TextPart>& parts, int count, bool may_cut);
