// Malformed model.safetensors, through the real program.
#include <filesystem>

#include "hostile.h"

static const std::vector<std::string> inspect = {"inspect", "--model", "FOLDER"};
static const std::vector<std::string> trace = {"trace", "--model", "FOLDER", "--ids", "1,2"};
static const char* const file = "model.safetensors";
static const char* const q_entry =
    R"("model.layers.0.self_attn.q_proj.weight":{"dtype":"F32","shape":[4,4],"data_offsets":[448,512]})";
static const char* const norm_entry = R"("model.norm.weight":{"dtype":"F32","shape":[4],"data_offsets":[544,560]})";

/// The micro model with one thing in the header changed.
static HostileCase header_case(const std::string& from, const std::string& to, const std::vector<std::string>& parts) {
    HostileCase hostile = {from + " -> " + to, "data/micro", header_replaced(from, to), inspect, parts, ""};
    hostile.parts.push_back(file);
    return hostile;
}

/// The final norm's entry, which stands last, with other contents.
static HostileCase norm_case(const std::string& contents, const std::string& part) {
    return header_case(norm_entry, "\"model.norm.weight\":" + contents, {part});
}

static HostileCase bytes_case(const std::string& name, const std::string& bytes, const std::string& part) {
    return {name, "data/micro", written(file, bytes), inspect, {file, part}, ""};
}

static std::vector<HostileCase> length_cases() {
    const std::string rest = "{\"a\":1}";
    std::vector<HostileCase> cases = {
        bytes_case("empty file", "", "0 bytes are too few"),
        bytes_case("7 bytes", "1234567", "7 bytes are too few"),
        bytes_case("header length 0, no more", little_endian(0), "does not begin with '{'"),
        bytes_case("header length 0", little_endian(0) + "{}", "does not begin with '{'"),
        bytes_case("header length 1 too long", little_endian(8) + rest, "should have 8 bytes, but only 7 follow"),
        bytes_case("header length 1 too short", little_endian(6) + rest, "(header):1:"),
        bytes_case("header without a body", little_endian(100), "only 0 follow"),
        bytes_case("all bytes 0xff", std::string(64, '\xff'), "the header length at offset 0 is 18446744073709551615"),
        bytes_case("text instead", "{\"format\": \"pt\"}", "is this a safetensors file?"),
        bytes_case("a page of the web", "<!DOCTYPE html><html></html>", "is this a safetensors file?"),
        bytes_case("a zip archive", std::string("PK\x03\x04\x14\x00\x00\x08\x08\x00", 10),
                   "is this a safetensors file?"),
        bytes_case("all zeros", std::string(4096, '\0'), "does not begin with '{'"),
    };
    for (uint64_t length : {~uint64_t(0), ~uint64_t(0) - 7, ~uint64_t(0) - 8, uint64_t(1) << 63,
                            (uint64_t(1) << 63) - 1, uint64_t(1) << 32, uint64_t(1) << 31, uint64_t(100'000'001)}) {
        cases.push_back(bytes_case("header length " + std::to_string(length), little_endian(length) + rest,
                                   "the header length at offset 0 is " + std::to_string(length)));
    }
    return cases;
}

TEST(header_lengths_that_lie_are_errors) { run_hostile_cases(length_cases()); }

static std::vector<HostileCase> json_cases() {
    const auto header = [](const std::string& text) { return little_endian(text.size()) + text; };
    return {
        bytes_case("header is an array", header("[]"), "does not begin with '{'"),
        bytes_case("header begins with a space", header(" {}"), "does not begin with '{'"),
        bytes_case("header is cut", header("{\"a\""), "the text ends too early"),
        bytes_case("text after the header's value", header("{}{}"), "unexpected text"),
        bytes_case("NUL bytes after the header's value", header(std::string("{}\0\0", 4)), "unexpected text"),
        bytes_case("no tensors at all", header("{}"), "there is no tensor model.embed_tokens.weight"),
        bytes_case("tensor is a number", header("{\"a\":1}"), "\"a\" must be an object"),
        bytes_case("metadata holds a number", header(R"({"__metadata__":{"a":1}})"), "\"a\" must be a string"),
        bytes_case("metadata is null", header(R"({"__metadata__":null})"), "must be an object"),
        bytes_case("nested 100,000 deep", header("{\"a\":" + std::string(100000, '[')), "nested deeper than 100"),
        bytes_case("lone surrogate in a name", header(R"({"\ud800":{}})"), "surrogate"),
        bytes_case("bad escape in a name", header(R"({"\x":{}})"), "unknown escape"),
        bytes_case("name is not UTF-8", header("{\"\xff\":{}}"), "not UTF-8"),
        bytes_case("control character in a name", header("{\"a\n\":{}}"), "control character"),
        header_case(q_entry, std::string(q_entry) + "," + q_entry, {"stands twice", "q_proj"}),
        norm_case("null", "must be an object"),
        norm_case("{}", "the key \"dtype\" is missing"),
        norm_case(R"({"dtype":"F32","shape":[4]})", "the key \"data_offsets\" is missing"),
        norm_case(R"({"dtype":"F32","data_offsets":[544,560]})", "the key \"shape\" is missing"),
        norm_case(R"({"dtype":"F32","shape":[4],"data_offsets":[544,560],"x":1})", "unknown field \"x\""),
        norm_case(R"({"dtype":"F32","shape":[4],"shape":[4],"data_offsets":[544,560]})", "stands twice"),
        norm_case(R"({"dtype":"F33","shape":[4],"data_offsets":[544,560]})", "unknown dtype F33"),
        norm_case(R"({"dtype":null,"shape":[4],"data_offsets":[544,560]})", "\"dtype\" must be a string"),
        norm_case(R"({"dtype":"F32","shape":"[4]","data_offsets":[544,560]})", "\"shape\" must be an array"),
        norm_case(R"({"dtype":"F32","shape":["4"],"data_offsets":[544,560]})", "must be a whole number"),
        norm_case(R"({"dtype":"F32","shape":[4.0],"data_offsets":[544,560]})", "it is 4.0"),
        norm_case(R"({"dtype":"F32","shape":[4],"data_offsets":{"begin":544,"end":560}})", "must be an array"),
        norm_case(R"({"dtype":"F32","shape":[4],"data_offsets":[544]})", "data_offsets must be two numbers"),
        norm_case(R"({"dtype":"F32","shape":[4],"data_offsets":[544,552,560]})", "data_offsets must be two numbers"),
    };
}

