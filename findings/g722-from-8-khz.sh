#!/usr/bin/env bash
# Is ffmpeg's G.722 of an 8 kHz recording the same recording in G.722?
#
# One would guess so: G.722 samples at 16 kHz and nothing else, so ffmpeg would resample, as it does for Opus, or refuse.
# Its encoder takes any rate: a second at 8 kHz becomes 4,000 bytes, half a second of G.722, and any phone plays it twice
# as fast and an octave higher. Nothing is said. Most prompts for the telephone are at 8 kHz: always give -ar 16000, and
# test that the file has 8,000 bytes for each second.
#
# Public packages in a temporary folder; nothing is installed. Exit 1: it behaves otherwise now.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . @ffmpeg-installer/linux-x64@4.1.0
bundled=node_modules/@ffmpeg-installer/linux-x64/ffmpeg
chmod +x "$bundled"
# The npm package has a build of 2018; a newer one on this system is tried as well.
for ffmpeg in "$bundled" "$(command -v ffmpeg || true)"; do
  [ -n "$ffmpeg" ] || continue
  "$ffmpeg" -version | head -n 1
  tone=(-v error -y -f lavfi -i 'sine=frequency=1000:sample_rate=8000:duration=1')
  "$ffmpeg" "${tone[@]}" plain.g722 2> told.txt
  "$ffmpeg" "${tone[@]}" -ar 16000 resampled.g722
  "$ffmpeg" -v error -y -i plain.g722 -f s16le -ar 16000 plain.pcm
  "$ffmpeg" -v error -y -i resampled.g722 -f s16le -ar 16000 resampled.pcm
  # Upward crossings of zero: one for each period.
  hertz() {
    od -An -v -td2 -w2 "$1" | awk '{ if (last < 0 && $1 >= 0) n++; last = $1 } END { printf "%.0f", n * 16000 / NR / 100 }'
  }
  plain="$(stat -c %s plain.g722) bytes, $(hertz plain.pcm)00 Hz"
  resampled="$(stat -c %s resampled.g722) bytes, $(hertz resampled.pcm)00 Hz"
  echo "a second of 1000 Hz at 8 kHz: $plain; with -ar 16000: $resampled; ffmpeg said $(wc -c < told.txt) bytes of warnings"
  [ "$plain" = '4000 bytes, 2000 Hz' ]
  [ "$resampled" = '8000 bytes, 1000 Hz' ]
  [ ! -s told.txt ]
done
