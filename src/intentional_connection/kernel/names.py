"""Names as people write them: keys by which Mohammed, Muhammad and محمد are the same name.

A name may be typed in another script, by another custom (Somali, French, Turkish spelling) or with a slip. So nobody compares
letters here, but keys: `=` how it sounds, vowels in three classes; `:` its consonants alone, where there are three or more, so
that "Ali" does not find everybody; `^` its beginnings; `~` what is left when one letter is dropped, for slips; `#` numbers;
`+` telephones from their end.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice, product
from typing import TYPE_CHECKING

from anyascii import anyascii

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Letters that say more than their plain shape does.
_LATIN = str.maketrans(
    {"ş": "Z", "ș": "Z", "š": "Z", "ç": "ch", "č": "ch", "ć": "ch", "ž": "zh", "ğ": "g", "ı": "i", "г": "G", "ґ": "g"}
)
#: Arabic letters, of Persian, Urdu and Kurdish too. Capitals may be read in several ways (`_READ`).
_ARABIC = dict(
    zip("ابتجحخدرزسشصطعغفقكکگلمنهھہويییىةپچڤٹڈڑںے", (
        *("a", "b", "t", "j", "h", "h", "d", "r", "s", "s", "x", "s", "t", "E", "g", "f", "k", "k", "k", "g", "l", "m", "n"),
        *("h", "h", "h", "w", "y", "Y", "Y", "Y", "a", "p", "x", "v", "t", "d", "r", "n", "i"),
    ), strict=True),
) | {"ث": "T", "ذ": "D", "ض": "D", "ظ": "D", "ژ": "s", "ە": "a", "ۆ": "o", "ێ": "e", "ڵ": "l", "ڕ": "r", "ء": "", "ـ": ""}  # fmt: skip
_SOFT, _VOWELS = "aeiouwyYE", "aeiou"
#: What stands for one sound; the first rule that fits.
_SOUNDS = (
    (r"^ou(?=[aeiy])", "w"), (r"tsch|tch|sch|sh", "x"), (r"chr", "kr"), (r"ch", "Q"), (r"dzh|dj", "j"), (r"kh", "h"),
    (r"ck|q", "k"), (r"ph", "f"), (r"gh", "g"), (r"zh|z", "s"), (r"dh", "D"), (r"th", "T"), (r"c(?=[eiy])", "S"), (r"c", "K"),
)  # fmt: skip
#: What may be read in several ways: Somali c and x, Turkish c, Greek ch, Arabic letters that Persian says otherwise.
_READ = {
    "X": ("ks", "h"), "Q": ("x", "k", "h"), "S": ("s", "", "j", "x"), "Z": ("x", "s"), "K": ("k", "", "j"),
    "D": ("d", "s"), "T": ("t", "s"), "G": ("g", "h"), "Y": ("i", "a"), "E": ("a", "i", "u"), "H": ("", "a", "i"), "_": ("", "a", "i", "u"),
}  # fmt: skip
_MOST_READINGS = 64
#: Of so many the slips are kept; of a longer word than this nobody remembers more.
_LIKELY, _LONGEST_WORD = 8, 30
_ABD = re.compile(r"(?:c?abd|Eb_d_?)(?:(?:ou|[aeiou])?l?_?)(..+)")
_JOINS = re.compile(r"(?:c?abd|Eb_d)(?:[aeou]l|ou?l|u[rs]|a[rs])?")
_ARTICLES = {"al", "el", "ul"}
_ARTICLE = re.compile(r"[ae]l_?(?=[^aeiouyw_])")
_NUMBER = re.compile(r"\+?\d(?:[\d ()./-]*\d)?")
#: A telephone has at least so many digits; fewer are a family's number.
SHORTEST_PHONE = 7
_LONGEST_PHONE = 15
#: Consonants that a name needs to be known by them alone.
_ENOUGH = 3
#: Letters from which on a slip, or a beginning, may be looked for.
_SLIP, _BEGINNING = 4, 3
#: Nobody's name has more words; more typed ones are not asked.
MOST_WORDS = 8


def words(text: str) -> list[str]:
    """Return the words of a written name in plain letters, in their order; "Abdul Rahman" is one."""
    found = [_plain(word)[:_LONGEST_WORD] for word in re.findall(r"[^\W\d_]+", _joined(text))]
    return _with_abd([word for word in found if word])


def skeleton(word: str) -> str:
    """Return the consonants of one of `words`, with a mark for a vowel in front: how two spellings are compared first."""
    return _bones(next(_readings(word)))[0]


def stored_keys(text: str) -> set[str]:
    """Return everything by which a written name, or a family's tree and number, is found."""
    keys = {f"#{number}" for number in _numbers(text)}
    for word in [part for one in words(text) for part in {one, _said_alone(one), _without_article(one)}]:
        keys |= _exact(word) | _near(word)
        keys |= {f"^{one[:size]}" for one in _fine_of(word) for size in range(_BEGINNING, len(one) + 1)}
    return keys


