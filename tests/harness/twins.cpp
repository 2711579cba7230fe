#include "twins.h"

#include <sys/mman.h>
#include <unistd.h>
#include <cmath>
#include <cstdio>

#include "base/rng.h"
#include "base/textbook.h"
#include "base/threads.h"
#include "harness.h"

ChosenForm::ChosenForm(bool textbook_is_on) : before_(textbook()) { use_textbook(textbook_is_on); }
ChosenForm::~ChosenForm() { use_textbook(before_); }

ChosenThreads::ChosenThreads(int count) : before_(thread_count()) { use_threads(count); }
ChosenThreads::~ChosenThreads() { use_threads(before_); }

static const int64_t fence = 64;  // numbers on either side: four registers of the widest kind

Tensor fenced(const Tensor& x) {
    auto numbers = std::make_shared<std::vector<float>>(size_t(x.size() + 2 * fence), NAN);
    Tensor inside = Tensor::borrow(x.shape(), numbers->data() + fence, numbers);
    for (int64_t i = 0; i < x.size(); ++i) {
        inside.data()[i] = x.data()[i];
    }
    return inside;
}

void expect_fence(const Tensor& x, const std::string& what) {
    for (int64_t i = 1; i <= fence; ++i) {
        const bool before_is_whole = std::isnan(x.data()[-i]);
        const bool behind_is_whole = std::isnan(x.data()[x.size() + i - 1]);
        if (before_is_whole && behind_is_whole) continue;
        throw TestFailure(what + ": a number was written " + std::to_string(i) + " places outside");
    }
}

Tensor at_the_edge(const Tensor& x) {
    const size_t page = size_t(::sysconf(_SC_PAGESIZE));
    const size_t bytes = size_t(x.size()) * sizeof(float);
    const size_t pages = (bytes + page - 1) / page * page;
    void* memory = ::mmap(nullptr, pages + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw TestFailure("no memory with an edge could be made");
    char* edge = static_cast<char*>(memory) + pages;
    if (::mprotect(edge, page, PROT_NONE) != 0) throw TestFailure("a page could not be closed");
    const std::shared_ptr<void> owner(memory, [pages, page](void* start) { ::munmap(start, pages + page); });
    Tensor inside = Tensor::borrow(x.shape(), reinterpret_cast<float*>(edge - bytes), owner);
    for (int64_t i = 0; i < x.size(); ++i) {
        inside.data()[i] = x.data()[i];
    }
    return inside;
}

Tensor absolute(const Tensor& x) {
    Tensor y = x.clone();
    for (int64_t i = 0; i < y.size(); ++i) {
        y.data()[i] = std::fabs(y.data()[i]);
    }
    return y;
}

Tensor whole_numbers(const Shape& shape, uint64_t seed) {
    Rng rng = make_rng(seed);
    Tensor x = Tensor::zeros(shape);
    for (int64_t i = 0; i < x.size(); ++i) {
        x.data()[i] = float(int(next_below(rng, 17)) - 8);
    }
    return x;
}

double roundings(double n) { return n * unit / (1 - n * unit); }

void expect_within(const Tensor& got, const Tensor& want, const std::vector<double>& allowed, const std::string& what) {
    expect_shape(got, want.shape(), what);
    for (int64_t i = 0; i < got.size(); ++i) {
        const double g = double(got.data()[i]);
        const double w = double(want.data()[i]);
        if (g == w) continue;  // infinities of the same sign, too; nothing else is near one
        const bool is_fine = std::isfinite(w) && std::fabs(g - w) <= allowed[size_t(i)];  // false for NaN
        if (is_fine) continue;
        char numbers[160];
        std::snprintf(numbers, sizeof(numbers), ": got %.9g, want %.9g, off by %.3g, allowed is %.3g", g, w,
                      std::fabs(g - w), allowed[size_t(i)]);
        throw TestFailure(what + " at " + index_text(i, got.shape()) + numbers);
    }
}

std::vector<double> allowed_by(double factor, const Tensor& magnitude, const Tensor& want) {
    std::vector<double> allowed;
    for (int64_t i = 0; i < want.size(); ++i) {
        const double of_the_sum = factor * double(magnitude.data()[i]) * (1 + unit);
        allowed.push_back(of_the_sum + unit * std::fabs(double(want.data()[i])));
    }
    return allowed;
}

const std::vector<int64_t>& odd_sizes() {
    static const std::vector<int64_t> sizes = {1, 2, 3, 15, 16, 17, 31, 33, 49};
    return sizes;
}
