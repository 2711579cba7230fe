#include <cmath>
#include <cstring>
#include <filesystem>

#include "formats/mapped_file.h"
#include "formats/safetensors.h"
#include "harness.h"

static std::string path_of(const char* name) { return scratch_folder() + "/" + name; }

static std::string write_raw(const std::string& header, size_t data_bytes) {
    const uint64_t length = header.size();
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &length, 8);
    write_text(path_of("raw.safetensors"), bytes + header + std::string(data_bytes, '\0'));
    return path_of("raw.safetensors");
}

static std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                         const std::string& offsets) {
    return "\"" + name + R"(":{"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
}

static void expect_refused(const std::string& entries, size_t data_bytes, const std::string& part) {
    const std::string path = write_raw("{" + entries + "}", data_bytes);
    EXPECT_ERROR(SafetensorsFile file(path), part);
    EXPECT_ERROR(SafetensorsFile file(path), path);  // the message names the file
}

TEST(every_field_must_be_there_and_of_its_kind) {
    expect_refused(R"("x":{"shape":[1],"data_offsets":[0,4]})", 4, "the key \"dtype\" is missing");
    expect_refused(R"("x":{"dtype":"F32","data_offsets":[0,4]})", 4, "the key \"shape\" is missing");
    expect_refused(R"("x":{"dtype":"F32","shape":[1]})", 4, "the key \"data_offsets\" is missing");
    expect_refused(R"("x":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"strides":[1]})", 4,
                   "unknown field \"strides\"");
    expect_refused(R"("x":{"dtype":32,"shape":[1],"data_offsets":[0,4]})", 4, "\"dtype\" must be a string");
    expect_refused(entry("x", "F32", "4", "[0,4]"), 4, "\"shape\" must be an array");
    expect_refused(entry("x", "F32", "[\"1\"]", "[0,4]"), 4, "must be a whole number");
    expect_refused(entry("x", "F32", "[1.0]", "[0,4]"), 4, "it is 1.0");
    expect_refused(entry("x", "F32", "[null]", "[0,4]"), 4, "must be a whole number");
    expect_refused(entry("x", "F32", "[[1]]", "[0,4]"), 4, "must be a whole number");
    expect_refused(entry("x", "F32", "[1]", "[4]"), 4, "data_offsets must be two numbers");
    expect_refused(entry("x", "F32", "[1]", "[0,4,8]"), 4, "data_offsets must be two numbers");
    expect_refused(entry("x", "F32", "[1]", "[]"), 4, "data_offsets must be two numbers");
    expect_refused(entry("x", "F32", "[1]", "\"0,4\""), 4, "\"data_offsets\" must be an array");
    expect_refused(entry("x", "F32", "[1]", "[0,4]") + "," + entry("x", "F32", "[1]", "[0,4]"), 4, "stands twice");
}

TEST(unknown_dtypes_are_refused_and_known_ones_are_not) {
    for (const char* dtype : {"F33", "f32", "", "F32 ", "FLOAT", "I128"}) {
        expect_refused(entry("x", dtype, "[1]", "[0,4]"), 4, std::string("tensor x has unknown dtype ") + dtype);
    }
    const std::map<std::string, size_t> sizes = {{"F64", 8}, {"F32", 4}, {"F16", 2},  {"BF16", 2},    {"I64", 8},
                                                 {"I32", 4}, {"I16", 2}, {"I8", 1},   {"U64", 8},     {"U32", 4},
                                                 {"U16", 2}, {"U8", 1},  {"BOOL", 1}, {"F8_E4M3", 1}, {"F8_E5M2", 1}};
    for (const auto& [dtype, size] : sizes) {
        const SafetensorsFile file(
            write_raw("{" + entry("x", dtype, "[3]", "[0," + std::to_string(3 * size) + "]") + "}", 3 * size));
        EXPECT_EQUAL(file.find("x")->dtype, dtype);
    }
}

TEST(offsets_must_tile_the_data) {
    expect_refused(entry("x", "F32", "[1]", "[4,0]"), 4, "[4, 0] are reversed");
    expect_refused(entry("x", "F32", "[2]", "[0,8]"), 4, "reach past the end of the file, which holds 4 bytes of data");
    expect_refused(entry("x", "F32", "[1]", "[4,8]"), 8, "leave a gap after byte 0");
    expect_refused(entry("a", "F32", "[1]", "[0,4]") + "," + entry("b", "F32", "[1]", "[8,12]"), 12,
                   "tensor b: data_offsets [8, 12] leave a gap after byte 4");
    expect_refused(entry("a", "F32", "[2]", "[0,8]") + "," + entry("b", "F32", "[2]", "[4,12]"), 12,
                   "tensor b: data_offsets [4, 12] overlap");
    expect_refused(entry("a", "F32", "[1]", "[0,4]") + "," + entry("b", "F32", "[1]", "[0,4]"), 4,
                   "overlap the tensor before");
    expect_refused(entry("x", "F32", "[1]", "[0,4]"), 5, "1 bytes after the last tensor");
    expect_refused("", 4, "4 bytes after the last tensor");
    expect_refused(entry("x", "F32", "[1]", "[-4,0]"), 4, "it is -4");
    expect_refused(entry("x", "F32", "[1]", "[0,-1]"), 4, "it is -1");
    expect_refused(entry("x", "F32", "[1]", "[0,18446744073709551615]"), 4, "must be a whole number");
    expect_refused(entry("x", "F32", "[1]", "[0,9223372036854775807]"), 4, "reach past the end");
    expect_refused(entry("x", "F32", "[1]", "[9223372036854775807,9223372036854775807]"), 4, "reach past the end");
    expect_refused(entry("x", "F32", "[0]", "[1,1]") + "," + entry("y", "F32", "[1]", "[0,4]"), 4,
                   "overlap");  // inside another
}

// Buffers sized by shape but filled by offsets, and products that wrap, are the usual hole of such readers.
TEST(shape_times_dtype_must_be_the_bytes_between_the_offsets) {
    expect_refused(entry("x", "F32", "[2]", "[0,4]"), 4, "hold 4 bytes, but F32 [2] needs 8");
    expect_refused(entry("x", "F32", "[]", "[0,8]"), 8, "hold 8 bytes, but F32 [] needs 4");
    expect_refused(entry("x", "F32", "[0]", "[0,4]"), 4, "hold 4 bytes, but F32 [0] needs 0");
    expect_refused(entry("x", "BF16", "[2]", "[0,8]"), 8, "BF16 [2] needs 4");
    expect_refused(entry("x", "F32", "[-1]", "[0,4]"), 4, "it is -1");
    expect_refused(entry("x", "F32", "[-1,-1]", "[0,4]"), 4, "it is -1");                   // a product of 1
    expect_refused(entry("x", "F32", "[4611686018427387904]", "[0,0]"), 0, "overflows");    // 2^62 * 4 is 0
    expect_refused(entry("x", "F32", "[4611686018427387905]", "[0,4]"), 4, "overflows");    // ... is 4
    expect_refused(entry("x", "F32", "[4294967296,4294967296]", "[0,0]"), 0, "overflows");  // 2^64 is 0
    expect_refused(entry("x", "U8", "[2147483648,2147483648,4]", "[0,0]"), 0, "overflows");
    expect_refused(entry("x", "U8", "[9223372036854775807,2,2]", "[0,0]"), 0, "overflows");
    expect_refused(entry("x", "F32", "[9223372036854775808]", "[0,4]"), 4, "must be a whole number");
    expect_refused(entry("x", "F32", "[18446744073709551617]", "[0,4]"), 4, "must be a whole number");
}

TEST(tensors_are_fetched_by_name_shape_and_dtype) {
    const std::string path = path_of("fetch.safetensors");
    write_safetensors(path, {{"a", "F32", Tensor::zeros({2, 3})}, {"i", "I32", Tensor::zeros({2})}});
    const SafetensorsFile file(path);
    EXPECT_EQUAL(file.load("a", {2, 3}).size(), int64_t(6));
    EXPECT_ERROR(file.load("a", {3, 2}), path + ": tensor a has shape [2, 3], but config.json asks for [3, 2]");
    EXPECT_ERROR(file.load("a", {6}), "asks for [6]");
    EXPECT_ERROR(file.load("b"), path + ": there is no tensor b in this file");
    EXPECT_ERROR(file.load("b", {1}), "there is no tensor b");
    EXPECT_ERROR(file.load_integers("a"), "tensor a has dtype F32; whole numbers are needed here: I32 or I64");
    EXPECT(file.find("b") == nullptr);
}

TEST(values_that_float32_does_not_hold_are_errors) {
    const std::string header = "{" + entry("i", "I64", "[1]", "[0,8]") + "," + entry("d", "F64", "[1]", "[8,16]") + "}";
    const std::string path = write_raw(header, 16);
    std::string bytes = read_text(path);
    bytes[8 + header.size() + 3] = 2;  // 2^25
    write_text(path, bytes);
    const SafetensorsFile file(path);
    EXPECT_EQUAL(file.load_integers("i")[0], int64_t(1) << 25);
    EXPECT_ERROR(file.load("i"), "33554432 is no exact float32");
    EXPECT_ERROR(file.load("d"), "tensor d has dtype F64, which is not read here");
}

// Shapes that the format allows but a Tensor does not: the error must still say which file and tensor.
TEST(a_tensor_with_too_many_axes_is_an_error_that_names_it) {
    const std::string path = write_raw("{" + entry("five", "F32", "[1,1,1,1,1]", "[0,4]") + "}", 4);
    const SafetensorsFile file(path);
    EXPECT_ERROR(file.load("five"), "more than 4 axes");
    EXPECT_ERROR(file.load("five"), "five");
    EXPECT_ERROR(file.load("five"), path);
}

TEST(writing_refuses_what_the_format_cannot_hold) {
    const std::string path = path_of("refused.safetensors");
    const Tensor x = Tensor::from({1}, {1});
    EXPECT_ERROR(write_safetensors(path, {{"a", "F32", x}, {"a", "F32", x}}), "two tensors of the name a");
    EXPECT_ERROR(write_safetensors(path, {{"__metadata__", "F32", x}}), "__metadata__");
    EXPECT_ERROR(write_safetensors(path, {{"a", "F64", x}}), "tensor a: cannot write dtype F64");
    EXPECT_ERROR(write_safetensors(path, {{"a", "", x}}), "cannot write dtype");
    for (float value : {0.5f, 2147483648.0f, -2147483904.0f, HUGE_VALF, -HUGE_VALF, std::nanf("")}) {
        EXPECT_ERROR(write_safetensors(path, {{"a", "I32", Tensor::from({1}, {value})}}), "cannot be written as I32");
    }
    for (float value : {0.5f, 0x1p63f, HUGE_VALF, std::nanf("")}) {
        EXPECT_ERROR(write_safetensors(path, {{"a", "I64", Tensor::from({1}, {value})}}), "cannot be written as I64");
    }
    EXPECT(!std::filesystem::exists(path));
    const Tensor limits = Tensor::from({2}, {-2147483648.0f, 2147483520.0f});
    write_safetensors(path, {{"a", "I32", limits}, {"b", "I64", Tensor::from({1}, {-0x1p63f})}});
    EXPECT_EQUAL(SafetensorsFile(path).load_integers("a"), (std::vector<int64_t>{INT32_MIN, 2147483520}));
    EXPECT_EQUAL(SafetensorsFile(path).load_integers("b"), (std::vector<int64_t>{INT64_MIN}));
}

// With no value to convert, the dtype was never looked at, and a file was written that cannot be read.
TEST(writing_refuses_an_unknown_dtype_of_an_empty_tensor_too) {
    const std::string path = path_of("empty.safetensors");
    EXPECT_ERROR(write_safetensors(path, {{"a", "F99", Tensor::zeros({0})}}), "cannot write dtype F99");
}

// A Tensor that was never given a shape has rank 0 and no number, but a scalar of the format has one.
TEST(what_is_written_can_be_read_or_is_refused) {
    const std::string path = path_of("nothing.safetensors");
    try {
        write_safetensors(path, {{"nothing", "F32", Tensor()}});
    } catch (const std::exception&) {
        return;
    }
    EXPECT_EQUAL(SafetensorsFile(path).tensors().size(), size_t(1));
}

TEST(an_unwritable_place_keeps_the_file_that_was_there) {
    const std::string path = path_of("kept.safetensors");
    write_safetensors(path, {{"old", "F32", Tensor::from({1}, {1})}});
    std::filesystem::create_directory(path + ".part");  // what write_file writes to first, so that it fails
    EXPECT_ERROR(write_safetensors(path, {{"new", "F32", Tensor::from({1}, {2})}}), "cannot write " + path);
    EXPECT_EQUAL(SafetensorsFile(path).load("old").data()[0], 1.0f);
    std::filesystem::remove(path + ".part");
    EXPECT_ERROR(write_safetensors(path_of("missing/x.safetensors"), {}), "No such file or directory");
    std::filesystem::create_directory(path_of("folder"));
    EXPECT_ERROR(write_safetensors(path_of("folder"), {}), "cannot write " + path_of("folder"));
    EXPECT(!std::filesystem::exists(path_of("folder.part")));  // nothing is left lying about
}

TEST(a_file_in_use_may_be_replaced) {
    const std::string path = path_of("replaced.safetensors");
    write_safetensors(path, {{"x", "F32", Tensor::from({1}, {1})}});
    const Tensor old = SafetensorsFile(path).load("x");
    write_safetensors(path, {{"x", "F32", Tensor::from({1}, {2})}});
    EXPECT_EQUAL(old.data()[0], 1.0f);
    EXPECT_EQUAL(SafetensorsFile(path).load("x").data()[0], 2.0f);
}

TEST(what_is_no_regular_file_is_refused) {
    EXPECT_ERROR(MappedFile::open(scratch_folder()), "it is a directory, a file is needed");
    EXPECT_ERROR(MappedFile::open("/dev/null"), "cannot read /dev/null: it is not a regular file");
    EXPECT_ERROR(MappedFile::open(path_of("none")), "cannot open " + path_of("none") + ": No such file");
    write_text(path_of("zero"), "");
    EXPECT_EQUAL(MappedFile::open(path_of("zero"))->size(), size_t(0));
}

TEST_MAIN
