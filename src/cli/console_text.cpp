#include "cli/console_text.h"

#include "cli/console.h"
#include "formats/default_model.h"

void ConsoleText::show(std::string_view text) {
    if (text.empty()) return;
    write_out(text);
    flush_out();
    has_shown_ = true;
    line_is_open_ = text.back() != '\n';
}

void ConsoleText::end_line() {
    if (line_is_open_) write_out("\n");
    line_is_open_ = false;
}

Error broken_model(const std::string& path, const Error& error) {
    const std::string model = path == default_model_path ? "" : " --model " + path;
    return Error(path + ": this model's numbers are broken: " + error.what() + " (stepwise trace" + model +
                 " shows the first value that is)");
}
