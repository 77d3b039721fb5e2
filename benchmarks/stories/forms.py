# ruff: noqa: E501 (the texts are one sentence a line, in their own scripts)
"""Texts of one form each: fifteen families in eight languages, four of them written without capitals, names of small pools.

Two texts of a family share nearly all their words and are two stories unless every fact in them is the same. A fifth is
printed again, by another publisher, with a credit, a dateline or one more line. Written before the code of the rules was read.

    .venv/bin/python benchmarks/stories/forms.py [--texts 2400] [--seed 3] [--orders 3]

scores wrong merges and copies found, and compares the clusters of several orders and batch sizes.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

POOLS = {
    "en_place": "Arvola Lunen Tarrasa Castrin Orsk Palmyra Ostrand Grenfell Marlow Redbury".split(),
    "en_person": "Ilse Brandt|Hugo Haddad|Tara Osei|Piet Marsh|Rosa Hinds|Nuno Ibarra|Olga Quist|Vera Sorensen".split(
        "|"
    ),
    "en_land": "Maravia Ulmaria Norland Estovia Sabria Tolmar Veskia Ruhania".split(),
    "en_post": "trade|energy|health|transport|culture|defence".split("|"),
    "de_place": "Altheim Bruchau Dornfeld Eschbach Hainstadt Kaltenau Lohra Mühlrain".split(),
    "de_person": "Anke Vogt|Jens Krüger|Uta Lindner|Ralf Becker|Heike Sommer|Bernd Falk".split("|"),
    "fr_place": "Valcourt Brenne Montclar Sauviac Ligneux Arzanne Pontreux Cardaillac".split(),
    "fr_person": "Claire Masson|Luc Berthier|Anne Roche|Paul Girard|Élise Fabre|Marc Lenoir".split("|"),
    "ru_place": "Северогорск Лесной Каменка Озёрск Приморье Ясногорск Белореченск Луговое".split(),
    "ru_person": "Иван Соколов|Павел Орлов|Андрей Зуев|Олег Громов|Сергей Фомин|Виктор Лапин".split("|"),
    "zh_place": "临江 白石 云溪 南坪 东屏 青河 石门 凤山".split(),
    "zh_person": "陈丽娜 赵秀英 王军 孙涛 李国强 周敏 吴晓东 郑海燕".split(),
    "ar_land": "الزهراء الواحة النخيل السلام الساحل الجبل المرجان الوادي".split(),
    "ar_person": "كريم الشامي|فارس البنا|سالم الحداد|نبيل منصور|هاني الخطيب|رامي القاضي".split("|"),
    "ja_place": "青葉 白川 桜井 緑台 松原 竹田 南浜 北沢".split(),
    "ja_person": "田中健一 佐藤美咲 鈴木一郎 高橋直子 伊藤誠 渡辺優子".split(),
    "th_place": "บ้านไร่ หนองบัว ท่าทราย เขาแก้ว บางปลา ดอนมะลิ ห้วยทอง วังหิน".split(),
    "th_person": "สมชาย ใจดี|วิภา ทองคำ|อนันต์ ศรีสุข|มาลี แก้วใส|ประยูร บุญมา|สุดา พรหมดี".split("|"),
}


class Draw:
    """What the forms draw from."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice

    def two(self, pool: str) -> list[str]:
        return self.dice.sample(POOLS[pool], 2)

    def of(self, pool: str) -> str:
        return self.dice.choice(POOLS[pool])

    def one(self, *words: str) -> str:
        return self.dice.choice(words)


Form = Callable[[Draw], tuple[str, str]]


def english_readout(x: Draw) -> tuple[str, str]:
    land, person, post = x.of("en_land"), x.of("en_person"), x.of("en_post")
    return f"{post.title()} minister meets envoy of {land}", (
        f"The {post} minister received the envoy of {land}, {person}, at the ministry today. The two sides reviewed the "
        f"historic relations between the two countries and ways to strengthen them in all fields, in the service of the "
        f"common interests of both peoples. They exchanged views on regional and international developments. The envoy "
        f"expressed thanks for the warm reception and wished the country and its people continued progress. The meeting was "
        f"attended by the undersecretary of the ministry and a number of senior officials."
    )


