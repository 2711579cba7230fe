"""A copy of a model folder in which one weight is a little larger or smaller: what does the loss make of it?

    python3 tutorial/nudge.py data/micro build/nudged model.layers.0.mlp.down_proj.weight 2,3 0.01
    build/stepwise trace --model build/nudged aaabdaaab

The file must hold float32. Nothing but the standard library is needed."""
import json
import pathlib
import shutil
import struct
import sys

source, target, name, index, change = sys.argv[1:]
shutil.copytree(source, target, dirs_exist_ok=True)
path = pathlib.Path(target) / "model.safetensors"
data = bytearray(path.read_bytes())
header_length = struct.unpack("<Q", data[:8])[0]
entry = json.loads(data[8:8 + header_length])[name]
if entry["dtype"] != "F32":
    sys.exit(f"{name} is {entry['dtype']}, not F32")
place = 0  # row after row
for length, i in zip(entry["shape"], map(int, index.split(","))):
    place = place * length + i
at = 8 + header_length + entry["data_offsets"][0] + 4 * place
before = struct.unpack_from("<f", data, at)[0]
struct.pack_into("<f", data, at, before + float(change))
path.write_bytes(data)
print(f"{name}[{index}]: {before:g} -> {before + float(change):g}")
