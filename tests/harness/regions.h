#pragma once

#include <string>
#include <vector>

/// A stretch of a source file between "//> name  what it is" and "//< name": what a chapter shows and an exercise blanks.
struct Region {
    std::string path;
    std::string name;
    std::string says;                // what it is
    size_t first = 0;                // index of its first line in the file, behind the marker
    std::vector<std::string> lines;  // without the indentation that all have in common
};

/// The regions of one file. Each marker that does not fit, a name that stands twice and a region that does not say what it
/// is becomes a complaint "path:line: ...".
std::vector<Region> regions_of(const std::string& path, const std::string& text, std::vector<std::string>& complaints);

/// The regions of all files of src, in the order of their paths. Complains of a name that two files have, too.
std::vector<Region> all_regions(std::vector<std::string>& complaints);

/// The lines without the spaces that all of them (but empty ones) begin with.
std::vector<std::string> without_indentation(const std::vector<std::string>& lines);
