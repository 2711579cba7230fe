#include <cstdio>

#include "chapters.h"
#include "harness.h"
#include "pages.h"
#include "transcripts.h"

// make update-tutorial: listings from the source, transcripts from the program, in README and all pages of docs and
// tutorial. Sessions of the debugger only where STEPWISE_DEBUGGER is set.
int main() {
    std::vector<std::string> complaints;
    const std::vector<Region> regions = all_regions(complaints);
    for (const std::string& complaint : complaints) {
        std::fprintf(stderr, "%s\n", complaint.c_str());
    }
    if (!complaints.empty()) return 1;
    for (const std::string& path : page_paths()) {
        const std::string before = read_text(path);
        const std::string after = updated({path, before}, regions, replays_debugger());
        if (after == before) continue;
        write_text(path, after);
        std::printf("updated %s\n", path.c_str());
    }
    return 0;
}
