#include "base/textbook.h"

static bool textbook_is_on = true;

bool textbook() { return textbook_is_on; }

void use_textbook(bool on) { textbook_is_on = on; }
