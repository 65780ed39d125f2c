"""What a person reads who asks how to search: every rule of the language by an example.

Each example is a test, also on a library with photos. The command line prints `manual()`, the
window shows the same sections.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import Final

_WIDTH: Final = 100
"""Columns of a terminal."""


@dataclass(frozen=True, slots=True)
class Example:
    """A query and what it finds."""

    query: str
    means: str


@dataclass(frozen=True, slots=True)
class Section:
    """Examples of one kind.

    Attributes:
        title: What they have in common.
        examples: The simplest first.
        note: What else is to be known, in whole sentences; may be "".
    """

    title: str
    examples: tuple[Example, ...]
    note: str = ""


SECTIONS: Final = (
    Section(
        "Words",
        (
            Example("a dog jumping in the snow", "photos that look like this"),
            Example("sunset + golden hour *0.5", "a sunset, with half as much golden hour"),
            Example("beach - people walking", "beaches, away from people walking"),
            Example("beach -people at sunset", "“beach at sunset”, away from people"),
            Example('"black + white"', "in quotes signs are words"),
            Example("dog OR cat", "photos that look like either"),
            Example("a (red OR blue) car", "“a red car” or “a blue car”"),
        ),
        "All words up to the next + or - belong together. A minus glued to a word takes that word "
        "or phrase alone. A weight stands behind its words: *2 doubles them.",
    ),
    Section(
        "Pictures",
        (
            Example("like:1", "photos like the one with the id 1"),
            Example("like:1 + in the snow", "like that photo, but in the snow"),
            Example("like:1 like:2 *0.5 - people", "like two photos, the second half as much"),
        ),
        "A picture may also be named by its path, in quotes where it has spaces: "
        'like:"~/Pictures/my dog.jpg".',
    ),
    Section(
        "When",
        (
            Example("taken:2023", "in that year; taken:1990s is a decade"),
            Example("taken:2023-05", "in that month, as taken:may-2023"),
            Example("taken:2023-05-01", "on that day"),
            Example("taken:2023-05-01T20..2023-05-02T03:30", "in that night, by the clock"),
            Example("taken:2021-06..2022-01", "from June 2021 to the end of January 2022"),
            Example("taken:..2019", "in 2019 or before; taken:2019.. means then or later"),
            Example("taken:yesterday", "or today, this-week, last-week, last-month, last-year"),
            Example("taken:last-summer", "in the latest summer that is over; or this-summer"),
            Example("taken:winter-2022", "from December 2022 to February 2023"),
            Example("taken:last-7-days", "today and the six days before; or last-3-months"),
            Example("taken:christmas", "24 to 26 December, the latest; or christmas-2022"),
        ),
        "Weeks start on Monday. Seasons are those of the north: summer is June to August.",
    ),
    Section(
        "Where it lies, and what took it",
        (
            Example("folder:Holidays", "in a folder of that name, or below it"),
            Example("folder:2023/Iceland", "in that folder, or below it"),
            Example("root:Pictures", "in the library folder of that name"),
            Example("name:beach", "by a part of the name: sunny-beach.jpg as well"),
            Example("name:IMG_12*", "by the whole name: * stands for any letters, ? for one"),
            Example("type:heic", "or jpeg, png, webp, …; type:raw is any raw format"),
            Example("camera:canon", "by a part of the camera's name"),
            Example('lens:"35mm F1.8"', "values with spaces are put in quotes"),
            Example("place:Lisbon", "by the city, country or other name of a place in the file"),
            Example('place:"Paris, France"', "by more of its names"),
            Example("near:52.52,13.40,10", "within 10 km of 52.52 degrees north, 13.40 east"),
        ),
    ),
    Section(
        "Tags, albums and states",
        (
            Example("tag:dog", "that carry this tag; another word for it, as hound, will do"),
            Example("-tag:dog", "that do not"),
            Example('album:"Best of 2023"', "in this album"),
            Example('album:"The ""big"" trip"', "a quote in a name is written twice"),
            Example("rating>=3", "with three stars or more; also rating:5, rating<2"),
            Example("is:favourite", "or landscape, portrait, square, raw, video"),
            Example("is:offline", "on a drive that is not plugged in"),
            Example("is:untagged", "without any tag"),
            Example("is:duplicate", "of which there is another one, alike or nearly so"),
            Example("is:burst", "taken in one go with others"),
        ),
        "Photos that are nearly alike count as duplicates once Duplicates, or shoebox duplicates, "
        "has looked for them.",
    ),
    Section(
        "Together",
        (
            Example("a dog taken:2023 rating>=4", "all of it at once"),
            Example("tag:dog OR tag:cat", "one of them is enough"),
            Example("tag:dog OR tag:cat taken:2023", "OR joins its two neighbours, here the tags"),
            Example("(tag:dog taken:2023) OR is:favourite", "brackets keep together"),
            Example("sea NOT (tag:people OR tag:boat)", "NOT and - mean the same"),
            Example("black and white tag:cat", "and, or, not are words among words"),
            Example("tag:cat and not tag:dog", "and operators beside filters and brackets"),
        ),
        "OR joins words with words or filters with filters. AND binds closer than OR.",
    ),
)
"""The whole language, in the order in which one learns it."""

EXAMPLES: Final = tuple(example for section in SECTIONS for example in section.examples)


def manual() -> str:
    """Return the help as plain text: each section with its examples in two columns."""
    width = max(len(example.query) for example in EXAMPLES)
    return "\n\n".join(_section(section, width) for section in SECTIONS) + "\n"


def _section(section: Section, width: int) -> str:
    lines = [f"  {example.query:{width}}  {example.means}" for example in section.examples]
    note = wrap(section.note, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    return "\n".join([section.title, *lines, *note])