def phone_keys(text: str) -> set[str]:
    """Return the keys of a telephone number: every end of it from seven digits on, and the whole."""
    digits = _digits(text)
    ends = {f"+{digits[-size:]}" for size in range(SHORTEST_PHONE, len(digits) + 1)}
    return ends | {f"+={digits}"} if ends else set()


def asked_keys(text: str, *, near: bool = False) -> list[list[str]]:
    """Return for each typed word the keys of which one must stand; `near` also forgives one wrong letter."""
    asked = [_asked_number(one) for one in _numbers(text)]
    typed = words(text)
    for word in typed:
        keys = _exact(word) | _exact(_without_article(word))
        if word is typed[-1] and len(word) >= _BEGINNING:
            keys |= {f"^{one}" for one in _fine_of(word) if len(one) >= _BEGINNING}
        asked.append(keys | _near(word) if near else keys)
    return [sorted(keys) for keys in asked[:MOST_WORDS]]


# --- telephones and numbers ------------------------------------------------------------


def _digits(text: str) -> str:
    """The digits in any script, without the zeros that only dial."""
    return "".join(str(unicodedata.digit(one)) for one in text if one.isdecimal()).lstrip("0")[-_LONGEST_PHONE:]


def _numbers(text: str) -> list[str]:
    """Each number that was typed; what is written in groups is one where it is long enough for a telephone."""
    found: list[str] = []
    for group in _NUMBER.findall(text):
        whole = _digits(group)
        found += [whole] if len(whole) >= SHORTEST_PHONE else [_digits(one) for one in re.findall(r"\d+", group)]
    return [one for one in found if one]


def _asked_number(digits: str) -> set[str]:
    """A family's number, or a telephone: the shorter of the two is the end of the longer."""
    ends = {f"+={digits[-size:]}" for size in range(SHORTEST_PHONE, len(digits) + 1)}
    return {f"#{digits}"} | ({f"+{digits}"} | ends if ends else set())


# --- plain letters -----------------------------------------------------------------------


def _joined(text: str) -> str:
    """What stands inside a word (O'Brien, marks over letters, joiners) goes."""
    known = unicodedata.normalize("NFKC", text).casefold().translate(_LATIN)
    marked = unicodedata.normalize("NFKD", known)
    return "".join(one for one in marked if unicodedata.category(one) not in {"Mn", "Cf"} and one not in "'’ʼ`´ʿʾ‘")


def _plain(word: str) -> str:
    """One word in ASCII; where a script leaves short vowels out, `_` stands for one."""
    if not any(one in _ARABIC for one in word):
        plain = "".join(one if one.isascii() else anyascii(one).lower() for one in word)
        return re.sub(r"x", "X", "".join(one for one in plain if one.isalpha()))
    letters = [_ARABIC.get(one, anyascii(one).lower()) for one in word]
    if word[-1] in "یي":
        letters[-1] = "Y" if word[-1] == "ی" else "i"
    if word[-1] in "هەہھ":
        letters[-1] = "H"
    plain = "".join(letters)
    return re.sub(rf"(?<=[^{_SOFT}])(?=[^{_SOFT}])", "_", plain)


def _with_abd(found: list[str]) -> list[str]:
    """Abd al-Rahman, Abdul Rahman, Abdurrahman are one name; an article alone is no word."""
    joined: list[str] = []
    waiting = False
    for word in found:
        if word in _ARTICLES and len(found) > 1:
            continue
        if waiting:
            joined[-1] = "abd" + _ARTICLE.sub("", word, count=1)
            waiting = False
            continue
        waiting = _JOINS.fullmatch(word) is not None
        joined.append("abd" if waiting else word)
    return [_one_abd(word) for word in joined]


