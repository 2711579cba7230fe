#pragma once

#include <cstdint>
#include <memory>
#include <vector>

/// Memory of at least so many bytes, all zero, that begins with a cache line; nullptr when there is none. Small blocks that are
/// given back are kept for the next of about that size, so that the hundreds of tensors of a token's pass, and those of the
/// next token's, need nothing from the system. What is kept was in use at one time: it never becomes more than that. Large blocks come from the
/// system each time, as pages that become real on first touch: a cache for a long window costs what is used.
/// In builds with STEPWISE_CHECKED nothing is kept, so that the sanitizers see each block begin and end.
std::shared_ptr<void> zeroed_memory(int64_t bytes);

/// The same, but the bytes are whatever stood there: for what is written from end to end before it is read. In builds with
/// STEPWISE_CHECKED each float32 is a NaN, so that a number that was left out shows.
std::shared_ptr<void> unset_memory(int64_t bytes);

/// The block alone, to be given back by hand. Throws std::bad_alloc when there is none.
void* take_memory(size_t bytes);
void give_memory_back(void* first);

/// For containers: their memory comes from the same blocks.
template <typename Type>
struct KeptAllocator {
    using value_type = Type;

    KeptAllocator() = default;
    template <typename Other>
    KeptAllocator(const KeptAllocator<Other>&) {}

    Type* allocate(size_t count) { return static_cast<Type*>(take_memory(count * sizeof(Type))); }
    void deallocate(Type* first, size_t) { give_memory_back(first); }
    bool operator==(const KeptAllocator&) const { return true; }
};

/// A vector that lives for a step of the loop only.
template <typename Type>
using StepVector = std::vector<Type, KeptAllocator<Type>>;

/// From now on large blocks are kept, too, instead of being given back to the system page by page and asked for again: a
/// training step makes and drops hundreds of tensors of some megabytes, and each page that is new costs as much as copying it.
/// To be called before the first thread is there.
void keep_freed_memory();
