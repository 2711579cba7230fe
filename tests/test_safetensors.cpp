#include <cmath>
#include <cstring>

#include "base/half.h"
#include "formats/safetensors.h"
#include "harness.h"

static std::string path_of(const char* name) { return scratch_folder() + "/" + name; }

/// Header length, header, data: as the format has it.
static std::string file_bytes(const std::string& header, const std::string& data) {
    const uint64_t length = header.size();
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &length, 8);
    return bytes + header + data;
}

static std::string write_raw(const std::string& header, const std::string& data) {
    write_text(path_of("raw.safetensors"), file_bytes(header, data));
    return path_of("raw.safetensors");
}

/// A header with one tensor "x".
static std::string one_tensor(const std::string& dtype, const std::string& shape, const std::string& offsets) {
    return R"({"x":{"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}";
}

static void expect_refused(const std::string& header, const std::string& data, const std::string& part) {
    const std::string path = write_raw(header, data);
    EXPECT_ERROR(SafetensorsFile file(path), part);
    EXPECT_ERROR(SafetensorsFile file(path), path);  // the message names the file
}

TEST(all_five_dtypes_round_trip) {
    const Tensor halves = Tensor::from({2, 3}, {0, -0.5f, 1, 2048, -0.25f, 1.5f});  // exact in 16 bits
    const Tensor whole = Tensor::from({3}, {-16777216, 0, 16777216});
    const std::string path = path_of("five.safetensors");
    write_safetensors(path, {{"f32", "F32", Tensor::from({2}, {0.1f, -1e-42f})},
                             {"f16", "F16", halves},
                             {"bf16", "BF16", halves},
                             {"i32", "I32", whole},
                             {"i64", "I64", whole}});
    const SafetensorsFile file(path);
    EXPECT_EQUAL(file.tensors().size(), size_t(5));
    EXPECT_SAME(file.load("f32"), Tensor::from({2}, {0.1f, -1e-42f}));
    EXPECT_SAME(file.load("f16"), halves);
    EXPECT_SAME(file.load("bf16"), halves);
    EXPECT_SAME(file.load("i32"), whole);
    EXPECT_SAME(file.load("i64"), whole);
    EXPECT_EQUAL(file.load_integers("i32"), (std::vector<int64_t>{-16777216, 0, 16777216}));
    EXPECT_EQUAL(file.load_integers("i64"), (std::vector<int64_t>{-16777216, 0, 16777216}));
    EXPECT_EQUAL(file.find("f16")->dtype, std::string("F16"));
    EXPECT_EQUAL(file.find("i64")->end - file.find("i64")->begin, uint64_t(24));
}

TEST(float32_is_written_bit_for_bit) {
    const Tensor odd = Tensor::from({4}, {-0.0f, HUGE_VALF, -HUGE_VALF, std::nanf("")});
    write_safetensors(path_of("odd.safetensors"), {{"x", "F32", odd}});
    EXPECT_SAME(SafetensorsFile(path_of("odd.safetensors")).load("x"), odd);
}

TEST(numbers_of_a_written_file_begin_where_they_can_be_borrowed) {
    for (const char* name : {"x", "xy", "xyz", "wxyz", "vwxyz"}) {  // headers of different lengths
        write_safetensors(path_of("even.safetensors"), {{name, "F32", Tensor::from({2}, {1, 2})}});
        const std::string bytes = read_text(path_of("even.safetensors"));
        EXPECT_EQUAL((bytes.size() - 2 * sizeof(float)) % 8, size_t(0));
    }
}

TEST(rank_0_zero_lengths_and_no_tensors_are_legal) {
    const std::string path = path_of("small.safetensors");
    write_safetensors(path, {{"none", "F32", Tensor::zeros({0})},
                             {"scalar", "F32", Tensor::from({}, {7})},
                             {"rows", "BF16", Tensor::zeros({0, 3})},
                             {"last", "I32", Tensor::zeros({2, 0})}});
    const SafetensorsFile file(path);
    EXPECT_EQUAL(file.load("scalar").rank(), 0);
    EXPECT_EQUAL(file.load("scalar").data()[0], 7.0f);
    EXPECT_EQUAL(file.load("none").shape(), (std::vector<int64_t>{0}));
    EXPECT_EQUAL(file.load("rows").shape(), (std::vector<int64_t>{0, 3}));
    EXPECT_EQUAL(file.load_integers("last").size(), size_t(0));
    write_safetensors(path_of("empty.safetensors"), {});
    EXPECT_EQUAL(SafetensorsFile(path_of("empty.safetensors")).tensors().size(), size_t(0));
}

TEST(metadata_and_names_of_all_kinds_round_trip) {
    const std::map<std::string, std::string> metadata = {
        {"format", "pt"}, {"a \"quote\"\n", "\xe2\x82\xac\x01"}, {"", ""}};
    const std::string name = "layers.0.\"x\"\\\n\xc3\xa9";
    write_safetensors(path_of("meta.safetensors"),
                      {{name, "F32", Tensor::from({1}, {1})}, {"", "F32", Tensor::from({1}, {2})}}, metadata);
    const SafetensorsFile file(path_of("meta.safetensors"));
    EXPECT(file.metadata() == metadata);
    EXPECT_EQUAL(file.load(name).data()[0], 1.0f);
    EXPECT_EQUAL(file.load("").data()[0], 2.0f);
    EXPECT(file.find("__metadata__") == nullptr);
}

