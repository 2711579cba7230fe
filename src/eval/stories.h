#pragma once

#include <string>
#include <vector>

#include "corpus/document.h"
#include "corpus/reader.h"
#include "model/transformer.h"
#include "tokenizer/tokenizer.h"

/// A story that the model told, and what the generator's own reader makes of it.
struct ToldStory {
    std::string text;
    bool ended;  // the model said the end token itself
    StoryReport report;
};

/// Has the model go on from the first sentence of each of these documents (stories), at a temperature, with seeds
/// seed, seed + 1, ..., and reads what it told.
std::vector<ToldStory> tell_stories(const Model& model, const Tokenizer& tokenizer,
                                    const std::vector<Document>& stories, float temperature, uint64_t seed);
