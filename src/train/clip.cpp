#include "train/clip.h"

#include <cmath>

#include "base/error.h"

static const char* const what_to_try =
    "; training has diverged: go back to the last checkpoint, and lower the learning rate or lengthen the warm-up";

/// The first number that is infinite or NaN, for the message.
static std::string describe_bad_gradient(const std::vector<Tensor>& gradients) {
    for (size_t tensor = 0; tensor < gradients.size(); ++tensor) {
        const Tensor& gradient = gradients[tensor];
        for (int64_t i = 0; i < gradient.size(); ++i) {
            const float number = gradient.data()[i];
            if (std::isfinite(number)) continue;
            return "gradient " + std::to_string(tensor) + " of shape " + shape_text(gradient.shape()) + " is " +
                   std::to_string(number) + " at " + index_text(i, gradient.shape());
        }
    }
    return "the gradients are too large to be summed";
}

double gradient_norm(const std::vector<Tensor>& gradients) {
    double sum_of_squares = 0.0;
    //> clip.norm  the length of all gradients as one vector
    for (const Tensor& gradient : gradients) {
        for (int64_t i = 0; i < gradient.size(); ++i) {
            const double number = double(gradient.data()[i]);
            sum_of_squares += number * number;
        }
    }
    const double norm = std::sqrt(sum_of_squares);
    //< clip.norm
    if (!std::isfinite(norm)) throw Error(describe_bad_gradient(gradients) + what_to_try);
    return norm;
}

float clip_scale(double norm, double max_norm) {
    if (!std::isfinite(norm) || norm < 0) {
        throw Error("the gradient norm is " + std::to_string(norm) + what_to_try);
    }
    if (!(max_norm > 0)) throw Error("gradients cannot be clipped to a norm of " + std::to_string(max_norm));
    if (norm <= max_norm) return 1.0f;
    return float(max_norm / norm);
}