TEST(numbers_are_borrowed_where_aligned_and_copied_where_not) {
    const std::string numbers("\x00\x00\x80\x3f\x00\x00\x00\x40", 8);  // 1 and 2
    for (int padding = 0; padding < 9; ++padding) {                    // trailing spaces in the header are legal
        const std::string header = one_tensor("F32", "[2]", "[0,8]") + std::string(size_t(padding), ' ');
        const std::string path = write_raw(header, numbers);
        const Tensor x = SafetensorsFile(path).load("x");  // outlives the file object
        EXPECT_SAME(x, Tensor::from({2}, {1, 2}));
        EXPECT_EQUAL(reinterpret_cast<uintptr_t>(x.data()) % alignof(float), uintptr_t(0));
        const SafetensorsFile file(path);
        const Tensor first = file.load("x");
        const Tensor second = file.load("x");
        const bool is_aligned = (8 + header.size()) % alignof(float) == 0;  // the file itself begins with a page
        EXPECT_EQUAL(first.data() == second.data(), is_aligned);            // a copy is elsewhere
    }
}

TEST(unaligned_tensors_of_every_dtype_are_read) {
    const std::string header =
        R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"h":{"dtype":"F16","shape":[1],"data_offsets":[1,3]},)"
        R"("i":{"dtype":"I64","shape":[1],"data_offsets":[3,11]},"f":{"dtype":"F32","shape":[1],"data_offsets":[11,15]}})";
    const std::string data("\x01\x00\x3c\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x80\x3f", 15);
    const SafetensorsFile file(write_raw(header, data));
    EXPECT_EQUAL(file.load("h").data()[0], 1.0f);
    EXPECT_EQUAL(file.load_integers("i")[0], int64_t(-1));
    EXPECT_EQUAL(file.load("i").data()[0], -1.0f);
    EXPECT_EQUAL(file.load("f").data()[0], 1.0f);
}

TEST(the_header_may_list_tensors_in_any_order) {
    const std::string header =
        R"({"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},"e":{"dtype":"F32","shape":[0],"data_offsets":[1,1]},)"
        R"("a":{"data_offsets":[0,1],"shape":[1],"dtype":"U8"},"z":{"dtype":"F32","shape":[0],"data_offsets":[2,2]}})";
    const SafetensorsFile file(write_raw(header, "ab"));
    std::vector<std::string> names;
    for (const TensorInfo& info : file.tensors()) {
        names.push_back(info.name);
    }
    EXPECT_EQUAL(names, (std::vector<std::string>{"a", "e", "b", "z"}));
}

TEST(a_file_without_a_whole_header_is_refused) {
    for (size_t size = 0; size < 8; ++size) {
        write_text(path_of("cut"), std::string(size, '\x01'));
        EXPECT_ERROR(SafetensorsFile file(path_of("cut")),
                     std::to_string(size) + " bytes are too few for a safetensors file");
    }
    const auto with_length = [](uint64_t length, const std::string& rest) {
        std::string bytes(8, '\0');
        std::memcpy(bytes.data(), &length, 8);
        write_text(path_of("cut"), bytes + rest);
        return path_of("cut");
    };
    EXPECT_ERROR(SafetensorsFile file(with_length(0, "{}")), "does not begin with '{'");
    EXPECT_ERROR(SafetensorsFile file(with_length(0, "")), "does not begin with '{'");
    EXPECT_ERROR(SafetensorsFile file(with_length(3, "{}")), "should have 3 bytes, but only 2 follow");
    EXPECT_ERROR(SafetensorsFile file(with_length(1, "{}")), "expected a key");
    EXPECT_ERROR(SafetensorsFile file(with_length(100'000'000, "{}")), "but only 2 follow");
    EXPECT_ERROR(SafetensorsFile file(with_length(100'000'001, "{}")),
                 "more than the 100000000 that safetensors allows");
    for (uint64_t wrapping :
         {~uint64_t(0), ~uint64_t(0) - 7, uint64_t(1) << 63, (uint64_t(1) << 63) - 1, uint64_t(1) << 32}) {
        EXPECT_ERROR(SafetensorsFile file(with_length(wrapping, "{}")), "more than the 100000000");  // length + 8 wraps
    }
}

TEST(a_header_that_is_no_object_of_objects_is_refused) {
    expect_refused("[]", "", "does not begin with '{'");
    expect_refused(" {}", "", "does not begin with '{'");
    expect_refused("\xef\xbb\xbf{}", "", "does not begin with '{'");
    expect_refused("{}x", "", "unexpected text");
    expect_refused(std::string("{}\0", 3), "", "unexpected text");
    expect_refused("{\"x\":1}", "", "\"x\" must be an object");
    expect_refused("{\"x\":null}", "", "\"x\" must be an object");
    expect_refused(R"({"__metadata__":{"a":1}})", "", "\"a\" must be a string");
    expect_refused(R"({"__metadata__":["a"]})", "", "must be an object");
    expect_refused(R"({"__metadata__":{"a":"b","a":"c"}})", "", "stands twice");
    expect_refused(R"({"__metadata__":{},"__metadata__":{}})", "", "stands twice");
    EXPECT_EQUAL(SafetensorsFile(write_raw("{}   ", "")).tensors().size(), size_t(0));
}

TEST_MAIN
