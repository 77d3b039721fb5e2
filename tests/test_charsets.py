"""Charsets: the whole text decides, not what a page says of itself nor one sequence that is valid by accident."""

from __future__ import annotations

import pytest

from tasks.decode import decode_page
from tasks.errors import BinaryCapture, UndecodableCapture

TEXTS = {
    "euc_jp": "港の評議会は月曜日の夜に埠頭で会合を開き、新しい防波堤について投票した。",
    "cp932": "港の評議会は月曜日の夜に埠頭で会合を開き、新しい防波堤について投票した。",
    "gb18030": "港务委员会星期一晚上在码头开会，就新的防波堤进行了投票。",
    "big5hkscs": "港務委員會星期一晚上在碼頭開會，就新的防波堤進行了投票。",
    "cp949": "항만 위원회는 월요일 밤 부두에서 회의를 열고 새 방파제에 대해 투표했다.",
    "cp874": "สภาท่าเรือประชุมกันที่ท่าเรือในคืนวันจันทร์และลงมติเกี่ยวกับเขื่อนกันคลื่นใหม่",
    "cp1251": "Совет гавани собрался на причале в понедельник вечером и проголосовал за новый волнорез.",
    "koi8_r": "Совет гавани собрался на причале в понедельник вечером и проголосовал за новый волнорез.",
    "cp1253": "Το συμβούλιο του λιμανιού συνεδρίασε στην αποβάθρα τη Δευτέρα το βράδυ και ψήφισε.",
    "cp1255": "מועצת הנמל התכנסה ברציף ביום שני בערב והצביעה על שובר הגלים החדש.",
    "cp1256": "اجتمع مجلس الميناء على الرصيف مساء الاثنين وصوت على حاجز الأمواج الجديد.",
    "cp1250": "Přístavní rada se sešla na nábřeží v pondělí večer a hlasovala o novém vlnolamu.",
    "iso8859_2": "Přístavní rada se sešla na nábřeží v pondělí večer a hlasovala o novém vlnolamu.",
    "cp1252": "Der Hafenrat tagte am Montagabend auf dem Kai; größere Schiffe müssen draußen bleiben.",
    "utf-16-le": "The harbour council met on the quay: größere Schiffe.",
}


def page(text: str, charset: str, head: str = "", times: int = 4) -> bytes:
    body = f"<p class='story'>{text}</p>\n" * times
    return f"<!doctype html><html><head>{head}<title>{text[:12]}</title></head><body>{body}</body></html>".encode(
        charset
    )


@pytest.mark.parametrize("head", ["", '<meta charset="utf-8">'], ids=["undeclared", "declared as UTF-8"])
@pytest.mark.parametrize("charset", TEXTS)
def test_a_page_that_says_nothing_or_what_is_false_is_read_in_the_charset_it_has(charset, head):
    found = decode_page(page(TEXTS[charset], charset, head))
    assert TEXTS[charset] in found.text
    assert found.replaced_count == 0


@pytest.mark.parametrize("name", ["iso-8859-1", "windows-1251", "gbk", "shift_jis", "euc-kr", "koi8-r"])
@pytest.mark.parametrize("text", [TEXTS["euc_jp"], TEXTS["cp1251"], TEXTS["cp1252"]], ids=["ja", "ru", "de"])
def test_utf_8_under_an_old_declaration_is_utf_8(name, text):
    content = page(text, "utf-8", f'<meta http-equiv="Content-Type" content="text/html; charset={name}">')
    for found in (decode_page(content), decode_page(content, declared=name)):
        assert text in found.text
        assert found.charset == "utf-8"


@pytest.mark.parametrize("head", [
    '<!-- <meta charset="koi8-r"> -->', '<meta charset="x-unheard-of"><meta charset="windows-1251">',
    '<meta name="description" content="how charset=koi8-r came to be">', '<meta data-charset="koi8-r">',
    "<script>var s = '<meta charset=\"koi8-r\">';</script>", '<!-- no end of <meta charset="koi8-r">-->',
])  # fmt: skip
def test_declarations_that_do_not_count_are_not_believed(head):
    assert TEXTS["cp1251"] in decode_page(page(TEXTS["cp1251"], "cp1251", head)).text