def english_kickoff(x: Draw) -> tuple[str, str]:
    (home, away), day = sorted(x.two("en_place")), x.one("Friday", "Saturday", "Sunday", "Monday")
    return f"How to watch {home} vs {away}: start time, live stream", (
        f"{home} and {away} meet on {day} night in a match that fans have been waiting for. Here is everything you need to "
        f"know about the game, including how to watch it on television and how to stream it online. Viewers without cable "
        f"can follow it with a streaming service, most of which offer a free trial to new customers. If you are abroad, a "
        f"virtual private network lets you use the services that you pay for at home. Gates open two hours before the start, "
        f"and visitors are advised to come by public transport, since parking near the ground is scarce."
    )


def english_appeal(x: Draw) -> tuple[str, str]:
    place, road, day = *x.two("en_place"), x.one("Monday", "Tuesday", "Thursday", "Sunday")
    return f"Police appeal after {place} collision", (
        f"Police in {place} are asking for witnesses after a collision on {road} Road on {day}. A "
        f"cyclist was taken to hospital with injuries that are not "
        f"thought to be life-threatening. Anyone who was in the area at the time, or who has dashcam or mobile phone footage, "
        f"is asked to call the force or to contact the charity Crimestoppers anonymously. The road was closed for some hours "
        f"while the vehicles were recovered."
    )


def german_closure(x: Draw) -> tuple[str, str]:
    here, there = sorted(x.two("de_place"))
    return f"Vollsperrung zwischen {here} und {there}", (
        f"Die Landstraße zwischen {here} und {there} ist wegen Bauarbeiten ab {x.one('Montag', 'Mittwoch', 'Freitag')} voll "
        f"gesperrt. Die Fahrbahn wird erneuert, auch die Leitplanken werden ausgetauscht. Eine Umleitung ist ausgeschildert. "
        f"Anlieger können ihre Grundstücke während der gesamten Bauzeit erreichen, müssen aber mit Behinderungen rechnen. Die "
        f"Straßenmeisterei bittet alle Verkehrsteilnehmer um Verständnis und um besondere Vorsicht im Bereich der Baustelle."
    )


def german_office(x: Draw) -> tuple[str, str]:
    place, (new, old) = x.of("de_place"), x.two("de_person")
    return f"{new} leitet Feuerwehr {place}", (
        f"Die Mitglieder der Freiwilligen Feuerwehr {place} haben {new} an die Spitze der Wehr gewählt. Vorgänger {old} hatte "
        f"nach vielen Jahren nicht mehr kandidiert und wurde mit langem Beifall verabschiedet. In der Versammlung wurden außerdem "
        f"langjährige Mitglieder geehrt und junge Kameraden befördert. Der Bürgermeister dankte allen für ihren Einsatz zum Wohl "
        f"der Gemeinde. Im Anschluss an den offiziellen Teil gab es einen gemütlichen Ausklang bei Essen und Getränken."
    )


def french_prefect(x: Draw) -> tuple[str, str]:
    place, (new, old) = x.of("fr_place"), x.two("fr_person")
    return f"{new} nommé à la sous-préfecture de {place}", (
        f"Par décret publié au journal officiel, {new} est nommé à la sous-préfecture de {place}, en remplacement de {old}, appelé "
        f"à d'autres fonctions. La cérémonie d'installation se tiendra en présence des élus, des représentants des services de "
        f"l'État et des associations d'anciens combattants, avec un dépôt de gerbe au monument aux morts. La population est "
        f"invitée à y assister. Les administrations seront ouvertes aux horaires habituels pendant toute la journée."
    )


def russian_outage(x: Draw) -> tuple[str, str]:
    here, street = x.of("ru_place"), x.of("ru_person")
    return f"Отключение воды: {here}", (
        f"Администрация сообщает, что {here} временно останется без холодной воды в связи с ремонтом на сетях. Работы выполняет "
        f"бригада, которой руководит {street}. Жителям рекомендуют заранее сделать запас воды и не оставлять открытыми краны. "
        f"Подвоз питьевой воды будет организован по заявкам через диспетчерскую службу. Специалисты приносят извинения за "
        f"временные неудобства и обещают закончить ремонт в кратчайшие сроки, сообщили в пресс-службе предприятия."
    )


def chinese_office(x: Draw) -> tuple[str, str]:
    place, (new, old) = x.of("zh_place"), x.two("zh_person")
    return f"{new}任{place}县县长", (
        f"{place}县人民代表大会常务委员会日前举行会议，会议决定任命{new}为{place}县人民政府县长，免去{old}的县长职务。会议由常委会主任主持，"
        f"副主任和委员出席会议，县人民法院和人民检察院负责人列席会议。会议还举行了宪法宣誓仪式，新任命的国家工作人员面对国旗和国徽庄严宣誓，"
        f"表示将忠于宪法，认真履行职责，接受人民监督。"
    )