def _one_abd(word: str) -> str:
    match = _ABD.fullmatch(word)
    return f"abd{match[1]}" if match else word


def _said_alone(word: str) -> str:
    """What of a stored name people may say alone: Rahman of Abdulrahman."""
    rest = word.removeprefix("abd")
    return rest if len(rest) >= _SLIP else word


def _without_article(word: str) -> str:
    """Hassan of Alhassan; a short rest is no name, as in Almaz."""
    rest = _ARTICLE.sub("", word, count=1)
    return rest if len(rest) >= _SLIP else word


# --- how it sounds ---------------------------------------------------------------------


def _readings(word: str) -> Iterator[str]:
    """The ways in which a word may be read, the likeliest first."""
    sound = word
    for pattern, said in _SOUNDS:
        sound = re.sub(pattern, said, sound)
    few = len(_bones(sound.replace("E", "a"))[0].removeprefix("a")) < _ENOUGH
    known = _READ if few else _READ | {"_": ("",)}
    ways = product(*(known.get(one, (one,)) for one in sound))
    return islice(("".join(way) for way in ways), _MOST_READINGS)


def _front(reading: str) -> str:
    """Joseph and Youssef, Vahid and Wahid begin alike."""
    first = reading[:1]
    return {"j": "y", "w": "v"}.get(first, first) + reading[1:]


def _fine(reading: str) -> str:
    """Vowels in three classes, double letters and the last h gone."""
    said = _front(reading)
    said = said[:1].translate(str.maketrans("eo", "iu")) + said[1:].translate(str.maketrans("eyow", "iiuu"))
    said = re.sub(r"(.)\1+", r"\1", said).replace("ai", "i").replace("au", "u")
    said = re.sub(r"(.)\1+", r"\1", said)
    return said.removesuffix("h") or said


def _bones(reading: str) -> tuple[str, ...]:
    """Consonants; a w inside is one, or a long vowel. The mark "a" for a vowel in front. Three or more: d and t are alike."""
    said = _front(re.sub(r"[_HYE]", "", reading[:1].replace("E", "a") + reading[1:]))
    first = "a" if said[:1] in _VOWELS else said[:1]
    rest = re.sub(r"[aeiouy]", "", said[1:]).replace("w", "v")
    both = [rest, *([rest.replace("v", "")] if "w" in said[1:] else [])]
    found = [re.sub(r"(.)\1+", r"\1", first + one) for one in both]
    found = [one.removesuffix("h") or one for one in found]
    return tuple(one.replace("d", "t") if len(one.removeprefix("a")) >= _ENOUGH else one for one in found)


def _fine_of(word: str) -> set[str]:
    found = {_fine(one) for one in _readings(word)}
    return found | {one[1:] for one in found if one.startswith("yi")} - {""}


def _skeletons_of(word: str) -> set[str]:
    found = {bones for one in _readings(word) for bones in _bones(one)}
    found |= {"a" + bones[1:] for bones in found if bones.startswith("y") and word.startswith("ye")}
    return {one for one in found if len(one.removeprefix("a")) >= _ENOUGH}


def _exact(word: str) -> set[str]:
    return {f"={one}" for one in _fine_of(word)} | {f":{one}" for one in _skeletons_of(word)}


def _near(word: str) -> set[str]:
    """Two words with one wrong, missing or additional letter, or two changed round, share one of these."""
    likely = list(islice(_readings(word), _LIKELY))
    fine = {one for one in map(_fine, likely) if len(one) >= _SLIP}
    bones = {one for way in likely for one in _bones(way) if len(one.removeprefix("a")) >= _SLIP}
    written = [word] if len(word) > _SLIP and "_" not in word else []
    ways = [*(f"~{one}" for one in fine), *(f"~:{one}" for one in bones), *(f"~.{one}" for one in written)]
    return {*ways, *(f"{one[:at]}{one[at + 1 :]}" for one in ways for at in range(1 if one[1].isalpha() else 2, len(one)))}
