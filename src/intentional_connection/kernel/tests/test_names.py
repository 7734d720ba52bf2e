"""Whether names are found however they are written: recall and precision on lists of our own, with their figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentional_connection.kernel.names import MOST_WORDS, asked_keys, phone_keys, skeleton, stored_keys, words

#: Spellings of one name, the one that stands first; each of the others is typed. Invented people's everyday names.
SAME = {
    "arabic": (
        "Mohammed محمد", "Muhammad محمد", "Youssef يوسف", "Khadija خديجة", "Hussein حسين", "Hassan حسن", "Zahra زهراء",
        "Abdulrahman عبدالرحمن", "Abdul Rahman عبد الرحمن", "Abdallah عبد الله", "Ali علي", "Omar عمر", "Othman عثمان",
        "Aisha عائشة", "Fatima فاطمة", "Ahmad أحمد", "Mahmoud محمود", "Ibrahim إبراهيم", "Ismail إسماعيل", "Khaled خالد",
        "Layla ليلى", "Mariam مريم", "Nour نور", "Huda هدى", "Rida رضا", "Salma سلمى", "Samir سمير", "Yasmin ياسمين",
        "Zaynab زينب", "Jamal جمال", "Najwa نجوى", "Hamza حمزة", "Tariq طارق", "Saeed سعيد", "Amina أمينة", "Rahaf رهف",
        "Shadi شادي", "Dawood داود", "Bashar بشار", "Al Hassan الحسن", "Badr بدر", "Badria بدرية", "Abdi عبدي",
    ),
    "persian": (
        "Reza رضا", "Zahra زهرا", "Fatemeh فاطمه", "Parviz پرویز", "Navid نوید", "Shirin شیرین", "Fereshteh فرشته",
        "Mehdi مهدی", "Golnaz گلناز", "Nasrin نسرین", "Javad جواد", "Musa موسی", "Farhad فرهاد", "Mojtaba مجتبی",
        "Laleh لاله", "Soraya ثریا", "Ghulam غلام", "Nargis نرگس", "Esmatullah عصمت‌الله", "Karim کریم",
    ),
    "geez": (
        "Ghebre ገብረ", "Selam ሰላም", "Luwam ልዋም", "Yohannes ዮሃንስ", "Tesfay ተስፋይ", "Tsehay ጸሃይ", "Berhan ብርሃን",
        "Amanuel ኣማኑኤል", "Haile ሃይለ", "Ruth ሩት", "Helen ሄለን", "Abebe አበበ", "Mehari መሓሪ", "Kidane ኪዳነ", "Dawit ዳዊት",
        "Henok ሄኖክ", "Saba ሳባ", "Michael ሚካኤል", "Freweini ፍረወይኒ", "Semere ሰመረ", "Birtukan ብርቱካን", "Yonas ዮናስ",
        "Mulugeta ሙሉጌታ", "Almaz አልማዝ", "Bekele በቀለ",
    ),
    "cyrillic": (
        "Oleksandr Олександр", "Alexander Александр", "Olena Олена", "Iryna Ірина", "Mykola Микола", "Yuliia Юлія",
        "Andrii Андрій", "Volodymyr Володимир", "Serhii Сергій", "Sergei Сергей", "Yevhen Євген", "Kateryna Катерина",
        "Oksana Оксана", "Mykhailo Михайло", "Natalia Наталія", "Dmytro Дмитро", "Halyna Галина", "Tetiana Тетяна",
        "Bohdan Богдан", "Svitlana Світлана", "Olha Ольга", "Zhanna Жанна", "Shevchenko Шевченко",
    ),
    "accents": (
        "Francois François", "Aicha Aïcha", "Andre André", "Lukasz Łukasz", "Jose José", "Zoe Zoé", "Esra Esrâ", "Ozlem Özlem",
        "Ayse Ayşe", "Saban Šaban", "Goran Göran", "Thuy Thủy", "Nguyen Nguyễn", "Beyza Beyzâ", "Djamila Djamîla", "Renee Renée",
        "Therese Thérèse", "Shukru Şükrü", "Helene Hélène", "Marton Márton",
    ),
    "somali": (
        "Mohamed Maxamed", "Ahmed Axmed", "Hassan Xasan", "Ali Cali", "Abdi Cabdi", "Omar Cumar", "Khadija Khadiijo",
        "Hussein Xuseen", "Ismail Ismaaciil", "Halima Xaliimo", "Osman Cismaan", "Fatuma Faadumo", "Zahra Sahra", "Said Saciid",
        "Abdirahman Cabdiraxmaan", "Yusuf Yuusuf", "Amina Aamina", "Musa Muuse", "Nur Nuur", "Jama Jaamac",
    ),
    "latin": (
        "Mohammed Muhammad", "Mohammed Mohamad", "Youssef Yusuf", "Youssef Joseph", "Khadija Hadija", "Hussein Hossain",
        "Ghebre Gebre", "Abdulrahman Abdurrahman", "Abdulrahman Abdul_Rahman", "Aisha Ayesha", "Zeinab Zaynab", "Omar Umar",
        "Fatima Fatma", "Sarah Sara", "Hannah Hana", "Philip Filip", "Layla Leila", "Mariam Maryam", "Djibril Jibril",
        "Cherif Sherif", "Wissam Ouissam", "David Dawit", "Elena Yelena", "Jonas Yonas", "Vahid Wahid", "Rachid Rashid",
        "Kadir Qadir", "Sultan Soltan", "Oleksandr Alexander", "Nasser Naser",
    ),
    "one letter": (
        "Mohammed Mohanmed", "Luwam Luwan", "Selam Selan", "Tesfay Tesfai", "Oleksandr Oleksamdr", "Yohannes Yohamnes",
        "Abdulrahman Abdulrahmen", "Ibrahim Ibrahin", "Fereshteh Ferehsteh", "Maryam Mariyam", "Khadija Khadjia",
        "Amanuel Amauel", "Kateryna Katerina", "Zeinab Zeinap", "Hassan Hasaan", "Berhane Berhame", "Mahmoud Mahmood",
        "Gebremedhin Gebremehdin", "Tsehay Tsehat", "Volodymyr Volodmyr", "Shirin Shirim", "Youssef Youssed", "Amina Amima",
        "Nasrin Nasrim", "Freweini Frewemi",
    ),
    # written down after the rules of the module stood, and left as they came
    "unseen": (
        "Zubair Zubayr", "Nooria Nuria", "Hashemi Hashimi", "Sediqa Siddiqa", "Farzana فرزانه", "Maryam مریم", "Shokoufeh شکوفه",
        "Bilal بلال", "Idris إدريس", "Lubna لبنى", "Rania رانيا", "Tekle ተክለ", "Zewdi ዘውዲ", "Tewodros ቴዎድሮስ", "Filmon ፊልሞን",
        "Nahom ናሆም", "Viktoriia Вікторія", "Vasyl Василь", "Liudmyla Людмила", "Deqa Deeqa", "Guled Guuleed", "Ifrah Ifraax",
        "Farhan Farxaan", "Qamar Kamar", "Ghassan غسان", "Wafa وفاء", "Dalal دلال", "Ruba ربى", "Hadeel هديل", "Anwar أنور",
        "Elham الهام", "Elias الياس", "Taha طه", "Yahya يحيى", "Hawa حواء", "Suad سعاد", "Asma أسماء", "Rawan روان",
        "Israel እስራኤል", "Girma ግርማ", "Hiwot ሕይወት", "Roza Роза", "Anastasiia Анастасія", "Walid ولید", "Zalmai زلمی",
    ),
}  # fmt: skip
#: Names of different people that must not answer for each other.
OTHERS = (
    "Ali Ella", "Ali Alia", "Ali Elias", "Ali Layla", "Ali Khalid", "Omar Amir", "Omar Maryam", "Sara Sami", "Sara Israa", "Musa Isa",
    "Huda Hadi", "Nour Nora", "Ahmed Hamid", "Ahmed Mahmoud", "Mohammed Hamid", "Youssef Yasin", "Hassan Hussam", "Hussein Yasin",
    "Fatima Farah", "Khadija Khaled", "Zahra Zeinab", "Tesfay Tsehay", "Selam Semere", "Luwam Helen", "Abebe Bekele", "Kidane Haile",
    "Oleksandr Olena", "Andrii Dmytro", "Iryna Oksana", "Bohdan Serhii", "Yusuf Yonas", "Maria Miriam", "Anna Hana", "Lina Nil",
    "Karim Rahim", "Salma Salim", "Abdulrahman Abdulaziz", "Abdallah Abdulkarim", "Reza Roya", "Parviz Farid",
    "Nadia Nadir", "Samir Amir", "Rima Omar", "Leila Ali", "Noah Nahom", "Ruth Rita", "Saba Sabri", "Ayan Amina", "Hodan Hamdi",
    "محمد أحمد", "علي ليلى", "عمر أمير", "هدى هادي", "حسن حسام", "ሰላም ሰመረ", "ዮናስ ዳዊት", "Олена Ірина", "Сергій Андрій", "Cali Culan",
)  # fmt: skip


def answers(stored: str, typed: str, *, near: bool = False) -> bool:
    """Whether every typed word finds the stored name, its last one whole."""
    keys = stored_keys(stored.replace("_", " "))
    asked = [[key for key in one if key[0] != "^"] for one in asked_keys(typed.replace("_", " "), near=near)]
    return bool(asked) and all(keys & set(one) for one in asked)


def pairs() -> list[tuple[str, str, str]]:
    """(list, stored, typed), in both directions."""
    found = []
    for group, lines in SAME.items():
        for line in lines:
            first, second = _halves(line)
            found += [(group, first, second), (group, second, first)]
    return found


def _halves(line: str) -> tuple[str, str]:
    """Two names on one line; where one has two words, scripts or `_` tell them apart."""
    parts = line.split(" ")
    if len(parts) == 2:
        return parts[0], parts[1]
    latin = [part for part in parts if part.isascii()]
    return " ".join(latin), " ".join(part for part in parts if not part.isascii())


def test_at_least_95_of_100_spellings_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    """The goal B6 of docs/performance: recall on the labelled list, slips of one letter among them."""
    found = {pair: answers(*pair[1:]) or answers(*pair[1:], near=True) for pair in pairs()}
    at_once = sum(answers(*pair[1:]) for pair in found)
    missed = [pair for pair, is_found in found.items() if not is_found]
    recall = 1 - len(missed) / len(found)
    with capsys.disabled():
        print(f"\nnames: recall {recall:.1%} of {len(found)} ({at_once} without forgiving a slip)")  # noqa: T201
    assert len(found) // 2 >= 150
    assert recall >= 0.95, missed
    assert all(sum(group == one[0] for one in missed) <= 0.1 * sum(group == one[0] for one in found) for group in SAME), missed


def test_different_names_do_not_answer_for_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    """Some do by their consonants (Salma, Salim); a slip is forgiven only where nothing answers as it was typed."""
    both = [pair for line in OTHERS for pair in (line.split(), line.split()[::-1])]
    wrong = [pair for pair in both if answers(*pair)]
    forgiven = [pair for pair in both if answers(*pair, near=True)]
    with capsys.disabled():
        figures = f"{1 - len(wrong) / len(both):.1%} of {len(both)}; {1 - len(forgiven) / len(both):.1%} with slips forgiven"
        print(f"\nnames: told apart {figures}")  # noqa: T201
    assert len(wrong) <= 0.06 * len(both), wrong
    assert len(forgiven) <= 0.2 * len(both), forgiven


@pytest.mark.parametrize(
    "spellings",
    [
        "Mohammed|Muhammad|Mohamad|محمد",
        "Youssef|Yusuf|Joseph|يوسف",
        "Khadija|Hadija|خديجة",
        "Hussein|Hossain|حسين",
        "Ghebre|Gebre|ገብረ",
        "Abdulrahman|Abdurrahman|Abdul Rahman|عبد الرحمن|عبدالرحمن",
        "Oleksandr|Олександр",
        "Zahra|زهرا",
    ],
)
def test_the_spellings_of_a_common_name_agree_each_with_each(spellings: str) -> None:
    ways = spellings.split("|")
    assert [(one, other) for one in ways for other in ways if not answers(one, other)] == []


def test_a_skeleton_is_what_two_spellings_share() -> None:
    assert {skeleton(words(name)[0]) for name in ("Mohammed", "Muhammad", "Mohamad", "محمد")} == {"mhmt"}


def test_the_beginning_of_the_last_word_is_enough_from_three_letters_on() -> None:
    """The earlier words are whole."""
    stored = stored_keys("Luwam Tesfay")
    for typed, found in (("Tesf", True), ("Luwam Tes", True), ("Te", False), ("Luw Tesfay", False)):
        assert all(stored & set(one) for one in asked_keys(typed)) is found, typed


def test_a_telephone_is_compared_from_its_end_and_a_short_number_is_a_family_s() -> None:
    stored = phone_keys("+1 (519) 555-0150")
    for typed in ("519 555 0150", "5550150", "1-519-555-0150", "٥١٩٥٥٥٠١٥٠", "001 519 555 0150"):
        (asked,) = asked_keys(typed)
        assert stored & set(asked), typed
    for typed in ("555015", "0150", "519 555 0151", "15195550"):
        assert not any(stored & set(one) for one in asked_keys(typed)), typed
    assert phone_keys("0150") == set()
    assert phone_keys("519 555 0150") & set(asked_keys("+1 519 555 0150")[0])


def test_a_tree_and_its_number_are_found_in_either_language() -> None:
    stored = stored_keys("Maple Érable 12")
    for typed in ("Maple 12", "Érable 12", "erable 12", "12", "12 MAPLE", "maple"):
        assert all(stored & set(one) for one in asked_keys(typed)), typed
    assert not all(stored & set(one) for one in asked_keys("Maple 1"))


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_keys_or_none(text: str) -> None:
    """No odd letter breaks it, no name makes thousands of keys; who types what stands there finds it."""
    asked, stored = asked_keys(text, near=True), stored_keys(text)
    assert len(asked) <= MOST_WORDS
    assert all(asked)
    assert all("\x00" not in key for key in stored)
    assert len(stored) <= 400 * max(1, len(text.split()) + len(text) // 4)
    assert all(stored & set(one) for one in asked_keys(text) if not one[0].startswith("+"))
