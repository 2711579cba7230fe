#include <cctype>
#include <filesystem>
#include <set>

#include "chapters.h"
#include "harness.h"
#include "pages.h"

// What pages refer to: links, paths and names.

/// The name that GitHub gives a heading: small letters, spaces as hyphens, no other punctuation. Bytes of other alphabets
/// are kept.
static std::string anchor_of(const std::string& heading) {
    std::string anchor;
    for (char c : heading) {
        const unsigned char byte = static_cast<unsigned char>(c);
        const bool is_kept = byte >= 0x80 || std::isalnum(byte) != 0 || c == '-' || c == '_';
        if (is_kept) anchor += char(std::tolower(byte));
        if (c == ' ') anchor += '-';
    }
    return anchor;
}

/// The anchors of a page; a heading that stands again gets -1, -2 and so on.
static std::set<std::string> anchors_of(const std::string& text) {
    std::set<std::string> anchors;
    for (const std::string& line : split_lines(prose_of(text))) {
        const size_t start = line.find_first_not_of('#');
        if (line.rfind("#", 0) != 0 || start == std::string::npos || line[start] != ' ') continue;
        const std::string anchor = anchor_of(line.substr(start + 1));
        std::string name = anchor;
        for (int copy = 1; !anchors.insert(name).second; ++copy) {
            name = anchor + "-" + std::to_string(copy);
        }
    }
    return anchors;
}

/// The targets of [text](target) links.
static std::vector<std::string> links_of(const std::string& prose) {
    std::vector<std::string> links;
    for (size_t at = prose.find("]("); at != std::string::npos; at = prose.find("](", at + 1)) {
        links.push_back(prose.substr(at + 2, prose.find(')', at) - at - 2));
    }
    return links;
}

std::vector<std::string> check_links(const Page& page) {
    std::vector<std::string> complaints;
    for (const std::string& link : links_of(prose_of(page.text))) {
        if (link.rfind("http", 0) == 0) continue;
        const size_t hash = link.find('#');
        const std::string target = link.substr(0, hash);
        const std::filesystem::path folder = std::filesystem::path(page.path).parent_path();
        const std::string file = target.empty() ? page.path : (folder / target).string();
        if (!target.empty() && !std::filesystem::exists(file)) {
            complaints.push_back(page.path + ": the link " + link + " leads nowhere");
            continue;
        }
        if (hash == std::string::npos) continue;
        const std::string text = target.empty() ? page.text : read_text(file);
        if (anchors_of(text).count(link.substr(hash + 1)) == 0)
            complaints.push_back(page.path + ": the link " + link + " leads to no heading");
    }
    return complaints;
}

/// Text in back-ticks.
static std::vector<std::string> code_words(const std::string& prose) {
    std::vector<std::string> words;
    size_t start = prose.find('`');
    while (start != std::string::npos) {
        const size_t end = prose.find('`', start + 1);
        if (end == std::string::npos) break;
        words.push_back(prose.substr(start + 1, end - start - 1));
        start = prose.find('`', end + 1);
    }
    return words;
}

/// "src/model/rope.cpp", "tests/reference", "data/micro"
static bool is_path(const std::string& word) {
    if (word.find_first_of(" <>{}*$") != std::string::npos) return false;
    for (const char* folder : {"src/", "tests/", "data/", "docs/", "tutorial/"}) {
        if (word.rfind(folder, 0) == 0) return true;
    }
    return false;
}

static const char* const name_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

/// A name of the code: letters, digits and underscores, with an underscore in it, or an option.
static bool is_code_name(const std::string& word) {
    if (word.rfind("--", 0) == 0) return word.find(' ') == std::string::npos;
    return word.find_first_not_of(name_characters) == std::string::npos && word.find('_') != std::string::npos;
}

/// Whether the name stands in the text as a whole word. A part of names, as `_backward` is, may be that of any.
static bool has_word(const std::string& text, const std::string& word) {
    if (word.front() == '_' || word.back() == '_') return text.find(word) != std::string::npos;
    const std::string part_of_names = name_characters;
    for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        const bool starts = at == 0 || part_of_names.find(text[at - 1]) == std::string::npos;
        const size_t end = at + word.size();
        const bool ends = end >= text.size() || part_of_names.find(text[end]) == std::string::npos;
        if (starts && ends) return true;
    }
    return false;
}

/// "attention" of `attention()` or `attention(x, w)`: a call of a function.
static std::string called_name(const std::string& word) {
    const size_t bracket = word.find('(');
    if (bracket == std::string::npos || bracket == 0 || word.back() != ')') return "";
    const std::string name = word.substr(0, bracket);
    return name.find_first_not_of(name_characters) == std::string::npos ? name : "";
}

std::vector<std::string> check_names(const Page& page, const std::string& sources) {
    std::vector<std::string> complaints;
    for (const std::string& word : code_words(prose_of(page.text))) {
        const std::string path = word.substr(0, word.find('#'));  // with the region behind it, in captions
        if (is_path(word)) {
            if (!std::filesystem::exists(path)) complaints.push_back(page.path + ": there is no " + path);
            continue;
        }
        const std::string name = is_code_name(word) ? word : called_name(word);
        if (!name.empty() && !has_word(sources, name)) complaints.push_back(page.path + ": the code has no " + name);
    }
    return complaints;
}

std::string all_sources() {
    std::string text = read_text("Makefile");
    for (const char* folder : {"src", "tests", "tutorial"}) {
        if (!std::filesystem::exists(folder)) continue;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            const std::string extension = entry.path().extension();
            const bool is_source = extension == ".h" || extension == ".cpp" || extension == ".py";
            if (is_source) text += read_text(entry.path().string());
        }
    }
    return text;
}
