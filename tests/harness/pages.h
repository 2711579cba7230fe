#pragma once

#include <string>
#include <vector>

/// The lines of a text, without their line feeds.
std::vector<std::string> split_lines(const std::string& text);

/// A fenced block of a Markdown page: the words after the fence, and its lines.
struct Fence {
    std::string info;
    std::vector<std::string> lines;
};

/// The blocks whose fence begins with ```kind. Throws TestFailure when a fence is left open.
std::vector<Fence> fences_of(const std::string& page, const std::string& kind);

/// The page without its fenced blocks.
std::string prose_of(const std::string& page);

/// README.md and all pages of docs and tutorial.
std::vector<std::string> page_paths();
