#!/usr/bin/env bash
# Installs what Bonafide needs to build, test and run on Debian 12, and fetches its data packages. Safe to run again:
# what is there is left alone. Run as root, or as a user with sudo.
#   tools/setup.sh          everything
#   tools/setup.sh --build  only what a build needs
set -euo pipefail
cd "$(dirname "$0")/.."

# package: why it is needed
needed() {
    cat <<'LIST'
g++                  the compiler (C++23, GCC 12)
cmake                the build description
ninja-build          the build runner
pkg-config           finds libraries
ccache               makes a second build quick
mold                 links quickly
git                  reads work trees, and makes the demonstration's repositories
libyaml-dev          content files and Sigma rules
libfmt-dev           text output
libsimdjson-dev      JSON
libarchive-dev       zip, tar, gz, xz, zst, bz2
libpugixml-dev       XLSX and XML
zlib1g-dev           checksums of event logs
libgit2-dev          git histories
libmaxminddb-dev     IP address to place and network
libxxhash-dev        hashes
libmimalloc-dev      malloc: a fifth less memory and time than glibc's
libicu-dev           Unicode
libre2-dev           patterns that may come from strangers
libphonenumber-dev   phone numbers
libpcre2-dev         patterns with look-around (Sigma)
libsqlite3-dev       the store
libcli11-dev         the command line
libqpdf-dev          the inside of PDF files
poppler-utils        the text of PDF files (as a child process)
tesseract-ocr        scanned pages (as a child process)
tesseract-ocr-eng    scanned pages in English
tesseract-ocr-deu    scanned pages in German
tesseract-ocr-fra    scanned pages in French
tesseract-ocr-spa    scanned pages in Spanish
tesseract-ocr-por    scanned pages in Portuguese
libjpeg-dev          pictures of papers
libpng-dev           pictures of papers
libopencv-core-dev   pictures of papers
libopencv-imgproc-dev  pictures of papers
libopencv-dnn-dev    a picture model that the user brings
libopencv-features2d-dev  corners by which a picture is known again
libopencv-objdetect-dev  where a face is in recorded video
opencv-data          what a face looks like to OpenCV's detector (recorded video)
libavformat-dev      recorded video (in a child process)
libavcodec-dev       recorded video (in a child process)
libswscale-dev       recorded video (in a child process)
libswresample-dev    the sound of recorded video (in a child process)
libzxing-dev         the bar code of driving licences
libseccomp-dev       limits on what a reader of strangers' files may do
libssl-dev           TLS, signatures
libboost-dev         network input and output (watch)
librdkafka-dev       Kafka (watch)
libgtest-dev         tests
python3-reportlab    documents that the tests read
python3-pil          scanned documents that the tests read
fonts-dejavu-extra   documents that the tests read
fonts-ocr-b          generated identity papers (bench/paper)
libgmock-dev         tests
libbenchmark-dev     benchmarks
tzdata               time zones
usb.ids              names of USB devices
ieee-data            names of network card makers
nodejs               fetches the data packages
npm                  fetches the data packages
python3              converts the data packages, checks the includes
dpkg-dev             `make package`: which libraries the program needs
file                 `make package`: what is a program
LIST
    [ "${1:-}" = --build ] || cat <<'LIST'
clang-19             fuzz targets
libclang-rt-19-dev   fuzz targets
clang-format-19      `make format`
clang-tidy-19        `make lint`
libc6-dbg            names of libc's functions for what the thread sanitizer is told not to report
chromium             looks at the report in the tests
LIST
}

missing=()
while read -r package why; do
    if dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then continue; fi
    case "$package" in
        nodejs) command -v node >/dev/null && continue ;;   # a newer one from elsewhere will do
        npm) command -v npm >/dev/null && continue ;;
    esac
    printf 'setup: %-20s %s\n' "$package" "$why"
    missing+=("$package")
done < <(needed "${1:-}")

if [ ${#missing[@]} -gt 0 ]; then
    as_root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || { echo "setup: not root and no sudo; as root run: apt-get install ${missing[*]}" >&2; exit 1; }
        as_root=(sudo)
    fi
    echo "setup: installing ${#missing[@]} Debian packages"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

tools/fetch-data.sh .data || echo "setup: some data packages could not be fetched; the checks that need them will say so" >&2
