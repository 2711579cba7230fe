#include "bench/tokenizer_speed.h"

#include "base/error.h"
#include "corpus/corpus.h"

TokenizerSpeed measure_tokenizer(const Tokenizer& tokenizer, const std::string& text, int rounds) {
    if (text.empty()) throw Error("bench: there is no text to encode");
    EncodeOptions options;
    options.add_template = false;
    TokenizerSpeed speed;
    std::vector<double> encode_speeds;
    std::vector<double> decode_speeds;
    std::vector<int> ids;
    std::string back;
    for (int round = 0; round < rounds; ++round) {
        const double encode_seconds = seconds_of([&] { ids = encode(tokenizer, text, options); });
        const double decode_seconds = seconds_of([&] { back = decode(tokenizer, ids); });
        encode_speeds.push_back(double(text.size()) / encode_seconds);
        decode_speeds.push_back(double(back.size()) / decode_seconds);
    }
    speed.encode = rounds_of(encode_speeds);
    speed.decode = rounds_of(decode_speeds);
    speed.bytes = int64_t(text.size());
    speed.tokens = int64_t(ids.size());
    return speed;
}

std::string corpus_text(size_t bytes) {
    Rng rng = make_rng(1);
    std::string text;
    while (text.size() < bytes) {
        Chooser chooser(rng);
        text += draw_document_of(chooser, DocumentKind::story).text + "\n";
    }
    return text;
}
