"""For gdb: the command `load-weights EXPRESSION FILE`, which writes the float32 tensors of a safetensors file over those of a
`Weights` in the program, as in: load-weights state.model.weights data/micro/model.safetensors

Training begins with random weights. With these, a pass of training gives the numbers that are calculated on paper.
"""

import json

import gdb

PLACES = {
    "model.embed_tokens.weight": "embed.f32",
    "model.norm.weight": "final_norm",
    "input_layernorm.weight": "attn_norm",
    "self_attn.q_proj.weight": "q.f32",
    "self_attn.k_proj.weight": "k.f32",
    "self_attn.v_proj.weight": "v.f32",
    "self_attn.o_proj.weight": "o.f32",
    "post_attention_layernorm.weight": "mlp_norm",
    "mlp.gate_proj.weight": "gate.f32",
    "mlp.up_proj.weight": "up.f32",
    "mlp.down_proj.weight": "down.f32",
}


def place_of(name):
    """The member of Weights that a tensor of the file belongs to."""
    words = name.split(".", 3)
    if words[1] != "layers":
        return PLACES[name]
    return f"layers._M_impl._M_start[{words[2]}].{PLACES[words[3]]}"


class LoadWeights(gdb.Command):
    def __init__(self):
        super().__init__("load-weights", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        weights, path = argument.split()
        with open(path, "rb") as file:
            content = file.read()
        start = 8 + int.from_bytes(content[:8], "little")
        entries = json.loads(content[8:start])
        entries.pop("__metadata__", None)
        for name, entry in entries.items():
            begin, end = entry["data_offsets"]
            tensor = gdb.parse_and_eval(f"{weights}.{place_of(name)}")
            if int(tensor["size_"]) * 4 != end - begin:
                raise gdb.GdbError(f"{name} has another size there")
            gdb.selected_inferior().write_memory(int(tensor["data_"]), content[start + begin : start + end])
        print(f"{len(entries)} tensors")


LoadWeights()
