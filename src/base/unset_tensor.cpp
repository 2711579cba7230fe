#include "base/unset_tensor.h"

#include "base/error.h"
#include "base/memory.h"

Tensor unset_tensor(const Shape& shape) {
    const int64_t bytes = checked_size(shape, "Tensor") * int64_t(sizeof(float));
    const std::shared_ptr<void> memory = unset_memory(bytes);
    if (memory == nullptr) {
        throw Error("Tensor: no memory for shape " + shape_text(shape) + " (" + std::to_string(bytes) + " bytes)");
    }
    return Tensor::borrow(shape, static_cast<float*>(memory.get()), memory);
}