def test_a_declaration_decides_between_charsets_of_one_script():
    head = '<meta http-equiv="content-type" content="text/html; charset=koi8-r">'
    assert decode_page(page("Привет", "koi8-r", head, 1)).text.count("Привет") == 2
    assert decode_page(page("Grüße", "cp1252", times=1)).text.count("Grüße") == 2


CYRILLIC = (
    "Вчера вечером в гавани Лесногорска собрался совет, сообщил мэр Пётр Иванов. Новый волнорез начнут строить осенью.",
    "Учора ввечері в порту зібралася рада, повідомив мер Петро Іваненко. Новий хвилеріз почнуть будувати восени.",
    "Вчера вечерта в пристанището заседава съветът. Кметът Иван Петров каза, че новият вълнолом ще бъде готов наесен.",
)


@pytest.mark.parametrize("said", ["windows-1251", "koi8-r", "iso-8859-5", "cp866"])
@pytest.mark.parametrize("real", ["cp1251", "koi8-r", "koi8-u", "iso8859-5"])
@pytest.mark.parametrize("text", CYRILLIC, ids=["ru", "uk", "bg"])
def test_a_declaration_of_another_charset_of_the_same_script_is_not_believed(text, real, said):
    if real == "koi8-r" and "і" in text:
        real = "koi8-u"
    assert text in decode_page(page(text, real, f'<meta charset="{said}">')).text


@pytest.mark.parametrize(
    "text", ["Вчера АвтоВАЗ и СмартБанк подвели итоги. Рады были Иван и Мария.", "ВСЕМ ПРИВЕТ ИЗ ГАВАНИ, ЖДИТЕ ВЕСНЫ."]
)
def test_names_with_capitals_inside_and_texts_of_capitals_are_read_as_declared(text):
    assert text in decode_page(page(text, "cp1251", '<meta charset="windows-1251">')).text


def test_a_western_declaration_over_a_text_in_rows_of_letters_above_ascii_is_not_believed():
    assert TEXTS["euc_jp"] in decode_page(page(TEXTS["euc_jp"], "euc_jp", '<meta charset="iso-8859-1">')).text


def test_seven_bit_escapes_are_read_as_declared():
    assert TEXTS["euc_jp"] in decode_page(page(TEXTS["euc_jp"], "iso2022_jp", '<meta charset="iso-2022-jp">')).text
    assert TEXTS["gb18030"][:8] in decode_page(page(TEXTS["gb18030"], "hz", '<meta charset="hz-gb-2312">')).text


@pytest.mark.parametrize("charset", ["iso2022_jp", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("before", ["", "The harbour council met on the quay. "], ids=["page", "text"])
def test_wide_and_escaped_texts_that_say_nothing_of_it_are_read(charset, before):
    content = (before + page(TEXTS["euc_jp"] * 3, "utf-8").decode()).encode(charset)
    assert TEXTS["euc_jp"] in decode_page(content).text


@pytest.mark.parametrize("charset", ["cp1253", "big5hkscs", "gb18030", "koi8_r", "iso8859_2"])
def test_a_text_that_stands_in_sections_and_attributes_alone_is_read_too(charset):
    text = TEXTS[charset] * 2
    content = f'<meta charset="utf-8"><p><![CDATA[{text}]]></p><img alt="{text}">'.encode(charset)
    assert text in decode_page(content).text


def test_bytes_of_nought_that_stand_anywhere_make_no_text():
    for content in (bytes(4000), b"\0ab\0\0\0c" * 500):
        with pytest.raises(BinaryCapture):
            decode_page(content)


def test_a_trace_of_broken_bytes_costs_nothing_and_more_than_a_trace_is_refused():
    whole = page(TEXTS["cp1251"], "utf-8", times=20)
    found = decode_page(whole.replace(b"</p>", b"\xff</p>", 2))
    assert (found.charset, found.replaced_count) == ("utf-8", 2)
    mixed = page(TEXTS["cp949"], "utf-8", times=3) + page(TEXTS["cp949"], "cp949", times=3) + bytes(range(128, 256)) * 9
    with pytest.raises(UndecodableCapture):
        decode_page(mixed)
