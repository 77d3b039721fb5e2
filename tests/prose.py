"""Texts of many scripts, composed from a few words each: enough that no two share a run by chance."""

from __future__ import annotations

import random

WORDS = {
    "english": "harbour council lantern bridge winter morning letters orchard engine market river stone quiet bright "
    "people carried opened counted because before under across every other narrow summer records copper ladder",
    "german": "Hafen Stadtrat Laterne Brücke Winter Morgen Straße Obstgarten Größe Markt Fluss Stein leise hell Leute "
    "trugen öffneten zählten weil bevor unter über jede andere schmale Sommer Akten Kupfer Leiter Gemüse",
    "french": "port conseil lanterne pont hiver matin élève verger moteur marché rivière pierre été clair gens portaient "
    "ouvraient comptaient parce avant sous travers chaque autre étroit façade archives cuivre échelle forêt",
    "spanish": "puerto consejo farol puente invierno mañana niño huerto motor mercado río piedra tranquilo claro gente "
    "llevaba abría contaba porque antes bajo través cada otro estrecho verano archivos cobre escalera señal",
    "russian": "порт совет фонарь мост зима утро письмо сад мотор рынок река камень тихий яркий люди несли открыли считали "
    "потому прежде под через каждый другой узкий лето записи медь лестница ёлка",
    "arabic": "ميناء مجلس فانوس جسر شتاء صباح رسالة بستان محرك سوق نهر حجر هادئ ساطع ناس حملوا فتحوا عدوا لأن قبل تحت عبر "
    "كل آخر ضيق صيف سجلات نحاس سلم إشارة",
    "hebrew": "נמל מועצה פנס גשר חורף בוקר מכתב פרדס מנוע שוק נהר אבן שקט בהיר אנשים נשאו פתחו ספרו משום לפני תחת דרך כל "
    "אחר צר קיץ רשומות נחושת סולם אות",
    "chinese": "港口 市政 灯笼 桥梁 冬天 早晨 信件 果园 引擎 市场 河流 石头 安静 明亮 人们 携带 打开 计算 因为 以前 下面 穿过 每个 其他 "
    "狭窄 夏天 记录 铜器 梯子 信号",
    "japanese": "港は 議会が 提灯の 橋を 冬に 朝から 手紙と 果樹園 エンジン 市場で 川へ 石も 静かな 明るい 人々が 運んだ 開いた 数えた "
    "なぜなら 以前の 下に 横切る すべて 他の 狭い 夏の 記録を 銅の はしご 信号",
    "thai": "ท่าเรือ สภา โคมไฟ สะพาน ฤดูหนาว ตอนเช้า จดหมาย สวนผลไม้ เครื่องยนต์ ตลาด แม่น้ำ ก้อนหิน เงียบ สว่าง ผู้คน "
    "แบกหาม เปิดออก นับจำนวน เพราะว่า ก่อนหน้า ข้างใต้ ข้ามผ่าน ทุกอัน อื่นๆ แคบ ฤดูร้อน บันทึก ทองแดง บันได สัญญาณ",
    "korean": "항구 의회가 등불을 다리는 겨울 아침에 편지 과수원 엔진 시장에서 강물 돌을 조용한 밝은 사람들이 나르고 열었다 세었다 "
    "때문에 이전에 아래 건너 모든 다른 좁은 여름 기록 구리 사다리 신호",
    "hindi": "बंदरगाह परिषद लालटेन पुल सर्दी सुबह चिट्ठी बाग इंजन बाजार नदी पत्थर शांत उज्ज्वल लोग उठाया खोला गिना क्योंकि पहले "
    "नीचे पार हर दूसरा संकरा गर्मी रिकॉर्ड तांबा सीढ़ी संकेत",
}
LANGUAGES = tuple(WORDS)
UNSPACED = ("chinese", "japanese", "thai")
_STOP = {"chinese": "。", "japanese": "。", "thai": " ", "hindi": "। ", "arabic": ". "}


def sentences(language: str, seed: int, count: int) -> list[str]:
    """So many sentences of eight to fourteen words; the same for the same seed."""
    dice = random.Random(f"{language} {seed}")
    words = WORDS[language].split()
    glue = "" if language in UNSPACED else " "
    return [glue.join(dice.choice(words) for _ in range(dice.randint(8, 14))) for _ in range(count)]


def prose(language: str, seed: int, count: int = 20, *, start: int = 0, end: int | None = None) -> str:
    """A text of so many sentences, or a part of them."""
    stop = _STOP.get(language, ". ")
    return "".join(sentence + stop for sentence in sentences(language, seed, count)[start:end]).strip()
