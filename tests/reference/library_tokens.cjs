// What the field's own libraries make of texts: a JSON string a line in, an array of ids a line out.
//
//     npm install tokenizers@0.23.2 tiktoken@1.0.22        # in a folder of its own, which NODE_PATH then names
//     NODE_PATH=.../node_modules node tests/reference/library_tokens.cjs PATH < texts.jsonl
//
// PATH is a tokenizer.json (Hugging Face's library) or cl100k_base.tiktoken, o200k_base.tiktoken (OpenAI's, which brings the
// ranks itself). Special tokens in a text are found.
const fs = require("fs");
const path = require("path");

async function encoder(file) {
    if (file.endsWith(".tiktoken")) {
        const encoding = require("tiktoken").get_encoding(path.basename(file, ".tiktoken"));
        return async (text) => Array.from(encoding.encode(text, "all"));
    }
    const tokenizer = await require("tokenizers").Tokenizer.fromFile(file);
    return async (text) => (await tokenizer.encode(text, null, { addSpecialTokens: true })).getIds();
}

async function main() {
    const encode = await encoder(process.argv[2]);
    const lines = fs.readFileSync(0, "utf8").split("\n").filter((line) => line !== "");
    for (const line of lines) {
        process.stdout.write(JSON.stringify(await encode(JSON.parse(line))) + "\n");
    }
}

main();