TEST(headers_that_are_not_what_the_format_says_are_errors) { run_hostile_cases(json_cases()); }

static std::vector<HostileCase> layout_cases() {
    return {
        norm_case(R"({"dtype":"F32","shape":[4],"data_offsets":[560,544]})", "reversed"),
        norm_case(R"({"dtype":"F32","shape":[4],"data_offsets":[540,556]})", "overlap the tensor before"),
        norm_case(R"({"dtype":"F32","shape":[4],"data_offsets":[0,16]})", "overlap the tensor before"),
        norm_case(R"({"dtype":"F32","shape":[3],"data_offsets":[548,560]})", "leave a gap after byte 544"),
        norm_case(R"({"dtype":"F32","shape":[3],"data_offsets":[544,556]})", "4 bytes after the last tensor"),
        norm_case(R"({"dtype":"F32","shape":[5],"data_offsets":[544,564]})", "reach past the end of the file"),
        norm_case(R"({"dtype":"F32","shape":[4],"data_offsets":[-16,0]})", "it is -16"),
        norm_case(R"({"dtype":"F32","shape":[4],"data_offsets":[544,-1]})", "it is -1"),
        norm_case(R"({"dtype":"F32","shape":[4],"data_offsets":[544,2147483648]})", "reach past the end"),
        norm_case(R"({"dtype":"F32","shape":[4],"data_offsets":[544,9223372036854775807]})", "reach past the end"),
        norm_case(R"({"dtype":"F32","shape":[4],"data_offsets":[544,18446744073709551615]})", "must be a whole number"),
        norm_case(R"({"dtype":"F32","shape":[4],"data_offsets":[18446744073709551600,16]})", "must be a whole number"),
        norm_case(R"({"dtype":"F32","shape":[5],"data_offsets":[544,560]})", "hold 16 bytes, but F32 [5] needs 20"),
        norm_case(R"({"dtype":"F32","shape":[],"data_offsets":[544,560]})", "F32 [] needs 4"),
        norm_case(R"({"dtype":"F32","shape":[0],"data_offsets":[544,560]})", "F32 [0] needs 0"),
        norm_case(R"({"dtype":"BF16","shape":[4],"data_offsets":[544,560]})", "BF16 [4] needs 8"),
        norm_case(R"({"dtype":"F64","shape":[4],"data_offsets":[544,560]})", "F64 [4] needs 32"),
        norm_case(R"({"dtype":"F32","shape":[-4],"data_offsets":[544,560]})", "it is -4"),
        norm_case(R"({"dtype":"F32","shape":[-2,-2],"data_offsets":[544,560]})", "it is -2"),
        norm_case(R"({"dtype":"F32","shape":[4611686018427387904],"data_offsets":[544,560]})", "overflows"),
        norm_case(R"({"dtype":"F32","shape":[4611686018427387908],"data_offsets":[544,560]})", "overflows"),
        norm_case(R"({"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[544,560]})", "overflows"),
        norm_case(R"({"dtype":"U8","shape":[4294967296,2147483648,2],"data_offsets":[544,560]})", "overflows"),
        norm_case(R"({"dtype":"F32","shape":[2147483648],"data_offsets":[544,560]})", "needs 8589934592"),
        norm_case(R"({"dtype":"F32","shape":[18446744073709551620],"data_offsets":[544,560]})",
                  "must be a whole number"),
        {"one byte more", "data/micro", appended(file, "x"), inspect, {file, "1 bytes after the last tensor"}, ""},
        {"one byte less", "data/micro", cut(file, 1583), inspect, {file, "reach past the end of the file"}, ""},
        {"half of the data", "data/micro", cut(file, 1304), trace, {file, "the file is cut short"}, ""},
        {"no data", "data/micro", cut(file, 1024), inspect, {file, "the file is cut short"}, ""},
    };
}

