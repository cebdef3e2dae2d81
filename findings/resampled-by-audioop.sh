#!/usr/bin/env bash
# Is audioop.ratecv a resampler for calls?
#
# One would guess so: it is Python's own, and many voice agents in Python use it between a carrier's 8 kHz and a model's 24.
# It draws straight lines between samples and filters nothing (Python 3.11): what is above 4 kHz in a model's voice comes
# back below 4 kHz with not a decibel less, 5 kHz as 3 kHz; upwards, 3.4 kHz loses 4.9 dB. The first 20 ms give 478 samples
# for 480, and every 20 ms do when the state is not handed on. Use a resampler with a filter.
#
# Debian 12's packages are unpacked in a temporary folder; nothing is installed. Exit 1: it behaves otherwise now.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -o APT::Sandbox::User=root download -qq python3.11-minimal libpython3.11-minimal libpython3.11-stdlib
for package in *.deb; do dpkg -x "$package" unpacked; done
ls python3.11-minimal*.deb

cat > resample.py <<'PY'
import array
import audioop
import math
import sys

print(sys.version.split()[0], audioop.__file__.split('/')[-1])


def tone(hertz, rate):
    return array.array('h', (int(16000 * math.sin(2 * math.pi * hertz * i / rate)) for i in range(rate))).tobytes()


def convert(sound, from_rate, to_rate):
    return audioop.ratecv(sound, 2, 1, from_rate, to_rate, None)[0]


def at(sound, hertz, rate):
    samples = array.array('h', sound)[:rate // 2]
    parts = [sum(sample * part(2 * math.pi * hertz * i / rate) for i, sample in enumerate(samples)) for part in (math.sin, math.cos)]
    return 20 * math.log10(math.hypot(*parts) * 2 / len(samples) / 16000)


down = round(at(convert(tone(5000, 24000), 24000, 8000), 3000, 8000), 1)
up = round(at(convert(tone(3400, 8000), 8000, 24000), 3400, 24000), 1)
image = round(at(convert(tone(3400, 8000), 8000, 24000), 4600, 24000), 1)
sound, state, lengths = tone(1000, 8000), None, []
for start in range(0, 1600, 320):
    piece, state = audioop.ratecv(sound[start:start + 320], 2, 1, 8000, 24000, state)
    lengths.append(len(piece) // 2)
alone = [len(convert(sound[start:start + 320], 8000, 24000)) // 2 for start in range(0, 1600, 320)]
print(f'24 to 8 kHz: 5000 Hz comes out as 3000 Hz at {down:+} dB')
print(f'8 to 24 kHz: 3400 Hz at {up:+} dB, with an image at 4600 Hz of {image:+} dB')
print(f'8 to 24 kHz, 160 samples at a time: {lengths} with the state handed on, {alone} without')
assert down == 0
assert -5.5 < up < -4.5
assert image > -12
assert lengths == [478, 480, 480, 480, 480] and alone == [478] * 5
PY
# The unpacked interpreter with its own library, and not this system's.
PYTHONHOME="$folder/unpacked/usr" "$folder/unpacked/usr/bin/python3.11" -W ignore resample.py
