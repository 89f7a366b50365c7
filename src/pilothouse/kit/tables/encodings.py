"""Which encodings a text that is not UTF-8 may have, likeliest first, each with a sample to look at.

A single-byte encoding decodes anything, so a text is judged by how it reads: letters of one language
together, common ones more often than rare ones, capitals only where words begin. Nothing is taken without
being asked: the order only says what to look at first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

ENCODINGS = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"),
    *("cp1252", "latin-1", "iso-8859-15", "mac-roman", "cp850", "cp437"),
    *("cp1250", "iso-8859-2", "cp852", "cp1251", "koi8-r", "koi8-u", "cp866", "iso-8859-5", "mac-cyrillic"),
    *("cp1253", "iso-8859-7", "cp1254", "iso-8859-9", "cp1257", "cp1255", "cp1256", "cp874", "cp1258"),
    *("shift_jis", "cp932", "euc-jp", "gb18030", "gbk", "big5", "euc-kr", "cp949"),
)
# In the order in which equals are offered; each stands for those that decode alike.
_TRIED = (
    *("cp1252", "cp1250", "cp1251", "cp1254", "cp1253", "cp1257", "iso-8859-2", "iso-8859-7", "iso-8859-5"),
    *(
        "koi8-r",
        "koi8-u",
        "cp866",
        "cp850",
        "cp852",
        "mac-roman",
        "mac-cyrillic",
        "cp1255",
        "cp1256",
        "cp874",
    ),
    *("cp932", "euc-jp", "gb18030", "big5", "cp949", "cp437"),
)
_PRIOR = {"cp1252": 0.06, "cp1250": 0.03, "cp1251": 0.05, "cp932": 0.05, "gb18030": 0.05} | dict.fromkeys(
    ("cp850", "cp852", "cp437", "mac-roman", "mac-cyrillic", "iso-8859-2", "iso-8859-5", "cp1257"), -0.08
)
# The letters beyond a to z of languages with Latin letters; rare ones after a bar.
_LATIN = {
    "cp1252": {
        "de": "äöüß|é", "fr": "éèêàçîôùûœâëï|æ", "es": "áéíóúñü|¿¡", "pt": "ãçáéíóúâêôõà|ü", "it": "àèéìòù|î",
        "nl": "ëéïöü|èó", "sv": "åäö|é", "da": "æøå|é", "fi": "äö|å", "is": "áðéíóúýþæö", "ca": "àçéèíïòóúü",
    },
    "cp1250": {
        "pl": "ąćęłńóśźż", "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž", "hu": "áéíóöőúüű",
        "hr": "čćđšž", "ro": "ăâîşţșț", "sl": "čšž", "de": "äöüß|é",
    },
    "cp1254": {"tr": "çğıöşüİ|âîû"},
    "cp1257": {"lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "et": "äõöüšž"},
}  # fmt: skip
_LANGUAGES = {
    name: (common, rare)
    for group in _LATIN.values()
    for name, letters in group.items()
    for common, _, rare in (letters.partition("|"),)
}
# Letters by how often they occur, per thousand, of languages with letters of their own.
_FREQUENT = {
    "ru": "о109е85а80и74н67т63с55р47в45л44к35м32д30п28у26я20ы19ь17г17з16б16ч14й12х10ж9ш7ю6ц5щ4э3ф3ъ1ё1",
    "uk": "о94а72н65и61і57в55р47т55е48с40к35л36у34д31м31п29з23я22ь18б18г16ч14й14х10ц8ж8ш6ю9щ4ї6є5ф3ґ1",
    "bg": "а116о87и93е89т74н72р47с50в43л31к35д32п31м24з20я18ъ16у15б15г13ч12й7ж8х7щ6ц6ш4ю2ф2ь1",
    "el": "α115ο96ι86ε86τ83σ47ν64η53υ44ς43ρ42π40κ38μ33λ28ω20ί26ό23ά22έ21ή18γ16δ16ώ10ύ10θ11χ11φ9β7ξ5ζ4ψ2ϊ1",
    "he": "י110ו105ה90ל75א65ר60ת55ב52מ50ש45נ32ע32ם30ד27ק22ח22כ20פ20ט13ן13ג13ז13ס13ך8צ11ף3ץ2",
    "ar": "ا125ل115ي69م60و60ن56ر53ت53ب40ة40ع37د33س30ف29ه25ك23ق22أ20"
    "ح20ج15ش13ط12ص11ى10خ10إ9ض6ذ6ز6ث6ئ4غ4ء4ظ3ؤ2آ2",
    "th": "า70น65ร60อ55ก50เ45ง40่40ม35ย32ั30ล28ว28ด28ท25ส25ต24้24ะ22"
    "ี22ป18บ18ค17ห16แ15ิ15จ14พ13ื12ช10ใ10ไ9ข9โ8ุ8ู8์8ำ7ถ6",
}
# The commonest characters of Chinese, in both scripts, with the trade's own.
_HANZI = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后"
    "作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因"
    "只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应"
    "战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿"
    "原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太"
    "量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界"
    "达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今"
    "切院让识候带导争运标状态优先级创建修复错误测试项目任务完成关闭負責負責人標題狀態優先級國個們來為"
    "這說時會對過發後裡種經麼學動還進樣開實軍無與長機業關點將兩間問應戰體見產話給版本需求描述日期开始"
    "结束缺陷功能登录页面用户"
)
_JOYO = frozenset(
    "日一国会人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方四定"
    "今回新場金員九入選立開手米力学問高代明実円関決子動京全目表戦経通外最言氏現理調体化田当八六約主題"
    "下首意法不来作性的要用制治度務強気小七成期公野協取都和統以機平総加山思家話世受区領多県続進正安設"
    "保改数記院女初北午指権心界支第産結百派点教報済書府活原先共得解名交資予川向際査勝面委告軍文反元重"
    "近千考判認画海参売利組知案道信策集在件団別物側任引使求所次水半品昨論計死官増係感特情投示変打男基"
    "私各始島直両朝革価式確村提運終挙果西勢減台広容必応演電歳住争談能無再位置企真流格有疑口過局少放税"
    "検藤町常校料沢裁状工建語球営空職証土与急止送援供可役構木割聞身費付施切由説転食比難防補車優夫研収"
    "断井何南石足違消境神番規術護展態導鮮備宅害配副算視条幹独警宮究育席課修版登録画面表示期限担当完了"
    "未着手進行中優先度種別概要詳細"
)
_HANGUL = frozenset(
    "이다에는을가의고한지로하사기도인정시은리자어대를해나수일서그아스전부라보국제장상있여동주화비구원"
    "과만유공선경우연도무관업신성계오실적학중회조안산소니미트면들세용교위적되당금분개발생내년작명모일"
    "물것요치오문체방설재드력등류강양람질며할러후간정음형급행제목상태담당자우선순위설명완료진행"
)
_BESIDE = re.compile(r"[a-zA-Z][^\x00-\x7f]|[^\x00-\x7f][a-zA-Z]")
_WORD = re.compile(r"[^\W\d_]+")
_ODD = frozenset("¤¦§¨ª¬¯°±²³´µ¶·¸¹º¼½¾¿¡×÷‡†ˆ‰‹›•˜¢£¥©®«»")
_KEPT = 65_536  # bytes of lines beyond ASCII that are looked at
_SAMPLE = 200


def known_encoding(name: str) -> str:
    """The one of `ENCODINGS` that a page means by `name`; empty for any other: Python's list has codecs that
    are none, and some that take a time with the square of the text."""
    word = name.strip().lower().replace("_", "-")[:40]
    found = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "shift-jis": "shift_jis"}.get(
        word, word.replace("windows-", "cp")
    )
    return found if found in ENCODINGS else ""


@dataclass(frozen=True, slots=True)
class Likely:
    """An encoding and how the first text beyond ASCII reads in it."""

    encoding: str
    sample: str


def likely_encodings(lines: Iterable[bytes], most: int = 4) -> tuple[Likely, ...]:
    """Encodings in which the `lines` of a file can be read, likeliest first."""
    kept = _beyond_ascii(lines)
    raw = b"\n".join(kept)
    found: dict[str, tuple[float, str]] = {}  # text -> score and encoding
    for encoding in _TRIED if raw else ():
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text not in found:
            found[text] = (_score(text) + _PRIOR.get(encoding, 0.0), encoding)
    ranked = sorted(found.items(), key=lambda pair: -pair[1][0])
    return tuple(Likely(encoding, _sample(text)) for text, (_, encoding) in ranked[:most])


def _beyond_ascii(lines: Iterable[bytes]) -> list[bytes]:
    found: list[bytes] = []
    size = 0
    for line in lines:
        if not line.isascii():
            found.append(line.rstrip(b"\r\n"))
            size += len(line)
            if size > _KEPT:
                break
    return found


def _sample(text: str) -> str:
    """The lines with the most letters beyond ASCII, one after the other."""
    lines = sorted(text.splitlines()[:200], key=lambda line: -sum(not each.isascii() for each in line))
    return " · ".join(" ".join(line.split()) for line in lines[:3])[:_SAMPLE]


def _score(text: str) -> float:
    """How well a text reads: about 1 for a language, below 0 for garbage."""
    letters = Counter(each for each in text if not each.isascii())
    total = letters.total()
    if not total:
        return 0.0
    worth = max(_latin(text, letters, total), _own_letters(text, letters, total), _east(letters, total))
    return worth - _strange(letters, total) - _shape(text)


def _strange(letters: Counter[str], total: int) -> float:
    """Share of what no one writes: control characters, boxes, signs of typewriters."""
    odd = sum(many for each, many in letters.items() if each in _ODD or 0x2500 <= ord(each) < 0x25A0)
    worse = sum(
        many for each, many in letters.items() if 0x80 <= ord(each) < 0xA0 or 0xE000 <= ord(each) < 0xF900
    )
    return (odd + 3 * worse) / total


def _shape(text: str) -> float:
    """Share of words whose capitals stand where no one puts them, or which mix alphabets."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    wrong = sum(not (word.islower() or word.isupper() or word.istitle() or _caseless(word)) for word in words)
    mixed = sum(_mixed(word) for word in words)
    return (wrong + mixed) / max(1, len(words))