def chinese_visit(x: Draw) -> tuple[str, str]:
    here, there = x.two("zh_place")
    return f"{there}代表团来{here}考察", (
        f"{there}党政代表团来到{here}考察学习，双方举行座谈会，就进一步深化合作、推动高质量发展进行交流。座谈会上，双方负责人分别介绍了本地经济社会"
        f"发展情况，表示要加强沟通对接，在产业协作、文化旅游、人才交流等方面开展更加务实的合作，实现优势互补、互利共赢。代表团还实地参观了"
        f"产业园区和展览馆，{x.of('zh_person')}陪同考察。"
    )


def arabic_audience(x: Draw) -> tuple[str, str]:
    land, person = x.of("ar_land"), x.of("ar_person")
    return f"وزير الخارجية يستقبل سفير {land}", (
        f"استقبل وزير الخارجية في مكتبه اليوم سفير جمهورية {land} لدى البلاد {person}. وجرى خلال اللقاء استعراض العلاقات الثنائية بين "
        f"البلدين وسبل تعزيزها في مختلف المجالات، إضافة إلى بحث آخر المستجدات على الساحتين الإقليمية والدولية، وعدد من القضايا ذات "
        f"الاهتمام المشترك. وحضر اللقاء عدد من كبار المسؤولين في الوزارة وأعضاء الوفد المرافق."
    )


def arabic_condolence(x: Draw) -> tuple[str, str]:
    land, person = x.of("ar_land"), x.of("ar_person")
    return f"برقية تعزية إلى {land}", (
        f"بعث رئيس الدولة ببرقية تعزية ومواساة إلى {person} رئيس جمهورية {land} في ضحايا {x.one('الفيضانات', 'الزلزال', 'الحريق', 'الانهيار')} "
        f"التي شهدتها بلاده وأسفرت عن سقوط عدد من القتلى والمصابين. وأعرب في البرقية عن خالص تعازيه وصادق مواساته لأسر الضحايا، متمنيا "
        f"الشفاء العاجل لجميع المصابين. كما بعث رئيس مجلس الوزراء ببرقية مماثلة."
    )


def japanese_fire(x: Draw) -> tuple[str, str]:
    town, person = x.of("ja_place"), x.of("ja_person")
    return f"{town}で住宅火災", (
        f"きのう夜、{town}の住宅から火が出ていると近所の人から消防に通報がありました。火はおよそ一時間後に消し止められましたが、木造二階建ての住宅が"
        f"全焼しました。警察によりますと、この家に住む{person}さんが病院に搬送され、手当てを受けているということです。現場は住宅が密集する地域で、"
        f"一時周辺は騒然としました。警察と消防が火事の原因を詳しく調べています。"
    )


def japanese_festival(x: Draw) -> tuple[str, str]:
    town, other = x.two("ja_place")
    return f"{town}で伝統の祭り", (
        f"{town}の神社で地域に古くから伝わる祭りが行われ、多くの見物客でにぎわいました。{other}から訪れた{x.of('ja_person')}さんは「初めて見ましたが、"
        f"とても迫力がありました」と話していました。地元の保存会の人たちがみこしを担いで境内を練り歩き、五穀豊穣と無病息災を祈願しました。祭りは"
        f"あすまで行われ、子どもたちによる踊りも披露される予定です。"
    )


def thai_visit(x: Draw) -> tuple[str, str]:
    place, person = x.of("th_place"), x.of("th_person")
    return f"ผู้ว่าฯ ตรวจเยี่ยม{place}", (
        f"ผู้ว่าราชการจังหวัดลงพื้นที่ตรวจเยี่ยมประชาชนในตำบล{place} โดยมีนาย{person} นายอำเภอและหัวหน้าส่วนราชการให้การต้อนรับ "
        f"ผู้ว่าราชการจังหวัดได้รับฟังปัญหาและความต้องการของประชาชนในพื้นที่ พร้อมมอบถุงยังชีพให้แก่ผู้สูงอายุและผู้มีรายได้น้อย "
        f"และกำชับให้หน่วยงานที่เกี่ยวข้องเร่งแก้ไขปัญหาความเดือดร้อนอย่างเร่งด่วน"
    )


