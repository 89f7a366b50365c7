"""Texts in the encodings of before UTF-8 read as they were written."""

from __future__ import annotations

import pytest

from pilothouse.kit.tables.encodings import likely_encodings

TEXTS = {
    "cp1251": (
        "Исправить ошибку;Новый",
        "Кнопка",
        "ВХОД В СИСТЕМУ",
        "Виправити помилку входу",
        "Поправяне на бутона за вход",
    ),
    "koi8-r": ("Ключ;Название;Статус\nU-1;Исправить кнопку входа;Готово", "Добавить экспорт отчётов в PDF"),
    "cp866": ("Исправить кнопку входа;Готово",),
    "cp1252": (
        "Größe ändern für Übersicht",
        "Première étape: créer l'écran",
        "Corriger le problème de connexion à la page d'accueil",
        "Añadir botón de inicio de sesión",
        "Não é possível salvar as configurações",
        "Perché la città è già così",
        "Lägg till en knapp på sidan",
        "Tilføj knap på siden for nøgler",
        "the client’s “quote” — Café",
    ),
    "cp1250": (
        "Dodać przycisk logowania;zakończone",
        "Přidat tlačítko pro přihlášení uživatele",
        "Gyorsabb betöltés a főoldalon, több időt",
        "Dodaj gumb za prijavu, ključ šifriran",
        "Źródło;błąd",
    ),
    "cp1254": ("Giriş düğmesi eklendi, şifre değiştir", "Öncelik;Açıklama;Başlık"),
    "cp1253": ("Διόρθωση κουμπιού σύνδεσης", "Τίτλος;Κατάσταση"),
    "cp932": ("ログインボタンを修正する", "タイトル,状態,担当者", "バグ修正"),
    "euc-jp": ("新しい機能を追加する",),
    "gb18030": ("修复登录按钮", "标题,状态,优先级", "用户无法登录系统页面"),
    "big5": ("修復登入按鈕的問題", "標題,狀態,優先級"),
    "cp949": ("로그인 버튼 수정", "제목,상태,담당자"),
    "cp850": ("Prüfung der Änderung",),
    "mac-roman": ("Größe ändern für Übersicht",),
    "cp1255": ("תיקון כפתור הכניסה למערכת",),
    "cp1256": ("إصلاح زر تسجيل الدخول للمستخدم",),
    "cp1257": ("Pridėti mygtuką; užduotis įvykdyta šiandien",),
}


@pytest.mark.parametrize(
    ("encoding", "text"), [(encoding, text) for encoding, texts in TEXTS.items() for text in texts]
)
def test_the_likeliest_encoding_reads_the_text_as_it_was_written(encoding: str, text: str) -> None:
    raw = text.encode(encoding)

    assert raw.decode(likely_encodings(raw.split(b"\n"))[0].encoding) == text


def test_a_sample_has_the_lines_with_most_of_the_letters_in_question() -> None:
    lines = ["Key;Title", "U-1;Größe", "U-2;plain", "U-3;Übergröße für Ärger"]
    likely = likely_encodings(line.encode("cp1252") for line in lines)

    assert likely[0].sample == "U-3;Übergröße für Ärger · U-1;Größe"


def test_a_text_without_such_letters_needs_no_choice() -> None:
    assert likely_encodings([b"Key;Title", b"A-1;One"]) == ()
