#include <cmath>

#include "gradient.h"
#include "harness.h"
#include "kernels/rope.h"
#include "model/rope.h"
#include "train/rope_backward.h"
#include "twins.h"

// Cosine, sine and two products are rounded once each and the sum once: 3 roundings of |a cos| + |b sin|, where the
// products may be fused into the sum.
static std::vector<double> allowed_turn(const Tensor& x, int64_t start, double theta, const Tensor& want) {
    const int64_t half = x.dim(2) / 2;
    std::vector<double> allowed;
    for (int64_t i = 0; i < x.size(); ++i) {
        const int64_t t = i / (x.dim(1) * x.dim(2));
        const int64_t place = i % x.dim(2);
        const int64_t other = place < half ? i + half : i - half;
        const double angle = rope_angle(start + t, place % half, x.dim(2), theta);
        const double a = std::fabs(double(x.data()[i]) * std::cos(angle));
        const double b = std::fabs(double(x.data()[other]) * std::sin(angle));
        allowed.push_back(roundings(3) * (a + b) + unit * std::fabs(double(want.data()[i])));
    }
    return allowed;
}

static void expect_twins(int64_t T, int64_t heads, int64_t head_dim, int start, double theta) {
    const Tensor x = fenced(random_tensor({T, heads, head_dim}, uint64_t(T * heads + start)));
    const std::string name = shape_text(x.shape()) + " at " + std::to_string(start);
    const ChosenForm slow(true);
    const Tensor want = rope(x, start, theta);
    const Tensor want_back = rope_backward(x, start, theta);
    const ChosenForm fast(false);
    expect_within(rope(x, start, theta), want, allowed_turn(x, start, theta, want), name);
    expect_within(rope_backward(x, start, theta), want_back, allowed_turn(x, start, theta, want_back), name + ", back");
}

TEST(the_twins_of_rope_agree_on_every_shape) {
    int shapes = 0;
    for (int64_t T : {1, 2, 3, 17, 33}) {
        for (int64_t heads : {1, 2, 5}) {
            for (int64_t head_dim : {2, 6, 16, 34, 64}) {
                for (int start : {0, 1, 100}) {
                    expect_twins(T, heads, head_dim, start, 10000.0);
                    ++shapes;
                }
            }
        }
    }
    EXPECT_EQUAL(shapes, 225);
}

TEST(the_twins_of_rope_agree_at_long_positions_and_for_every_theta) {
    for (double theta : {2.0, 100.0, 10000.0, 500000.0}) {
        expect_twins(3, 2, 8, 131000, theta);
        expect_twins(3, 2, 6, 40000, theta);
    }
}

// One table a theta and head_dim; made anew when a later position is asked for.
TEST(the_table_holds_every_angle_and_grows) {
    for (int64_t positions : {3, 40, 7, 200, 1100, 2300}) {  // beyond 1024 and 2200 what is there moves
        const RopeTable& table = rope_table(positions, 10, 77.0);
        EXPECT(table.cosine.rows() >= positions);
        EXPECT_EQUAL(table.sine.shape(), table.cosine.shape());
        EXPECT_EQUAL(table.cosine.cols(), int64_t(5));
        for (int64_t position = 0; position < positions; ++position) {
            for (int64_t i = 0; i < 5; ++i) {
                const double angle = rope_angle(position, i, 10, 77.0);
                EXPECT_EQUAL(table.cosine(position, i), float(std::cos(angle)));
                EXPECT_EQUAL(table.sine(position, i), float(std::sin(angle)));
            }
        }
    }
    EXPECT(rope_table(3, 12, 77.0).cosine.cols() == 6);
    EXPECT(rope_table(3, 10, 78.0).cosine(1, 1) != rope_table(3, 10, 77.0).cosine(1, 1));
}

TEST(turning_there_and_back_gives_the_same_vector) {
    const ChosenForm fast(false);
    const Tensor x = random_tensor({9, 3, 12}, 5);
    const Tensor back = rope_backward(rope(x, 4, 10000.0), 4, 10000.0);
    EXPECT_CLOSE(back, x, 0, 8 * unit * 2);  // |a| + |b| < 2, six roundings and those of the squares' sum
}

TEST_MAIN
