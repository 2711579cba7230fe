#pragma once

/// Tells the C library to keep memory that is freed for the next tensor of that size, instead of giving it back to the
/// system page by page and asking for it again: a training step makes and drops hundreds of tensors of some megabytes. Does
/// nothing where the library is not glibc.
void keep_freed_memory();
