"""The bytes of data/micro/model.safetensors."""
from svg import Figure

figure = Figure(660, 250, "A safetensors file, byte by byte",
                "A bar of three parts: 8 bytes of length, 1016 bytes of header, 560 bytes of numbers. The numbers are drawn "
                "larger below: the embedding from 0 to 128, the first norm to 144, then nine more tensors up to 560.")

figure.box(30, 40, 70, 44, "N", "a", "strong", "8 bytes")
figure.box(100, 40, 320, 44, "header, JSON", "b", "strong", "1,016 bytes")
figure.box(420, 40, 200, 44, "numbers", "c", "strong", "560 bytes")
for x, place in ((30, 0), (100, 8), (420, 1024), (620, 1584)):
    figure.text(x, 30, place, "middle", "small")
figure.line(420, 84, 30, 140, "thin")
figure.line(620, 84, 630, 140, "thin")
ENDS = [0, 128, 144, 208, 272, 336, 352, 384, 448, 512, 544, 560]
NAMES = ["embedding", "", "down", "gate", "up", "", "k", "o", "q", "v", ""]
SCALE = 600 / 560
for begin, end, name in zip(ENDS, ENDS[1:], NAMES):
    figure.box(round(30 + begin * SCALE, 1), 140, round((end - begin) * SCALE, 1), 40, name, "c" if name else "d")
for place in (0, 128, 208, 272, 336, 384, 448, 512, 560):
    figure.text(round(30 + place * SCALE, 1), 196, place, "middle", "small")
figure.text(30, 225, "offsets count from the end of the header; the three narrow boxes without a name are the norms", "start", "small")
figure.write("weight-file")
