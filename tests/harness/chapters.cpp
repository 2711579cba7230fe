#include "chapters.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "harness.h"
#include "pages.h"
#include "transcripts.h"

std::vector<Block> blocks_of(const std::string& text) {
    std::vector<Block> blocks;
    bool inside = false;
    const std::vector<std::string> lines = split_lines(text);
    for (size_t i = 0; i < lines.size(); ++i) {
        const bool is_fence = lines[i].rfind("```", 0) == 0;
        if (!is_fence) {
            if (inside) blocks.back().lines.push_back(lines[i]);
            continue;
        }
        inside = !inside;
        if (!inside) continue;
        const std::string above = i > 0 ? lines[i - 1] : "";
        const bool is_caption = above.rfind("[", 0) == 0 && above.find("#") < above.find("](") && above.back() == ')';
        blocks.push_back({lines[i].substr(3), is_caption ? above : "", i + 1, {}});
    }
    return blocks;
}

static std::string place(const Page& page, size_t line_index) {
    return page.path + ":" + std::to_string(line_index + 1) + ": ";
}

static bool is_listing(const Block& block) {
    return block.info.rfind("cpp", 0) == 0 || block.info.rfind("c++", 0) == 0;
}

/// "src/a.cpp#region" of a caption.
static std::string caption_name(const std::string& caption) { return caption.substr(1, caption.find("](") - 1); }

/// The region that a caption names, or nullptr.
static const Region* captioned(const Block& block, const std::vector<Region>& regions) {
    const std::string name = block.caption.empty() ? "" : caption_name(block.caption);
    for (const Region& region : regions) {
        if (region.path + "#" + region.name == name) return &region;
    }
    return nullptr;
}

/// The path from the page's folder to a file of the project: where the caption's link must lead.
static std::string link_to(const Page& page, const std::string& path) {
    return std::filesystem::path(path).lexically_relative(std::filesystem::path(page.path).parent_path()).string();
}

std::vector<std::string> check_listings(const Page& page, const std::vector<Region>& regions) {
    const size_t longest = 25;
    std::vector<std::string> complaints;
    for (const Block& block : blocks_of(page.text)) {
        if (!is_listing(block)) continue;
        const std::string where = place(page, block.first);
        const Region* region = captioned(block, regions);
        if (block.caption.empty()) {
            complaints.push_back(where + "a listing without a caption");
        } else if (region == nullptr) {
            complaints.push_back(where + "the source has no region " + caption_name(block.caption));
        } else if (block.caption.find("](" + link_to(page, region->path) + ")") == std::string::npos) {
            complaints.push_back(where + "the caption should lead to " + link_to(page, region->path));
        } else if (block.lines != region->lines) {
            complaints.push_back(where + "the listing is not region " + region->name + " of " + region->path +
                                 "; `make update-tutorial` takes it from there");
        }
        if (block.lines.size() > longest)
            complaints.push_back(where + "a listing of " + std::to_string(block.lines.size()) + " lines");
    }
    return complaints;
}

std::vector<std::string> check_transcripts(const Page& page, bool with_debugger) {
    std::vector<std::string> complaints;
    for (const Block& block : blocks_of(page.text)) {
        if (block.info.rfind("console", 0) != 0) continue;
        const std::vector<std::string> now = replayed(block.lines, with_debugger);
        if (now == block.lines) continue;
        const size_t same =
            size_t(std::mismatch(now.begin(), now.end(), block.lines.begin(), block.lines.end()).first - now.begin());
        const std::string shown = same < block.lines.size() ? block.lines[same] : "(nothing)";
        const std::string got = same < now.size() ? now[same] : "(nothing)";
        complaints.push_back(place(page, block.first + same) + "the page shows\n      " + shown +
                             "\n    the program prints\n      " + got);
    }
    return complaints;
}

std::string updated(const Page& page, const std::vector<Region>& regions, bool with_debugger) {
    std::vector<std::string> lines = split_lines(page.text);
    std::vector<Block> blocks = blocks_of(page.text);
    std::reverse(blocks.begin(), blocks.end());  // from the end, so that the places of the others stay
    for (const Block& block : blocks) {
        std::vector<std::string> now = block.lines;
        const Region* region = captioned(block, regions);
        if (is_listing(block) && region != nullptr) now = region->lines;
        if (block.info.rfind("console", 0) == 0) now = replayed(block.lines, with_debugger);
        const auto first = lines.begin() + std::ptrdiff_t(block.first);
        const auto behind = lines.erase(first, first + std::ptrdiff_t(block.lines.size()));
        lines.insert(behind, now.begin(), now.end());
    }
    std::string text;
    for (const std::string& line : lines) {
        text += line + "\n";
    }
    return text;
}

static size_t word_count(const std::string& prose) {
    std::istringstream stream(prose);
    size_t count = 0;
    for (std::string word; stream >> word;) {
        count += word.find_first_not_of("|-#*:") == std::string::npos ? 0 : 1;  // ornaments of tables and headings
    }
    return count;
}

/// Whether the page has a picture ![text](file.svg) with a text.
static bool has_picture(const std::string& prose) {
    for (size_t at = prose.find("!["); at != std::string::npos; at = prose.find("![", at + 1)) {
        const size_t end = prose.find("](", at);
        if (end == std::string::npos) return false;
        const std::string target = prose.substr(end + 2, prose.find(')', end) - end - 2);
        const bool is_svg = target.size() > 4 && target.substr(target.size() - 4) == ".svg";
        if (is_svg && end > at + 2) return true;
    }
    return false;
}

std::vector<std::string> check_form(const Page& page) {
    std::vector<std::string> complaints;
    const std::string prose = prose_of(page.text);
    const size_t words = word_count(prose);
    if (words < 1500 || words > 3500)
        complaints.push_back(page.path + ": " + std::to_string(words) + " words; a chapter has 1500 to 3500");
    if (!has_picture(prose)) complaints.push_back(page.path + ": no diagram, an SVG file with an alternative text");
    if (fences_of(page.text, "console").empty()) complaints.push_back(page.path + ": no transcript");
    return complaints;
}

std::vector<std::string> check_shown(const std::vector<Page>& pages, const std::vector<Region>& regions) {
    std::vector<std::string> complaints;
    for (const Region& region : regions) {
        bool is_shown = false;
        for (const Page& page : pages) {
            for (const Block& block : blocks_of(page.text)) {
                is_shown = is_shown || (is_listing(block) && captioned(block, {region}) != nullptr);
            }
        }
        if (!is_shown) complaints.push_back(region.path + ": no chapter shows region " + region.name);
    }
    return complaints;
}

std::vector<Page> chapters() {
    std::vector<Page> pages;
    for (const std::string& path : page_paths()) {
        const std::string folder = "tutorial/";
        const bool is_chapter = path.rfind(folder, 0) == 0 && path.size() > folder.size() + 3 &&
                                std::isdigit(static_cast<unsigned char>(path[folder.size()])) != 0;
        if (is_chapter) pages.push_back({path, read_text(path)});
    }
    return pages;
}

bool tutorial_is_complete() { return std::filesystem::exists("tutorial/README.md"); }
