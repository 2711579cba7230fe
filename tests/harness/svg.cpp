#include "svg.h"

#include <sstream>

#include "harness.h"

bool SvgElement::has_class(const std::string& name) const {
    const auto found = attributes.find("class");
    const std::string classes = found == attributes.end() ? "" : " " + found->second + " ";
    return classes.find(" " + name + " ") != std::string::npos;
}

/// The whole text as a number.
static double number_of(const std::string& text) {
    size_t used = 0;
    double value = 0;
    try {
        value = std::stod(text, &used);
    } catch (const std::exception&) {
        used = 0;
    }
    if (text.empty() || used != text.size()) throw TestFailure("\"" + text + "\" is no number");
    return value;
}

double SvgElement::number(const std::string& attribute) const {
    const auto found = attributes.find(attribute);
    if (found == attributes.end()) throw TestFailure("<" + tag + "> has no " + attribute);
    return number_of(found->second);
}

/// &amp; and its like are the only use of &.
static void check_text(const std::string& text) {
    for (size_t at = text.find('&'); at != std::string::npos; at = text.find('&', at + 1)) {
        const std::string entity = text.substr(at, text.find(';', at) - at + 1);
        const bool is_known = entity == "&amp;" || entity == "&lt;" || entity == "&gt;" || entity == "&quot;";
        if (!is_known) throw TestFailure("a bare & in \"" + text + "\"");
    }
}

/// The inside of <...>, without a closing slash.
static SvgElement read_tag(const std::string& inside) {
    SvgElement element;
    size_t at = inside.find(' ');
    element.tag = inside.substr(0, at);
    while (at < inside.size()) {
        const size_t equals = inside.find("=\"", at);
        if (equals == std::string::npos) throw TestFailure("no attribute: " + inside.substr(at));
        const size_t end = inside.find('"', equals + 2);
        if (end == std::string::npos) throw TestFailure("a quote is open: " + inside);
        const std::string name = inside.substr(at + 1, equals - at - 1);
        const std::string value = inside.substr(equals + 2, end - equals - 2);
        check_text(value);
        if (name.empty() || inside[at] != ' ' || name.find(' ') != std::string::npos)
            throw TestFailure("no attribute: " + inside);
        if (!element.attributes.emplace(name, value).second) throw TestFailure(name + " stands twice: " + inside);
        at = end + 1;
    }
    return element;
}

std::vector<SvgElement> read_svg(const std::string& svg) {
    std::vector<SvgElement> elements;
    std::vector<size_t> open;
    size_t at = 0;
    while (at < svg.size()) {
        const size_t tag = std::min(svg.find('<', at), svg.size());
        const std::string text = svg.substr(at, tag - at);
        check_text(text);
        if (!open.empty()) elements[open.back()].text += text;
        if (open.empty() && text.find_first_not_of("\n") != std::string::npos)
            throw TestFailure("text outside: " + text);
        if (tag == svg.size()) break;
        const size_t end = svg.find('>', tag);
        if (end == std::string::npos) throw TestFailure("a tag is open: " + svg.substr(tag));
        std::string inside = svg.substr(tag + 1, end - tag - 1);
        at = end + 1;
        if (inside.rfind("/", 0) == 0) {
            if (open.empty() || elements[open.back()].tag != inside.substr(1))
                throw TestFailure("<" + inside + "> ends what is not open");
            open.pop_back();
            continue;
        }
        const bool is_closed = inside.back() == '/';
        if (is_closed) inside.pop_back();
        if (open.empty() && !elements.empty()) throw TestFailure("a second outermost element: " + inside);
        elements.push_back(read_tag(inside));
        if (!is_closed) open.push_back(elements.size() - 1);
    }
    if (!open.empty() || elements.empty()) throw TestFailure("an element has no end");
    return elements;
}

std::vector<SvgElement> with_tag(const std::vector<SvgElement>& elements, const std::string& tag) {
    std::vector<SvgElement> found;
    for (const SvgElement& element : elements) {
        if (element.tag == tag) found.push_back(element);
    }
    return found;
}

std::vector<SvgPoint> points_of(const SvgElement& polyline) {
    std::vector<SvgPoint> points;
    std::istringstream text(polyline.attributes.at("points"));
    std::string pair;
    while (text >> pair) {
        const size_t comma = pair.find(',');
        if (comma == std::string::npos) throw TestFailure("no point: " + pair);
        points.push_back({number_of(pair.substr(0, comma)), number_of(pair.substr(comma + 1))});
    }
    return points;
}
