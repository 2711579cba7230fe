#include "base/memory.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>

constexpr size_t line = 64;  // a register that lies in two cache lines is read twice
constexpr int size_classes = 64;
constexpr int no_class = -1;  // of a block that goes back to the system

/// What stands in the cache line before a block's first byte.
struct BlockHeader {
    void* memory;       // what calloc gave
    int size_class;     // the block has 2^size_class bytes; or no_class
    BlockHeader* next;  // of the blocks that are kept; for a block in use: nothing
};
static_assert(sizeof(BlockHeader) <= line);

/// The blocks that are kept, a list for each size class. Never taken down: tensors of static life outlive all else.
struct KeptBlocks {
    std::mutex mutex;
    BlockHeader* first[size_classes] = {};
};

static KeptBlocks& kept_blocks() {
    static KeptBlocks& blocks = *new KeptBlocks;
    return blocks;
}

#ifdef STEPWISE_CHECKED
static const int largest_kept_class = no_class;
void keep_freed_memory() {}
#else
static int largest_kept_class = 22;  // 4 MB: a row of logits of the largest vocabularies
void keep_freed_memory() { largest_kept_class = 31; }
#endif

/// A kept block of the class, or nullptr.
static BlockHeader* take_kept(int size_class) {
    if (size_class > largest_kept_class) return nullptr;
    KeptBlocks& blocks = kept_blocks();
    const std::lock_guard<std::mutex> lock(blocks.mutex);
    BlockHeader* block = blocks.first[size_class];
    if (block != nullptr) blocks.first[size_class] = block->next;
    return block;
}

static void give_back(BlockHeader* block) {
    if (block->size_class == no_class) {
        std::free(block->memory);
        return;
    }
    KeptBlocks& blocks = kept_blocks();
    const std::lock_guard<std::mutex> lock(blocks.mutex);
    block->next = blocks.first[block->size_class];
    blocks.first[block->size_class] = block;
}

/// A block with at least so many bytes behind its header, whatever they are or all zero; nullptr when there is no memory.
static BlockHeader* take_block(size_t bytes, bool zeroed) {
    const int size_class = std::bit_width(std::max<size_t>(bytes, line) - 1);
    BlockHeader* kept = take_kept(size_class);
    if (kept != nullptr) {
        if (zeroed) std::memset(reinterpret_cast<char*>(kept) + line, 0, bytes);
        return kept;
    }
    const bool will_be_kept = size_class <= largest_kept_class;
    const size_t capacity = (will_be_kept ? size_t(1) << size_class : bytes) + 2 * line;
    void* memory = zeroed ? std::calloc(capacity, 1) : std::malloc(capacity);
    if (memory == nullptr) return nullptr;
    const uintptr_t first = (reinterpret_cast<uintptr_t>(memory) + line - 1) / line * line;
    BlockHeader* block = reinterpret_cast<BlockHeader*>(first);
    block->memory = memory;
    block->size_class = will_be_kept ? size_class : no_class;
    return block;
}

static void* behind_header(BlockHeader* block) { return reinterpret_cast<char*>(block) + line; }

void* take_memory(size_t bytes) {
    BlockHeader* block = take_block(bytes, true);
    if (block == nullptr) throw std::bad_alloc();
    return behind_header(block);
}

void give_memory_back(void* first) { give_back(reinterpret_cast<BlockHeader*>(static_cast<char*>(first) - line)); }

static std::shared_ptr<void> owned_memory(BlockHeader* block) {
    if (block == nullptr) return nullptr;
    try {
        return std::shared_ptr<void>(behind_header(block), give_memory_back, KeptAllocator<char>());
    } catch (const std::bad_alloc&) {  // no memory for the count of owners; the block was given back
        return nullptr;
    }
}

std::shared_ptr<void> zeroed_memory(int64_t bytes) { return owned_memory(take_block(size_t(bytes), true)); }

std::shared_ptr<void> unset_memory(int64_t bytes) {
    const std::shared_ptr<void> memory = owned_memory(take_block(size_t(bytes), false));
#ifdef STEPWISE_CHECKED
    if (memory != nullptr) std::memset(memory.get(), 0xff, size_t(bytes));  // a float32 of ones is a NaN
#endif
    return memory;
}
