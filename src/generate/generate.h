#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/transformer.h"
#include "sampler/sampler.h"
#include "tokenizer/tokenizer.h"

struct GenerateOptions {
    SamplerOptions sampler;
    uint64_t seed = 0;
    int max_tokens = 256;                 // at most so many new tokens
    std::vector<std::string> stop_texts;  // end before one of these appears
    std::vector<int> more_end_tokens;     // end a text like those that the model's configuration names
};

/// Why a generation ended.
enum class FinishReason {
    end_token,   // the model said so
    stop_text,   // one of the stop texts came
    max_tokens,  // as many tokens as were asked for
    window,      // the context window is full
};

const char* finish_reason_text(FinishReason reason);

struct GenerateResult {
    std::vector<int> tokens;  // the new ones, the end token included where there is one
    FinishReason finish = FinishReason::max_tokens;
    int prompt_tokens = 0;
    double seconds_to_first_token = 0;  // from the start of prefill until the first new token is known
    double seconds_decoding = 0;        // for all tokens after the first
    int64_t kv_cache_bytes = 0;         // that hold keys and values at the end
};

/// Who receives the text, piece by piece, as it is made. Each piece is whole characters.
class TextReceiver {
 public:
    virtual ~TextReceiver() = default;

    /// Prompt and options are good and the cache has its memory: what fails from here on is the model's numbers.
    virtual void on_start() {}

    virtual void on_text(std::string_view text) = 0;
};

/// The loop: read the tokens at once (prefill), then sample a token, show it, feed it back (decode), until an
/// end token, a stop text, max_tokens, or a full window. The end token and the stop text are not shown.
/// The last new token stays out of the cache: nothing has been asked of it yet.
///
/// tokens   T >= 1 ids to read behind those that the cache holds; with these they leave room in the context window
/// cache    of this model, with room for T ids and all but the last of the new ones
/// rng      the draws go on where it stands
/// returns  with T as prompt_tokens
/// throws   Error when the model's numbers are broken
GenerateResult generate_from(const Model& model, const Tokenizer& tokenizer, const std::vector<int>& tokens,
                             KVCache& cache, Rng& rng, const GenerateOptions& options, TextReceiver& receiver);

/// The same from an empty cache. The same model, prompt, options and seed give the same tokens.
///
/// prompt   T >= 1 ids, what the post-processor adds included
/// throws   Error when the prompt is empty, leaves no room in the context window, or an option is out of range
GenerateResult generate(const Model& model, const Tokenizer& tokenizer, const std::vector<int>& prompt,
                        const GenerateOptions& options, TextReceiver& receiver);
