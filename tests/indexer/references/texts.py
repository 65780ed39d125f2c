"""More than 500 texts, always the same: what people type, and what nobody should but does."""

from __future__ import annotations

import random
from itertools import product

THINGS = (
    "dog", "two children", "my grandmother's garden", "a red car", "birthday cake",
    "the sea", "BBQ in the park", "snow-covered mountains", "an old bicycle", "T-shirt",
    "the Eiffel Tower", "someone wearing sunglasses",
)  # fmt: skip
FORMS = (
    "{}", "a photo of {}", "A picture of {}, taken at night.", "{} on a beach",
    "Where is {}?", "{}!!!", "close-up of {} (blurry)", "{} & {}", "“{}”", "i don't see {}",
)  # fmt: skip
ACCENTS = (
    "café crème", "Ångström", "naïve façade", "Żółć gęślą jaźń", "cafe\u0301", "İstanbul",
    "DİYARBAKIR", "Straße", "STRASSE", "Łódź", "ñandú", "São João", "Đà Nẵng", "Škoda",
    "œuvre", "ǅungla", "ﬁne ﬂour", "Å", "\u212b", "K\u212a", "ſun's 'ſ", "ÀÉÎÕÜ", "ŉ", "ẞ",
    "Ω\u2126",
)  # fmt: skip
SCRIPTS = (
    "犬が雪の中を走る", "一只狗在雪地里奔跑", "雪の中の犬 dog",
    "강아지가 눈 속을 뛰고 있다", "собака в снегу", "ЁЖИК В ТУМАНЕ", "σκύλος στο χιόνι",
    "ΟΔΥΣΣΕΥΣ", "كلب يركض في الثلج", "كَلْب", "כלב בשלג", "बर्फ में कुत्ता", "สุนัขในหิมะ",
    "ខ្មែរ", "ქართული", "Հայերեն", "አማርኛ", "தமிழ்", "𠮷野家",
    "ｆｕｌｌｗｉｄｔｈ　ＴＥＸＴ", "ﾊﾝｶｸ", "𝔉𝔯𝔞𝔨𝔱𝔲𝔯", "가각", "ぱぴぷ", "は\u309a",
)  # fmt: skip
EMOJI = (
    "😀", "a dog 🐶 in snow ❄️", "👩‍👩‍👧‍👦 family", "🏳️‍🌈", "🇫🇷🇩🇪", "👍🏽👍🏿", "❤",
    "❤️", "☺️☹", "🤷‍♀️ who knows", "✈️→🏖️", "1️⃣2️⃣", "©®™", "𓀀", "🫠🥹",
)  # fmt: skip
ENTITIES = (
    "&amp;", "&amp;amp;", "&amp;lt;b&amp;gt;", "fish &amp; chips", "&lt;b&gt;dog&lt;/b&gt;",
    "&#39;s", "&#x27;S", "caf&eacute;", "&nbsp;", "a&nbsp;&nbsp;b", "&notanentity;", "&",
    "&&", "&ampdog", "AT&T", "&hellip;", "&#0;", "&#128054;", "<b>dog &amp; cat</b>",
    "R&#38;D", "&LT;", "&EACUTE;",
)  # fmt: skip
MOJIBAKE = (
    "schÃ¶n", "âœ” No problems", "l’humanitÃ©", "Ã©tÃ©", "donâ€™t", "Ð¡Ð¾Ð±Ð°ÐºÐ°",
    "\x93quoted\x94", "l\x92été", "\u2018it\u2019s\u2019", "doesn\u2019t",
    "“smart” ‘quotes’", "ï¼¡", "\x1b[31mred\x1b[0m",
)  # fmt: skip
CONTRACTIONS = (
    "it's", "IT'S", "we've we're we'll we'd", "I'm", "can't", "'s",
    "'S 'T 'RE 'VE 'M 'LL 'D", "''s", "dogs'", "rock 'n' roll", "o'clock", "y'all'd've",
    "'tis", "don''t", "' s", "'re're", "'lll",
)  # fmt: skip
NUMBERS = (
    "123456", "3.14159", "1,000,000", "2023-05-01", "½ cup", "x²+y²", "Ⅷ", "١٢٣", "一二三",
    "12:30pm", "IMG_20230501_120000.jpg", "4k 60fps", "0x1F", "①②③", "1st 2nd 3rd", "๑๒",
)  # fmt: skip
MARKS = (
    "...", "?!?!", "-- --", "a--b", "#hashtag @someone", "http://example.org/a?b=c&d=e",
    "C:\\x\\y.jpg", "~/photos/*.jpg", "(([[{{", "$€£¥", "_under_score_", "a/b\\c", "100%",
    "*bold*", "¿Qué? ¡Sí!", "<|endoftext|>", "「犬」", "、。", "·•‣", "\\n", '"', "'", "`",
    "^_^", ":-) ;-P", "||", "«dog»",
)  # fmt: skip
SPACES = (
    "", " ", "   ", "\n", "\t\t", "\r\n", " a ", "a  b", "a\tb\nc", "\u00a0", "a\u00a0b",
    "\u2003x\u2009y", "\u3000", "a\u200bb", "\u200b", "\ufeffdog", "a\u2028b\u2029c",
    "a\u0085b", "\u200e\u200f", "a\u00adb", "x\u180ey", "\u2060", "a\u202fb", "dog\u200d",
    "\x0b\x0c", "a\x1cb\x1dc\x1ed\x1fe",
)  # fmt: skip
BLOCKS = (
    (0x20, 0x7F), (0xA0, 0x180), (0x250, 0x2B0), (0x300, 0x370), (0x391, 0x3CA), (0x400, 0x460),
    (0x5D0, 0x5EB), (0x620, 0x650), (0x905, 0x93A), (0xE01, 0xE3B), (0x2010, 0x2060),
    (0x20A0, 0x20BD), (0x2150, 0x2189), (0x2190, 0x2400), (0x2600, 0x2700), (0x3041, 0x3097),
    (0x30A1, 0x30FB), (0x4E00, 0x9FA6), (0xAC00, 0xD7A4), (0xFF01, 0xFF5F), (0x1F300, 0x1F650),
    (0x20000, 0x2A6D7),
)  # fmt: skip


