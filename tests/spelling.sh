#!/bin/sh
# The spelling of all pages, by aspell's British dictionary and docs/words.txt, which holds names and words of the field.
# Blocks, text in back-ticks, formulas and the targets of links are not looked at.
#     tests/spelling.sh          prints "PAGE: WORD" for each unknown word, and ends with status 1 if there is any
command -v aspell > /dev/null 2>&1 && aspell dicts | grep -qx en_GB || { echo "spelling: skipped, there is no aspell with its British dictionary"; exit 0; }

words_of() {
    awk '/^```/ { inside = !inside; next } !inside' "$1" |
        sed -e 's/`[^`]*`/ /g' -e 's/\](\([^)]*\))/] /g' -e 's/\$\$*[^$]*\$\$*/ /g' -e 's/<!--.*-->//g' \
            -e 's/https*:[^ )]*//g' -e "s/’/'/g"
}

unknown=0
for page in README.md docs/*.md tutorial/*.md tutorial/gdb/*.md tests/reference/*.md; do
    for word in $(words_of "$page" | aspell --lang=en_GB --encoding=utf-8 list | sed "s/'s\$//" | LC_ALL=C sort -u |
        grep -vxF -f docs/words.txt); do
        echo "$page: $word"
        unknown=$((unknown + 1))
    done
done
[ "$unknown" -eq 0 ] && { echo "spelling: every word is known"; exit 0; }
echo "spelling: $unknown unknown; mend them, or add a name to docs/words.txt"
exit 1
