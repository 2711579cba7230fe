#include "model/family.h"

// Sources: Radford et al. 2019 (GPT-2), Touvron et al. 2023 and the Llama 3 report 2024 (Llama), Jiang et al. 2023
// (Mistral), Yang et al. 2024 and 2025 (Qwen 2, 2.5 and 3), Abdin et al. 2024 (Phi-3), the Gemma 3 report 2025; and the
// config.json files of their models, which say what the papers leave out.
//
//                    GPT-2  Llama  Mistral  Qwen 2  Qwen 3  Phi-3  Gemma 3
// positions          table  RoPE   RoPE     RoPE    RoPE    RoPE   RoPE, two thetas
// norm               layer  rms    rms      rms     rms     rms    rms, 1 + w
// norms in a block   2      2      2        2       2       2      4
// norm on q, k heads no     no     no       no      yes     no     yes
// biases             all    none   none     q, k, v none    none   none
// MLP                gelu   silu * up ------------------------->   gelu * up
// far tokens         seen   seen   window   seen    seen    window window in 5 layers of 6

static const Family families[] = {
    {.name = "gpt2",
     .architecture = "GPT2LMHeadModel",
     .learned_positions = true,
     .layer_norm = true,
     .qkv_bias = true,
     .other_biases = true,
     .gelu = true,
     .fused_rows = true,
     .turned_matrices = true,
     .tied_unless_said = true},
    //> family.rows  a family is what it does otherwise
    {.name = "llama", .architecture = "LlamaForCausalLM", .gated_mlp = true},
    {.name = "mistral", .architecture = "MistralForCausalLM", .gated_mlp = true},
    {.name = "qwen2", .architecture = "Qwen2ForCausalLM", .qkv_bias = true, .gated_mlp = true},
    {.name = "qwen3", .architecture = "Qwen3ForCausalLM", .head_norms = true, .gated_mlp = true},
    {.name = "phi3", .architecture = "Phi3ForCausalLM", .gated_mlp = true, .fused_rows = true},
    //< family.rows
    {.name = "gemma3_text",
     .architecture = "Gemma3ForCausalLM",
     .norm_plus_one = true,
     .norms_outputs = true,
     .head_norms = true,
     .scales_embedding = true,
     .gated_mlp = true,
     .gelu = true,
     .tied_unless_said = true},
};

const Family* find_family(const std::string& name) {
    for (const Family& family : families) {
        if (name == family.name) return &family;
    }
    return nullptr;
}

const Family* find_architecture(const std::string& architecture) {
    for (const Family& family : families) {
        if (architecture == family.architecture) return &family;
    }
    return nullptr;
}

std::string family_names() {
    std::string names;
    for (const Family& family : families) {
        names += (names.empty() ? "" : ", ") + std::string(family.name);
    }
    return names;
}

std::string architecture_names() {
    std::string names;
    for (const Family& family : families) {
        names += (names.empty() ? "" : ", ") + std::string(family.architecture);
    }
    return names;
}