def _caseless(word: str) -> bool:
    return word.lower() == word.upper()


def _mixed(word: str) -> bool:
    kinds = {"latin" if each < "\u0250" else "own" if each < "\u0e80" else "east" for each in word}
    return len(kinds) > 1


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, float]]:
    """Language to letter to how much commoner it is than the alphabet's mean; 1 at most."""
    found = {}
    for name, text in _FREQUENT.items():
        pairs = {each[0]: int(each[1:]) for each in re.findall(r"\D\d+", text)}
        top = max(pairs.values())
        found[name] = {letter: 0.4 + 0.6 * (many / top) ** 0.5 for letter, many in pairs.items()}
    return found


def _own_letters(text: str, letters: Counter[str], total: int) -> float:
    """For alphabets of their own: common letters weigh more than rare ones, and none stands beside a to z."""
    best, beside = -1.0, len(_BESIDE.findall(text)) / total
    for table in _tables().values():
        worth = sum(
            table.get(each.lower(), -0.8 if each.isalpha() else -0.3) * many for each, many in letters.items()
        )
        best = max(best, worth / total * 1.25)
    return best - beside


def _latin(text: str, letters: Counter[str], total: int) -> float:
    """For languages with Latin letters and a few of their own: the best language's share of them."""
    best = -1.0
    plain = sum(each.isascii() and each.isalpha() for each in text)
    if not plain:
        return best
    crowd = max(0.0, total / (plain + total) - 0.35) * 3  # most letters are plain ones
    for common, rare in _LANGUAGES.values():
        good = sum(many for each, many in letters.items() if each.lower() in common or each in common)
        fair = sum(many for each, many in letters.items() if each.lower() in rare)
        signs = sum(many for each, many in letters.items() if each in "–—’‘“”„…€«»°")
        bad = total - good - fair - signs
        worth = (good + 0.5 * fair + 0.4 * signs - 1.2 * bad) / total - 0.004 * len(common)
        best = max(best, worth - crowd)
    return best


def _east(letters: Counter[str], total: int) -> float:
    """For the scripts of East Asia: kana and common characters."""
    worth = 0.0
    kana = sum(many for each, many in letters.items() if "\u3040" <= each <= "\u30ff")
    common = _JOYO if kana else _HANZI
    for each, many in letters.items():
        if "\u3040" <= each <= "\u30ff":
            worth += 1.0 * many
        elif "\uff61" <= each <= "\uff9f":
            worth -= 0.6 * many
        elif "\uac00" <= each <= "\ud7a3":
            worth += (1.0 if each in _HANGUL else 0.35) * many
        elif "\u4e00" <= each <= "\u9fff":
            worth += (1.0 if each in common else 0.15) * many
        elif "\u3000" <= each <= "\u303f" or "\uff00" <= each <= "\uff60":
            worth += 0.7 * many
        else:
            worth -= 0.8 * many
    return worth / total
