"""Template notes of twelve families and eight languages, each a report of its own, some of them reprinted.

The hard negatives of near-duplicate detection: two of a family share nearly all their words and no story. Own texts,
written for this benchmark after the rules were; one seed, same notes.
"""

from __future__ import annotations

import random

TOWNS = (
    "Ardmore Belcourt Calder Dunwich Elmswell Fenwick Galston Harrow Ilkley Jedburgh Kelso Lanark Melrose Nairn Oban "
    "Paisley Renfrew Selkirk Troon Wick"
).split()
PEOPLE = "Abara Bergman Castillo Dubois Eriksen Fontaine Grasso Hashimoto Ivanov Jansen Keller Lindgren Moreno".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()


class Dice:
    """What the templates draw from."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def n(self, low: int, high: int) -> str:
        return str(self.random.randint(low, high))

    def d(self, low: int, high: int, point: str = ".") -> str:
        return f"{self.random.randint(low, high)}{point}{self.random.randint(0, 99):02d}"

    def one(self, *words: str) -> str:
        return self.random.choice(words)

    def town(self) -> str:
        return self.random.choice(TOWNS)

    def person(self) -> str:
        return self.random.choice(PEOPLE)

    def date(self) -> str:
        return f"{self.random.choice(MONTHS)} {self.random.randint(1, 28)}"


def money_market(x: Dice) -> tuple[str, str]:
    total = x.n(100, 900)
    return f"Central bank gives {total} mln of help", (
        f"The central bank said it had provided the money market with a further {x.n(20, 400)} mln of assistance in "
        f"the {x.one('morning', 'afternoon')} session. This takes the bank's total help so far today to {total} mln and "
        f"compares with its revised estimate of a shortage of {x.n(200, 1200)} mln. The bank made outright purchases of "
        f"{x.n(10, 200)} mln of bank bills in band one at {x.d(3, 11)} percent and {x.n(10, 200)} mln of bank bills in "
        f"band two at {x.d(3, 11)} percent."
    )


def balances(x: Dice) -> tuple[str, str]:
    day = x.date()
    return "Treasury balances at the central bank", (
        f"Treasury balances at the central bank {x.one('rose', 'fell')} on {day} to {x.d(2, 30)} billion on the budget "
        f"statement from {x.d(2, 30)} billion on the previous business day, the Treasury said in its latest statement. "
        f"Balances in tax and loan note accounts {x.one('rose', 'fell')} to {x.d(2, 30)} billion from {x.d(2, 30)} "
        f"billion on the same respective days. Total operating cash balance was {x.d(4, 60)} billion, compared with "
        f"{x.d(4, 60)} billion at the end of the month."
    )


def fixing(x: Dice) -> tuple[str, str]:
    return "Crown fixed against the basket", (
        f"The crown was fixed at {x.d(20, 30)} to the euro and {x.d(18, 28)} to the dollar at the official fixing on "
        f"{x.one(*DAYS)}, compared with {x.d(20, 30)} and {x.d(18, 28)} on the day before. Dealers said that turnover "
        f"was {x.one('thin', 'moderate', 'heavy')} and that the market was waiting for figures on consumer prices. The "
        f"three-month rate was quoted at {x.d(2, 9)} to {x.d(2, 9)} percent and the overnight rate at {x.d(2, 9)}."
    )


def dividend(x: Dice) -> tuple[str, str]:
    company = f"{x.town()} {x.one('Industries', 'Holdings', 'Energy', 'Foods', 'Mining')}"
    return f"{company} sets quarterly dividend", (
        f"{company} said its board of directors declared a regular quarterly dividend of {x.n(2, 99)} cents a share on "
        f"its common stock. The dividend is payable on {x.date()} to shareholders of record at the close of business on "
        f"{x.date()}. The company has paid dividends without interruption for {x.n(5, 90)} years and last raised its "
        f"payout {x.n(2, 14)} quarters ago. It has about {x.n(10, 400)} mln shares outstanding."
    )


def appointment(x: Dice) -> tuple[str, str]:
    company, new, old = f"{x.town()} {x.one('Bank', 'Airways', 'Group')}", x.person(), x.person()
    return f"{company} names {new} chief executive", (
        f"The board of {company} has appointed Anna {new} as chief executive with immediate effect, it said in a "
        f"statement on {x.one(*DAYS)}. She succeeds Peter {old}, who is leaving the company by mutual agreement to pursue "
        f"other interests. The chairman, David {x.person()}, thanked Mr {old} for his contribution and said that Ms {new} "
        f"brought with her a wealth of experience from her time at {x.town()} Partners. She will be based at the head "
        f"office in {x.town()} and will report to the board."
    )


def crops(x: Dice) -> tuple[str, str]:
    crop = x.one("wheat", "barley", "maize", "rapeseed")
    return f"Export sales of {crop}", (
        f"Net export sales of {crop} in the week to {x.date()} were {x.n(20, 990)},{x.n(100, 999)} tonnes for the current "
        f"season, {x.n(2, 80)} percent {x.one('above', 'below')} the week before and {x.n(2, 80)} percent "
        f"{x.one('above', 'below')} the average of four weeks. The largest buyers were {x.one('Egypt', 'Algeria')} with "
        f"{x.n(10, 90)},{x.n(100, 999)} tonnes and {x.one('Japan', 'Korea')} with {x.n(10, 90)},{x.n(100, 999)} tonnes. "
        f"Shipments in the week came to {x.n(20, 990)},{x.n(100, 999)} tonnes, the ministry said."
    )


def court(x: Dice) -> tuple[str, str]:
    town, person = x.town(), x.person()
    return f"{town} driver fined", (
        f"A driver from {town} has been fined after pleading guilty at the magistrates' court. {person}, {x.n(18, 80)}, "
        f"admitted driving a vehicle on {x.town()} Road on {x.date()} at {x.n(35, 99)} miles an hour in a zone where the "
        f"limit is thirty. The court imposed a fine of £{x.n(80, 999)} with costs of £{x.n(80, 400)} and a surcharge, and "
        f"endorsed the licence with {x.n(3, 6)} penalty points. The case was proved in private by a single justice."
    )


def quake(x: Dice) -> tuple[str, str]:
    town = x.town()
    return f"Earthquake felt near {town}", (
        f"An earthquake of magnitude {x.n(3, 6)}.{x.n(0, 9)} struck {x.n(5, 90)} kilometres {x.one('north', 'south')} of "
        f"{town} on {x.one(*DAYS)}, the geological survey said. The quake was at a depth of {x.n(5, 90)} kilometres and "
        f"was recorded at {x.n(1, 12)}:{x.n(10, 59)} local time. There were no immediate reports of damage or injuries. "
        f"Earthquakes of this strength are often felt but seldom cause damage, the survey said."
    )


def german(x: Dice) -> tuple[str, str]:
    ort = x.town()
    return f"Unfall auf der Landstraße bei {ort}", (
        f"Bei einem Verkehrsunfall auf der Landstraße bei {ort} sind am {x.n(1, 28)}. {x.one('Mai', 'Juni', 'Juli')} "
        f"{x.n(2, 6)} Menschen leicht verletzt worden. Nach Angaben der Polizei kam ein {x.n(18, 85)}-jähriger Fahrer "
        f"gegen {x.n(6, 22)}.{x.n(10, 59)} Uhr aus bislang ungeklärter Ursache von der Fahrbahn ab. Der Sachschaden wird "
        f"auf rund {x.n(2, 60)}.000 Euro geschätzt. Die Straße war für {x.n(2, 5)} Stunden gesperrt. Hinweise nimmt die "
        f"Polizei unter der Nummer {x.n(1000, 9999)} entgegen."
    )


def french(x: Dice) -> tuple[str, str]:
    return f"Météo à {x.town()}", (
        f"Le ciel sera {x.one('nuageux', 'dégagé', 'couvert')} sur la région avec des températures comprises entre "
        f"{x.n(-4, 12)} et {x.n(13, 34)} degrés, annonce le service météorologique. Le vent soufflera de secteur "
        f"{x.one('nord', 'sud', 'ouest')} à {x.n(10, 90)} kilomètres à l'heure avec des rafales jusqu'à {x.n(40, 120)}. "
        f"Le risque d'averses est estimé à {x.n(5, 95)} pour cent et il pourrait tomber jusqu'à {x.n(1, 40)} millimètres "
        f"d'eau en soirée. Le prochain bulletin sera publié à {x.n(5, 11)} heures."
    )


def spanish(x: Dice) -> tuple[str, str]:
    return "Resultados del sorteo", (
        f"La combinación ganadora del sorteo celebrado este {x.one('martes', 'jueves', 'sábado')} está formada por los "
        f"números {x.n(1, 49)}, {x.n(1, 49)}, {x.n(1, 49)}, {x.n(1, 49)}, {x.n(1, 49)} y {x.n(1, 49)}. El número "
        f"complementario es el {x.n(1, 49)} y el reintegro corresponde al {x.n(0, 9)}. La recaudación ascendió a "
        f"{x.n(1, 9)}.{x.n(100, 999)}.{x.n(100, 999)} euros y hay {x.n(10, 400)} acertantes de segunda categoría, que "
        f"cobrarán {x.n(10, 99)}.{x.n(100, 999)} euros cada uno, según informó el organismo."
    )


def russian(x: Dice) -> tuple[str, str]:
    return "Курс валют на завтра", (
        f"Центральный банк установил официальный курс доллара на {x.n(1, 28)} {x.one('мая', 'июня', 'июля')} в размере "
        f"{x.d(60, 99, ',')} рубля, что на {x.n(2, 90)} копеек {x.one('выше', 'ниже')} предыдущего показателя. "
        f"Официальный курс евро составил {x.d(70, 110, ',')} рубля, он изменился на {x.n(2, 90)} копеек. Стоимость "
        f"бивалютной корзины составила {x.d(60, 99, ',')} рубля. Объём торгов на бирже достиг {x.n(1, 9)} миллиардов "
        f"рублей, говорится в сообщении банка."
    )


def arabic(x: Dice) -> tuple[str, str]:
    return "حالة الطقس اليوم", (
        f"توقعت هيئة الأرصاد الجوية أن تبلغ درجة الحرارة العظمى {x.n(20, 48)} درجة مئوية والصغرى {x.n(5, 19)} درجة، وأن "
        f"تكون الرياح {x.one('شمالية', 'جنوبية', 'غربية')} بسرعة {x.n(10, 70)} كيلومترا في الساعة. وذكرت الهيئة أن نسبة "
        f"الرطوبة ستصل إلى {x.n(10, 95)} في المئة وأن ارتفاع الموج سيتراوح بين {x.n(1, 3)} و{x.n(4, 9)} أقدام. ودعت الهيئة "
        f"المواطنين إلى متابعة النشرات التي تصدر كل {x.n(2, 9)} ساعات قبل السفر."
    )


def chinese(x: Dice) -> tuple[str, str]:
    return "收盘综述", (
        f"周{x.one(*'一二三四五')}股市{x.one('上涨', '下跌', '震荡')}，截至收盘，综合指数报{x.n(2, 4)}{x.n(100, 999)}.{x.n(10, 99)}"
        f"点，{x.one('涨幅', '跌幅')}为{x.d(0, 4)}%，成交额为{x.n(1000, 9000)}亿元；成份指数报{x.n(9, 14)}{x.n(100, 999)}.{x.n(10, 99)}"
        f"点，成交额为{x.n(1000, 9000)}亿元。盘面上，两市共有{x.n(300, 4000)}只个股上涨，{x.n(300, 4000)}只个股下跌，其中涨停"
        f"{x.n(10, 150)}只。分析人士表示，投资者应当注意风险，理性看待短期波动。北向资金全天净流入{x.d(1, 99)}亿元。"
    )


def japanese(x: Dice) -> tuple[str, str]:
    return "地震情報", (
        f"{x.n(1, 28)}日午後{x.n(1, 11)}時{x.n(10, 59)}分ごろ、{x.one('東北', '関東', '九州')}地方で最大震度{x.n(1, 5)}を観測する地震が"
        f"ありました。気象庁によりますと、震源の深さは{x.n(10, 90)}キロ、地震の規模を示すマグニチュードは{x.n(3, 6)}.{x.n(0, 9)}と推定"
        f"されています。この地震による津波の心配はありません。鉄道各社によりますと、{x.n(2, 40)}本の列車に最大で{x.n(5, 55)}分の遅れが"
        f"出ました。けが人などの情報は入っていないということです。"
    )


FAMILIES = (
    money_market, balances, fixing, dividend, appointment, crops, court, quake, german, french, spanish, russian, arabic,
    chinese, japanese,
)  # fmt: skip


def notes(seed: int, each: int) -> list[dict[str, str]]:
    """``each`` notes of every family, a fifth of them printed again with a credit or a line that is not their own."""
    dice = Dice(seed)
    found = []
    for family in FAMILIES:
        for number in range(each):
            title, body = family(dice)
            name = f"{family.__name__}{number:03d}"
            found.append({"id": name, "title": title, "body": body, "publisher": "A", "cluster": name})
            if number % 5 == 0:
                tail = dice.one(" (dpa)", " Read more", "", " © Agency 2026")
                copy = {"id": name + "r", "title": title, "body": f"{dice.town()} - {body}{tail}", "publisher": "B"}
                found.append({**copy, "cluster": name})
    dice.random.shuffle(found)
    return found
