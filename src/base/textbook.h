#pragma once

/// Which form of the heavy stages runs: the textbook loops, every sum in double, or their fast twins in kernels/.
/// One switch for the whole program. Textbook to begin with, so in tests; the commands choose the twins unless --textbook.
bool textbook();
void use_textbook(bool on);
