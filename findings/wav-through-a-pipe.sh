#!/usr/bin/env bash
# What size does a WAV header name when its writer cannot go back to fill it in?
#
# One would guess 0 or 0xFFFFFFFF, as FFmpeg writes. SoX 14.4.2 writes 0x7FFFF000 for the data chunk: a size that a
# file can have, so that a reader which believes it takes every file from a SoX pipe for one that ends early.
# core/hookswitch/audio/wav.cpp takes sizes from 0x7FFF0000 on for "not known".
#
# Debian 12's packages are unpacked in a temporary folder; nothing is installed. Exit 1: SoX does otherwise now.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -o APT::Sandbox::User=root download -qq sox=14.4.2+git20190427-3.5 libsox3=14.4.2+git20190427-3.5 libgsm1=1.0.22-1 libltdl7 libmagic1 libgomp1 libpng16-16
for package in *.deb; do dpkg -x "$package" unpacked; done
export LD_LIBRARY_PATH="$folder/unpacked/usr/lib/$(uname -m)-linux-gnu"
sox="$folder/unpacked/usr/bin/sox"

"$sox" --version
# One second of silence at 8 kHz. Read from a file, its length would be known beforehand, and the header right.
head -c 16000 /dev/zero | "$sox" -t raw -r 8000 -b 16 -e signed -c 1 - -t wav - 2> told.txt | cat > piped.wav
size=$(od -An -tx4 -j 40 -N 4 piped.wav | tr -d ' ')
echo "data chunk: 0x$size for $(($(stat -c %s piped.wav) - 44)) bytes; SoX says: $(tr '\n' ' ' < told.txt)"
[ "$size" = 7ffff000 ]
