#!/usr/bin/env bash
# Which byte is silence in G.722?
#
# One would guess 0xFA: an encoder that is given zeros begins with it. But G.722 codes steps of an adaptive predictor, so
# no byte means a level: zeros become a sequence of 30 different codes (spandsp 0.0.6), and 0xFA repeated runs away to a
# constant 200. The fillers of other codecs are worse: 0x00 and A-law's 0xD5 reach full scale. To fill a gap, run the
# encoder on zeros, or repeat 0xFF, which goes to a constant -2.
#
# Debian 12's packages are unpacked in a temporary folder; nothing is installed. Exit 1: it behaves otherwise now.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -o APT::Sandbox::User=root download -qq libspandsp2=0.0.6+dfsg-2+b1 libtiff6 libwebp7 libjbig0 liblerc4 libdeflate0 libjpeg62-turbo
for package in *.deb; do dpkg -x "$package" unpacked; done
ls libspandsp2*.deb
export LD_LIBRARY_PATH="$folder/unpacked/usr/lib/$(uname -m)-linux-gnu"

cat > silence.py <<'PY'
import ctypes

spandsp = ctypes.CDLL('libspandsp.so.2')
for name in ('g722_encode_init', 'g722_decode_init'):
    getattr(spandsp, name).restype = ctypes.c_void_p
    getattr(spandsp, name).argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]
for name in ('g722_encode', 'g722_decode'):
    getattr(spandsp, name).argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int]


def encode(samples):
    codes = (ctypes.c_uint8 * len(samples))()
    count = spandsp.g722_encode(spandsp.g722_encode_init(None, 64000, 2), codes, (ctypes.c_int16 * len(samples))(*samples), len(samples))
    return bytes(codes)[:count]


def decode(codes):
    samples = (ctypes.c_int16 * (2 * len(codes)))()
    count = spandsp.g722_decode(spandsp.g722_decode_init(None, 64000, 2), samples, (ctypes.c_uint8 * len(codes))(*codes), len(codes))
    return list(samples)[:count]


codes = encode([0] * 1600)
peak = max(abs(sample) for sample in decode(codes))
print(f'100 ms of zeros: {len(set(codes))} different codes, the first eight {codes[:8].hex()}; decoded, none is above {peak}')
seen = {byte: decode([byte] * 4000)[-2:] for byte in (0xFA, 0xFF, 0x7F, 0xD5, 0x00)}
for byte, samples in seen.items():
    print(f'0x{byte:02X} for half a second ends at {samples}')
assert (len(set(codes)), codes[:8].hex(), peak) == (30, 'fa' * 8, 3)
assert seen == {0xFA: [200, 200], 0xFF: [-2, -2], 0x7F: [464, -468], 0xD5: [-32768, -32768], 0x00: seen[0x00]}
assert min(abs(sample) for sample in seen[0x00]) > 32000
PY
python3 silence.py
