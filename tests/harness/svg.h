#pragma once

#include <map>
#include <string>
#include <vector>

/// One element of an SVG file.
struct SvgElement {
    std::string tag;
    std::map<std::string, std::string> attributes;
    std::string text;  // what stands directly inside it, as written

    bool has_class(const std::string& name) const;
    double number(const std::string& attribute) const;  // throws TestFailure when it is missing or no number
};

/// All elements in the order of their beginnings. Throws TestFailure when the text is not well-formed: a tag without
/// its end, an attribute without quotes or twice, a bare & or <, text outside the one outermost element.
std::vector<SvgElement> read_svg(const std::string& svg);

/// Those with this tag.
std::vector<SvgElement> with_tag(const std::vector<SvgElement>& elements, const std::string& tag);

struct SvgPoint {
    double x = 0;
    double y = 0;
};

/// The points of a polyline.
std::vector<SvgPoint> points_of(const SvgElement& polyline);
