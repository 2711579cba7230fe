#include "base/half.h"
#include "formats/safetensors.h"
#include "gradient.h"
#include "harness.h"

// Matrices as they lie in a file: where their bytes are, and what is refused.

static std::string path() { return scratch_folder() + "/matrix.safetensors"; }

static std::string_view bytes_at(const void* first, size_t count) {
    return std::string_view(static_cast<const char*>(first), count);
}

/// `pad` bytes before the matrix, so that it begins at an odd place of the file when `pad` is odd.
static SafetensorsFile file_with(const RawTensor& tensor, size_t pad) {
    static const std::string zeros(8, '\0');
    write_raw_safetensors(path(), {{"a", "U8", {int64_t(pad)}, std::string_view(zeros).substr(0, pad)}, tensor});
    return SafetensorsFile(path());
}

TEST(halves_are_read_where_they_lie) {
    const std::vector<uint16_t> numbers = {0x3f80, 0xbf80, 0x4000, 0x0001, 0x7bff, 0x8000};
    for (const std::string dtype : {"BF16", "F16"}) {
        for (size_t pad : {size_t(0), size_t(2), size_t(3)}) {
            const RawTensor tensor = {"w", dtype, {2, 3}, bytes_at(numbers.data(), 12)};
            const Matrix matrix = file_with(tensor, pad).load_matrix("w", {2, 3});  // the mapping outlives the file
            EXPECT(matrix.type == (dtype == "BF16" ? NumberType::bf16 : NumberType::f16));
            EXPECT_EQUAL(matrix.rows(), 2);
            EXPECT_EQUAL(matrix.cols(), 3);
            EXPECT(reinterpret_cast<uintptr_t>(matrix.halves) % 2 == 0);
            for (int64_t i = 0; i < 6; ++i) {
                const uint16_t bits = numbers[size_t(i)];
                EXPECT_EQUAL(matrix(i / 3, i % 3), dtype == "BF16" ? float_from_bf16(bits) : float_from_f16(bits));
            }
        }
    }
}

TEST(float32_is_a_tensor) {
    const Tensor x = random_tensor({2, 3}, 1);
    write_safetensors(path(), {{"w", "F32", x}});
    const Matrix matrix = SafetensorsFile(path()).load_matrix("w", {2, 3});
    EXPECT(matrix.type == NumberType::f32);
    EXPECT_SAME(matrix.f32, x);
}

/// A file of 8-bit blocks, its scales under `scale_name`, of that dtype and shape.
static SafetensorsFile q8_file(const Matrix& q8, const std::string& scale_name, const std::string& dtype,
                               const std::vector<int64_t>& scale_shape) {
    const size_t scale_bytes = size_t(scale_shape[0] * scale_shape[1]) * size_t(dtype_size(dtype));
    const std::string scales(reinterpret_cast<const char*>(q8.scales), 8);
    write_raw_safetensors(path(), {{"w", "I8", {2, 33}, bytes_at(q8.quants, 66)},
                                   {scale_name, dtype, scale_shape, (scales + scales).substr(0, scale_bytes)}});
    return SafetensorsFile(path());
}

TEST(blocks_come_with_their_scales) {
    const Matrix q8 = narrowed(random_tensor({2, 33}, 2), NumberType::q8, "w");
    const Matrix read = q8_file(q8, "w_scale", "BF16", {2, 2}).load_matrix("w", {2, 33});
    EXPECT(read.type == NumberType::q8);
    EXPECT_SAME(widened(read), widened(q8));
}

TEST(blocks_without_fitting_scales_are_refused) {
    const Matrix q8 = narrowed(random_tensor({2, 33}, 2), NumberType::q8, "w");
    EXPECT_ERROR(q8_file(q8, "scale_of_w", "BF16", {2, 2}).load_matrix("w", {2, 33}), "there is no tensor w_scale");
    EXPECT_ERROR(q8_file(q8, "w_scale", "BF16", {2, 1}).load_matrix("w", {2, 33}),
                 "tensor w_scale has shape [2, 1], but config.json asks for [2, 2]");
    EXPECT_ERROR(q8_file(q8, "w_scale", "BF16", {4, 1}).load_matrix("w", {2, 33}), "tensor w_scale has shape [4, 1]");
    EXPECT_ERROR(q8_file(q8, "w_scale", "F16", {2, 2}).load_matrix("w", {2, 33}),
                 "tensor w_scale has dtype F16; scales are BF16");
    EXPECT_ERROR(q8_file(q8, "w_scale", "F32", {2, 2}).load_matrix("w", {2, 33}), "scales are BF16");
    EXPECT_ERROR(q8_file(q8, "w_scale", "BF16", {2, 2}).load_matrix("w", {33, 2}), "tensor w has shape [2, 33]");
}

TEST(what_is_no_matrix_is_refused) {
    write_safetensors(path(), {{"row", "BF16", random_tensor({4}, 1)}, {"i", "I32", Tensor::zeros({2, 2})}});
    const SafetensorsFile file(path());
    EXPECT_ERROR(file.load_matrix("row", {4}), "tensor row is no matrix");
    EXPECT_ERROR(file.load_matrix("other", {4, 4}), "there is no tensor other");
    const std::vector<char> bytes(8, 0);
    const SafetensorsFile doubles = file_with({"w", "F64", {1, 1}, bytes_at(bytes.data(), 8)}, 0);
    EXPECT_ERROR(doubles.load_matrix("w", {1, 1}), "dtype F64, which is not read here");
}

TEST_MAIN
