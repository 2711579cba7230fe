#include "tokenizer_parts.h"

#include "harness.h"

std::string json_of(const Parts& parts) {
    return "{\"added_tokens\": " + parts.added + ",\n\"normalizer\": " + parts.normalizer +
           ",\n\"pre_tokenizer\": " + parts.pre_tokenizer + ",\n\"post_processor\": " + parts.post_processor +
           ",\n\"decoder\": " + parts.decoder + ",\n\"model\": {" + parts.options + "\"vocab\": " + parts.vocab +
           ", \"merges\": " + parts.merges + "}}\n";
}

Tokenizer read_written(const std::string& json) {
    const std::string path = scratch_folder() + "/tokenizer.json";
    write_text(path, json);
    return read_tokenizer(path);
}

Tokenizer read_parts(const Parts& parts) { return read_written(json_of(parts)); }
