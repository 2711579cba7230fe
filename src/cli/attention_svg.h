#pragma once

#include <string>
#include <vector>

#include "base/tap.h"

/// The attention of one layer, as its taps give it: attn.scores and attn.weights.
struct AttentionMaps {
    int layer = 0;
    Tensor scores;   // [n_heads, T, T], -inf where a token may not look
    Tensor weights;  // [n_heads, T, T]
};

/// Those of a recorded pass from the first token on, in the order of the layers; of one layer where `layer` is not -1.
std::vector<AttentionMaps> attention_maps(const std::vector<TapRecorder::Record>& records, int layer);

/// Heat maps as a whole SVG file: a row of maps for each layer, a column for each head (one head where `head` is not
/// -1). A row of a map is a query, a column a key; the shade is the weight, and a masked cell is grey and crossed out,
/// which a weight of 0 is not. Each cell that is not masked has a title, "token 2 attends token 1: 0.818". Small maps have the
/// numbers in their cells. Colours follow the reader's light or dark scheme. The same maps give the same bytes.
///
/// tokens  T texts, written at the sides
/// throws  Error when there is no map, a shape does not fit, or the maps have more than 250,000 cells
std::string attention_svg(const std::vector<AttentionMaps>& layers, const std::vector<std::string>& tokens, int head);