TEST(offsets_and_shapes_that_lie_are_errors) { run_hostile_cases(layout_cases()); }

static std::vector<HostileCase> tensor_cases() {
    return {
        header_case("model.norm.weight", "model.norm.weighs", {"there is no tensor model.norm.weight"}),
        header_case("model.embed_tokens.weight", "embed_tokens.weight",
                    {"there is no tensor model.embed_tokens.weight"}),
        header_case("self_attn.q_proj.weight", "self_attn.q_proj.bias",
                    {"there is no tensor model.layers.0.self_attn.q_proj.weight"}),
        header_case("layers.0.mlp.up_proj", "layers.1.mlp.up_proj", {"there is no tensor model.layers.0.mlp.up_proj"}),
        header_case("\"shape\":[8,4]", "\"shape\":[4,8]", {"has shape [4, 8], but config.json asks for [8, 4]"}),
        header_case("\"shape\":[8,4]", "\"shape\":[32]", {"has shape [32]"}),
        header_case("\"shape\":[8,4]", "\"shape\":[8,4,1]", {"has shape [8, 4, 1]"}),
        header_case("\"shape\":[2,4]", "\"shape\":[4,2]", {"k_proj.weight has shape [4, 2]"}),
        header_case("\"dtype\":\"F32\",\"shape\":[8,4]", "\"dtype\":\"I32\",\"shape\":[8,4],\"x\":0",
                    {"unknown field"}),
        header_case("\"dtype\":\"F32\",\"shape\":[8,4]", "\"dtype\":\"U32\",\"shape\":[8,4]",
                    {"has dtype U32, which is not read"}),
        header_case(norm_entry,
                    std::string(norm_entry) + R"(,"extra":{"dtype":"F32","shape":[0],"data_offsets":[560,560]})",
                    {"holds a tensor extra [0] that a model of this configuration does not have"}),
        header_case(
            norm_entry,
            std::string(norm_entry) +
                R"(,"model.layers.0.self_attn.q_proj.bias":{"dtype":"F32","shape":[0],"data_offsets":[560,560]})",
            {"holds a tensor model.layers.0.self_attn.q_proj.bias"}),
        {"the head of an untied model is missing",
         "data/golden/models/gqa",
         header_replaced("\"lm_head.weight\"", "\"head\""),
         trace,
         {file, "there is no tensor lm_head.weight"},
         ""},
        {"weights of another model",
         "data/golden/models/gqa",
         link_in_place_of(file, std::filesystem::absolute("data/micro/model.safetensors")),
         trace,
         {file, "has shape [8, 4], but config.json asks for [37, 24]"},
         ""},
        {"a tied model with a stray tensor",
         "data/golden/models/gqa",
         header_replaced("lm_head.weight", "lm_head.wEight"),
         trace,
         {file, "lm_head"},
         ""},
    };
}

TEST(tensors_that_the_configuration_does_not_ask_for_are_errors) { run_hostile_cases(tensor_cases()); }

// An integer tensor read as weights would be taken as numbers: 1065353216 for 1.0f.
TEST(integer_weights_are_refused) {
    run_hostile_cases({header_case("\"dtype\":\"F32\",\"shape\":[8,4]", "\"dtype\":\"I32\",\"shape\":[8,4]",
                                   {"model.embed_tokens.weight"})});
}

/// Every length of the file up to the end of its first entry, then every 37 bytes.
TEST(a_file_cut_anywhere_is_an_error) {
    limit_time();
    const std::string bytes = read_text("data/micro/model.safetensors");
    int cuts = 0;
    for (size_t length = 0; length < bytes.size(); length += length < 90 ? 1 : 37) {
        const std::string folder = copy_of_folder("data/micro");
        write_text(folder + "/model.safetensors", bytes.substr(0, length));
        const std::string complaint = complaint_about(run_stepwise(command_for(inspect, folder)), {file});
        if (!complaint.empty()) FAIL("cut to " + std::to_string(length) + " bytes: " + complaint);
        ++cuts;
    }
    EXPECT(cuts > 120);
}

// Zero sizes are legal, and the product of the others may then be anything: it must not be computed as int.
TEST(a_zero_size_beside_huge_ones_is_no_overflow) {
    const std::string table =
        R"(,"x.rotary_emb.inv_freq":{"dtype":"U8","shape":[4611686018427387904,2,0],"data_offsets":[560,560]})";
    const std::string folder = copy_of_folder("data/micro");
    header_replaced(norm_entry, norm_entry + table)(folder);
    const ProgramResult result = run_stepwise(command_for(inspect, folder));
    EXPECT_EQUAL(result.err.find("runtime error"), std::string::npos);
    EXPECT(result.status == 0 || complaint_about(result, {file}).empty());
}

TEST(the_table_is_long_enough) {
    const size_t cases = length_cases().size() + json_cases().size() + layout_cases().size() + tensor_cases().size();
    EXPECT(cases >= 85);
}

TEST_MAIN
