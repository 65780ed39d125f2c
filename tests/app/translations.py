"""A made-up language, in which each text of the window stands in brackets: what has none is not.

Real tools make it: Qt's `lupdate` finds the texts, its `lrelease` compiles them.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

from resources.translations.gather import gather, run_tool

ROOT = Path(__file__).parent.parent.parent
_PIECES = re.compile(r"(\{[^}]*\})")


def texts(found: Path) -> list[tuple[str, str, bool]]:
    """Return each text of such a file, its comment, and whether it counts."""
    return [
        (each.findtext("source", ""), each.findtext("comment", ""), each.get("numerus") == "yes")
        for each in ET.parse(found).iter("message")
    ]


def make_language(folder: Path, language: str, *, forms: int = 2) -> Path:
    """Translate all texts into brackets, and compile that; the folder comes back.

    Args:
        folder: Where "shoebox_de.qm" will lie.
        language: Whose place it takes, "de", with that language's rules of counting.
        forms: How many forms it has of what is counted.
    """
    found = gather(folder / f"shoebox_{language}.ts")
    tree = ET.parse(found)
    tree.getroot().set("language", language)
    for message in tree.iter("message"):
        _translate(message, forms)
    tree.write(found, encoding="utf-8", xml_declaration=True)
    run_tool("lrelease", "-silent", str(found))
    return folder


def _translate(message: ET.Element, forms: int) -> None:
    translation, source = message.find("translation"), message.findtext("source", "")
    assert translation is not None
    translation.attrib.pop("type", None)
    if message.get("numerus") != "yes":
        translation.text = in_brackets(source)
        return
    for each in list(translation):
        translation.remove(each)
    for form in range(forms):
        ET.SubElement(translation, "numerusform").text = in_brackets(f"{form}: {source}")


def in_brackets(text: str) -> str:
    """Return a text with each of its own pieces in brackets, and not what is filled in."""
    pieces = (each for each in _PIECES.split(text) if each)
    return "".join(each if _PIECES.fullmatch(each) else f"⟦{each}⟧" for each in pieces)
