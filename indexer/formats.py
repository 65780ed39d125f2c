"""The kinds of files that Shoebox reads, and by which endings of names a scan takes them for such.

What a file really is, is told by what it holds: that is `decode`'s matter. Endings that other
programs use for something else (`.fit`, `.ts`, `.bw`, `.vst`, `.msp`, `.gbr`) are not among them.
"""

from __future__ import annotations

from typing import Final

PICTURES: Final = {
    "JPEG": ("jpeg", "jpg", "jpe", "jfif", "mpo", "jps"),
    "PNG": ("png", "apng"),
    "WEBP": ("webp",),
    "GIF": ("gif",),
    "TIFF": ("tiff", "tif"),
    "BMP": ("bmp", "dib"),
    "HEIF": ("heic", "heif", "hif", "heics", "heifs"),
    "AVIF": ("avif", "avifs"),
    "JXL": ("jxl",),
    "JPEG2000": ("jp2", "j2k", "j2c", "jpc", "jpf", "jpx"),
    "ICO": ("ico",),
    "CUR": ("cur",),
    "ICNS": ("icns",),
    "PPM": ("pnm", "ppm", "pgm", "pbm", "pfm"),
    "PSD": ("psd", "psb"),
    "TGA": ("tga", "icb", "vda"),
    "QOI": ("qoi",),
    "DDS": ("dds",),
    "PCX": ("pcx",),
    "DCX": ("dcx",),
    "SGI": ("sgi", "rgb", "rgba"),
    "PCD": ("pcd",),
    "FITS": ("fits",),
    "XBM": ("xbm",),
    "XPM": ("xpm",),
    "SUN": ("ras",),
    "FLI": ("flc", "fli"),
    "PIXAR": ("pxr",),
    "BLP": ("blp",),
    "FTEX": ("ftc", "ftu"),
}
"""Formats of pictures by Pillow's names, and the endings of each; the first is the usual one."""

RAWS: Final = (
    "dng", "cr2", "cr3", "crw", "nef", "nrw", "arw", "sr2", "srf", "raf", "orf", "rw2", "rwl",
    "raw", "pef", "srw", "3fr", "fff", "iiq", "mef", "mos", "mrw", "erf", "dcr", "kdc", "x3f",
    "gpr",
)  # fmt: skip
"""Endings of what a camera's sensor saw; in capitals, they are the formats' names."""

FILMS: Final = {
    "MP4": ("mp4", "m4v"),
    "MOV": ("mov", "qt"),
    "3GP": ("3gp", "3g2"),
    "MKV": ("mkv",),
    "WEBM": ("webm",),
    "AVI": ("avi",),
    "MPG": ("mpg", "mpeg", "vob"),
    "MTS": ("mts", "m2ts"),
    "WMV": ("wmv", "asf"),
    "FLV": ("flv",),
    "OGV": ("ogv",),
}
"""Formats of videos and the endings of each."""

_OF_PICTURES: Final = (suffix for suffixes in PICTURES.values() for suffix in suffixes)
_OF_FILMS: Final = (suffix for suffixes in FILMS.values() for suffix in suffixes)
SUFFIXES: Final = frozenset((*_OF_PICTURES, *RAWS, *_OF_FILMS))
"""What follows the last dot of the name of a file that is read, in small letters."""
