#include "golden.h"

#include <set>

#include "harness.h"

std::vector<std::string> Golden::cases(const std::string& prefix) const {
    std::set<std::string> names;
    for (const TensorInfo& info : file_.tensors()) {
        if (info.name.rfind(prefix, 0) == 0) names.insert(info.name.substr(0, info.name.find('/')));
    }
    if (names.empty()) throw TestFailure(file_.path() + " holds no cases " + prefix);
    return std::vector<std::string>(names.begin(), names.end());
}

size_t Golden::count(const std::string& prefix) const {
    size_t found = 0;
    for (const TensorInfo& info : file_.tensors()) {
        found += info.name.rfind(prefix, 0) == 0 ? 1 : 0;
    }
    return found;
}

double Golden::number(const std::string& key) const {
    const Tensor value = file_.load(key);
    if (value.size() != 1) throw TestFailure(key + " is not one number");
    return double(value.data()[0]);
}

std::vector<int> Golden::integers(const std::string& key) const {
    std::vector<int> values;
    for (int64_t value : file_.load_integers(key)) {
        values.push_back(int(value));
    }
    return values;
}

std::vector<float> Golden::floats(const std::string& key) const {
    const Tensor values = file_.load(key);
    return std::vector<float>(values.data(), values.data() + values.size());
}
