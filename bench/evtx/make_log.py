#!/usr/bin/env python3
"""Puts the well-filled chunks of real event logs into one large one, for timing.

make_log.py OUT MEGABYTES FOLDER: chunks of FOLDER's *.evtx that are at least half full, over and over. A chunk stands alone, so any
order of chunks is a log; the file's header is made anew.
"""
import itertools
import pathlib
import struct
import sys
import zlib

HEADER, CHUNK = 4096, 65536


def full_chunks(folder):
    for path in sorted(pathlib.Path(folder).rglob("*.evtx")):
        data = path.read_bytes()
        for at in range(HEADER, len(data) - CHUNK + 1, CHUNK):
            chunk = data[at:at + CHUNK]
            if chunk.startswith(b"ElfChnk\0") and struct.unpack_from("<I", chunk, 48)[0] >= CHUNK // 2:
                yield chunk


def header(chunks):
    out = bytearray(HEADER)
    struct.pack_into("<8sQQQIHHHH", out, 0, b"ElfFile\0", 0, chunks - 1, 1, 128, 1, 3, HEADER, min(chunks, 0xFFFF))
    struct.pack_into("<I", out, 124, zlib.crc32(bytes(out[:120])))
    return bytes(out)


def main(out, megabytes, folder):
    chunks = list(full_chunks(folder))
    count = int(megabytes) * 1_000_000 // CHUNK
    with open(out, "wb") as file:
        file.write(header(count))
        for chunk in itertools.islice(itertools.cycle(chunks), count):
            file.write(chunk)
    print(f"{count} chunks, {len(chunks)} different ones, {count * CHUNK + HEADER} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
