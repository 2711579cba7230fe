#include "base/shape.h"

#include <algorithm>

#include "base/error.h"

Shape::Shape(std::span<const int64_t> lengths) {
    if (lengths.size() > size_t(max_rank)) throw Error("shape " + shape_text(lengths) + " has more than 4 axes");
    std::copy(lengths.begin(), lengths.end(), lengths_);
    rank_ = int(lengths.size());
}

std::string shape_text(std::span<const int64_t> shape) {
    std::string text = "[";
    for (size_t axis = 0; axis < shape.size(); ++axis) {
        if (axis > 0) text += ", ";
        text += std::to_string(shape[axis]);
    }
    return text + "]";
}

int64_t checked_size(std::span<const int64_t> shape, std::string_view what) {
    const int64_t limit = INT64_MAX / int64_t(sizeof(float));
    if (shape.size() > size_t(Shape::max_rank)) {
        throw Error(std::string(what) + ": shape " + shape_text(shape) + " has more than 4 axes");
    }
    int64_t size = 1;
    for (int64_t length : shape) {
        if (length < 0) throw Error(std::string(what) + ": shape " + shape_text(shape) + " has a negative size");
        if (length != 0 && size > limit / length) {
            throw Error(std::string(what) + ": shape " + shape_text(shape) + " is larger than memory can be");
        }
        size *= length;
    }
    return size;
}

std::string index_text(int64_t flat, std::span<const int64_t> shape) {
    std::vector<int64_t> index(shape.size());
    for (size_t axis = shape.size(); axis > 0; --axis) {
        index[axis - 1] = flat % shape[axis - 1];
        flat /= shape[axis - 1];
    }
    return shape_text(index);
}
