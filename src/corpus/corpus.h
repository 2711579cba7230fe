#pragma once

#include <string>
#include <vector>

#include "base/rng.h"
#include "corpus/chooser.h"
#include "corpus/document.h"

/// The next document of one side: documents are drawn from the one source until one comes whose facts belong there.
/// Its `nats` are those of the source, which knows nothing of sides.
Document make_document(Rng& rng, bool held_out);

/// A document of either side, drawn by the chooser. `nats` is exact: each choice can be read off the text.
Document draw_document(Chooser& chooser);

/// The same for one kind; the choice of the kind is not counted.
Document draw_document_of(Chooser& chooser, DocumentKind kind);

/// Whether facts are held out: one key in ten, by a hash of the key (FNV-1a, mixed by splitmix64).
bool is_held_out(const std::string& key);

/// "<|system|>", "<|user|>", "<|assistant|>", "<|end|>"
std::vector<std::string> corpus_special_tokens();
