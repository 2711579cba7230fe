#include "cli/command.h"
#include "cli/console.h"
#include "cli/load.h"
#include "formats/mapped_file.h"
#include "model/save_model.h"

static int run_quantize(const Options& options) {
    if (!options.words().empty()) throw UsageError("quantize takes options only");
    const std::string out = options.text("--out", "");
    if (out.empty()) throw UsageError("where to? Give --out FOLDER");
    const NumberType type = weights_type(options, NumberType::q8);
    const std::string path = model_path(options);
    Model model = load_model(path);
    const ModelFolder folder = open_model_folder(path);
    const std::string types_before = weight_types(model.weights, model.config);
    const int64_t bytes_before = weight_bytes(model.weights, model.config);
    const bool is_plain = model.config.rope.scaling == RopeSettings::Scaling::none;
    if (std::string(model.config.family.name) == "llama" && is_plain) {
        convert_weights(model.weights, model.config, type);
        save_model_as_it_is(out, model);
    } else {
        save_narrowed(out, folder, model.config, type);
        model = load_model(out);
    }
    if (!folder.tokenizer.empty()) write_file(out + "/tokenizer.json", MappedFile::open(folder.tokenizer)->text());
    write_note(out + ": " + types_before + " to " + number_type_name(type) + ", " + std::to_string(bytes_before) +
               " to " + std::to_string(weight_bytes(model.weights, model.config)) + " bytes of weights");
    return 0;
}

Command quantize_command() {
    Command command;
    command.name = "quantize";
    command.summary = "Writes a model folder again with its matrices in another form, narrower as a rule.";
    command.details =
        "q8: one byte for each number, and for each block of 32 of a row one scale in two bytes. bf16, f16: two "
        "bytes.\n"
        "Norms stay float32. A folder in q8 is for this program; in the other types any that reads such folders has "
        "it.";
    command.options = {
        model_option(),
        {"--weights", "TYPE", "q8, bf16, f16 or f32 (q8)"},
        {"--out", "FOLDER", "where the new folder goes"},
    };
    command.run = run_quantize;
    return command;
}