def reference_texts() -> list[str]:
    """Return the texts, each once, in an order that never changes."""
    families = (
        (form.format(*[thing] * form.count("{}")) for form, thing in product(FORMS, THINGS)),
        *(ACCENTS, SCRIPTS, EMOJI, ENTITIES, MOJIBAKE, CONTRACTIONS, NUMBERS, MARKS, SPACES),
        (f"a{chr(code)}b" for code in (*range(0x20), *range(0x7F, 0xA1))),
        _long_texts(),
        _random_texts(),
    )
    return list(dict.fromkeys(text for family in families for text in family))


def _long_texts() -> list[str]:
    """Texts about as long as a context, and far longer, ending in every way."""
    story = "one dog and two cats run over 3 green hills, don't they? "
    words = (story * 30).split()
    lengths = (*range(12, 20), *range(58, 80), 150, 300)
    return [
        *(" ".join(words[:length]) for length in lengths),
        *("dog " * length for length in range(70, 80)),
        "x" * 500,
        "a" + "é" * 200,
        "犬" * 300,
        "🐶" * 100,
        "!" * 300,
        "1" * 300,
    ]


def _random_texts() -> list[str]:
    """Letters, signs and pictures of many scripts, thrown together."""
    chance = random.Random(20240229)  # `random()` alone is promised to be the same in each Python.

    def below(limit: int) -> int:
        return int(chance.random() * limit)

    def letter() -> str:
        low, high = BLOCKS[below(len(BLOCKS)) if below(3) else 0]
        return chr(low + below(high - low))

    return ["".join(letter() for _ in range(1 + below(40))) for _ in range(160)]
