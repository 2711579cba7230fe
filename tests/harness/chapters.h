#pragma once

#include <string>
#include <vector>

#include "regions.h"

/// A page with its path. The checks below return complaints "path:line: ..." and nothing where all is well, so that they
/// can be tested on small pages that are wrong.
struct Page {
    std::string path;
    std::string text;
};

/// A fenced block and where it stands.
struct Block {
    std::string info;     // the words behind the fence
    std::string caption;  // the line above the fence when that is a link in brackets, or ""
    size_t first = 0;     // index of its first line in the page
    std::vector<std::string> lines;
};

/// All blocks of a page. A fence that is left open ends with the page.
std::vector<Block> blocks_of(const std::string& text);

/// Every C++ block has a caption [src/a.cpp#region](../src/a.cpp), shows that region as it stands in the source, and has
/// at most 25 lines.
std::vector<std::string> check_listings(const Page& page, const std::vector<Region>& regions);

/// Every console block shows what its commands print.
std::vector<std::string> check_transcripts(const Page& page, bool with_debugger);

/// Every link leads to a file that is there, and to a heading that it has.
std::vector<std::string> check_links(const Page& page);

/// Code in back-ticks: paths are there, names and options stand somewhere in `sources`.
std::vector<std::string> check_names(const Page& page, const std::string& sources);

/// A chapter has 1,500 to 3,500 words outside of its blocks, a picture with a text for those who cannot see it, and a
/// transcript.
std::vector<std::string> check_form(const Page& page);

/// The regions that no listing of these pages shows.
std::vector<std::string> check_shown(const std::vector<Page>& pages, const std::vector<Region>& regions);

/// The page with its listings taken from the source again, and its transcripts from the program.
std::string updated(const Page& page, const std::vector<Region>& regions, bool with_debugger);

/// The source text that names are looked up in.
std::string all_sources();

/// The chapters tutorial/NN-name.md, in order.
std::vector<Page> chapters();

/// Whether the tutorial is whole: its README.md, the map of the chapters, is written last.
bool tutorial_is_complete();