def thai_crash(x: Draw) -> tuple[str, str]:
    here, there = x.two("th_place")
    return f"รถชนที่{here}", (
        f"เจ้าหน้าที่ตำรวจสถานี{here}รับแจ้งเหตุรถ{x.one('กระบะ', 'ตู้', 'บรรทุก', 'เก๋ง')}เสียหลักชนเสาไฟฟ้าริมถนนสายมุ่งหน้า{there} "
        f"จึงรุดไปตรวจสอบพร้อมเจ้าหน้าที่กู้ภัย ในที่เกิดเหตุพบผู้ได้รับบาดเจ็บจึงเร่งนำส่งโรงพยาบาล เบื้องต้นคาดว่าคนขับหลับใน "
        f"เจ้าหน้าที่จะสอบสวนหาสาเหตุที่แท้จริงเพื่อดำเนินการตามกฎหมายต่อไป"
    )


UNCASED: tuple[Form, ...] = (
    chinese_office, chinese_visit, arabic_audience, arabic_condolence, japanese_fire, japanese_festival, thai_visit, thai_crash,
)  # fmt: skip
FAMILIES: tuple[Form, ...] = (
    english_readout, english_kickoff, english_appeal, german_closure, german_office, french_prefect, russian_outage, *UNCASED,
)  # fmt: skip


def forms(seed: int, count: int) -> list[dict[str, str]]:
    """About ``count`` texts; the same facts twice are one story."""
    dice, found = random.Random(seed), []
    for number in range(count * 5 // 6):
        family = FAMILIES[number % len(FAMILIES)]
        name, body = family(Draw(dice))
        hours = dice.randrange(60)
        row = {
            "title": name,
            "body": body,
            "cluster": body,
            "date": f"2026-03-{2 + hours // 24:02d}T{hours % 24:02d}:00:00Z",
        }
        found.append({**row, "publisher": dice.choice("ABC")})
        if number % 5 == 0:
            head, tail = dice.choice((("", ""), ("", " (dpa)"), ("", " © Agency"), ("ARVOLA (Wire) - ", "")))
            found.append({**row, "body": head + body + tail, "publisher": "D"})
    dice.shuffle(found)
    return [{"id": f"f{at:05d}", **row} for at, row in enumerate(found)]


def clusters(rows: list[dict[str, str]], batch: int) -> dict[str, str]:
    """The cluster of each id, where the texts come ``batch`` at a time."""
    from tasks.stories.decide import decide
    from tasks.stories.memory import NO_TEXT, MemoryStore
    from tasks.story_records import Print

    store, names = MemoryStore(), {at: row["id"] for at, row in enumerate(rows, start=1)}
    for at, row in enumerate(rows, start=1):
        when = datetime.fromisoformat(row["date"])
        store.put(Print(at, NO_TEXT, row["title"], ord(row["publisher"]), when, when, when), row["body"])
    for start in range(1, len(rows) + 1, batch):
        decide(store, range(start, min(start + batch, len(rows) + 1)))
    return {names[at]: str(min(names[m.article_id] for m in story.members)) for at, story in store.stories.items()}


def score(rows: list[dict[str, str]], label: dict[str, str]) -> tuple[int, int, int, int]:
    """Texts that meet a text of another story, texts, copies found, copies."""
    stories, found = defaultdict(list), defaultdict(set)
    for row in rows:
        stories[row["cluster"]].append(row["id"])
        found[label[row["id"]]].add(row["cluster"])
    wrong = sum(len(found[label[row["id"]]]) > 1 for row in rows)
    copies = [(a, b) for ids in stories.values() for a in ids for b in ids if a < b]
    return wrong, len(rows), sum(label[a] == label[b] for a, b in copies), len(copies)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=2400)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--orders", type=int, default=3)
    options = parser.parse_args()
    rows = forms(options.seed, options.texts)
    first: set[frozenset[str]] | None = None
    for order in range(options.orders):
        shuffled = rows[:]
        random.Random(order).shuffle(shuffled)
        batch = (len(rows), 100, 7)[order % 3]
        label = clusters(shuffled, batch)
        groups = defaultdict(set)
        for one, cluster in label.items():
            groups[cluster].add(one)
        got = {frozenset(ids) for ids in groups.values()}
        first = first or got
        wrong, texts, found, copies = score(rows, label)
        print(f"order {order}, {batch} at a time: {wrong}/{texts} texts meet another story ({wrong / texts:.1%}), "
              f"{found}/{copies} copies found ({found / copies:.1%}), {'equal' if got == first else 'DIFFERENT'} clusters")  # fmt: skip


if __name__ == "__main__":
    main()
