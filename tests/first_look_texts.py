"""Titles and paragraphs in many languages for made-up pages: ours, of no page anywhere."""

from __future__ import annotations

TITLES = {
    "en": "Harbour council votes to keep the old swing bridge open",
    "de": "Stadtrat stimmt für den Erhalt der alten Drehbrücke",
    "fr": "Le conseil vote le maintien du vieux pont tournant",
    "es": "El ayuntamiento decide conservar el viejo puente giratorio",
    "pt": "Câmara decide manter aberta a velha ponte giratória",
    "it": "Il consiglio vota per tenere aperto il vecchio ponte girevole",
    "nl": "Raad stemt voor behoud van de oude draaibrug",
    "sv": "Kommunen röstar för att behålla den gamla svängbron",
    "da": "Byrådet stemmer for at bevare den gamle svingbro",
    "fi": "Kaupunginvaltuusto päätti säilyttää vanhan kääntösillan",
    "pl": "Rada miasta głosuje za utrzymaniem starego mostu obrotowego",
    "cs": "Zastupitelé rozhodli o zachování starého otočného mostu",
    "hu": "A közgyűlés a régi forgóhíd megtartása mellett döntött",
    "ro": "Consiliul a votat păstrarea vechiului pod rotitor",
    "el": "Το συμβούλιο ψήφισε να μείνει ανοιχτή η παλιά γέφυρα",
    "tr": "Belediye meclisi eski döner köprüyü açık tutma kararı aldı",
    "ru": "Городской совет решил сохранить старый разводной мост",
    "uk": "Міська рада вирішила зберегти старий розвідний міст",
    "ar": "المجلس البلدي يصوت على إبقاء الجسر القديم مفتوحا",
    "he": "מועצת העיר החליטה להשאיר את הגשר הישן פתוח",
    "hi": "नगर परिषद ने पुराने पुल को खुला रखने का फैसला किया",
    "id": "Dewan kota memutuskan mempertahankan jembatan putar tua",
    "vi": "Hội đồng thành phố quyết định giữ cây cầu quay cũ",
    "th": "สภาเมืองลงมติให้คงสะพานหมุนเก่าไว้",
    "zh": "市议会投票决定保留老旋转桥继续通行",
    "ja": "市議会、古い旋回橋の存続を可決",
    "ko": "시의회, 낡은 선개교를 계속 열어두기로 의결",
}

PARAGRAPHS = {
    "en": (
        "The harbour council decided on Tuesday evening that the swing bridge between the two old basins will stay open.",
        "Engineers had asked for a new crossing further north, but the costs of it had grown to almost nine million.",
        "Repairs of the iron bearings are to begin in spring, and barges will be led around the works at night.",
    ),
    "de": (
        "Der Stadtrat hat am Dienstagabend beschlossen, dass die Drehbrücke zwischen den beiden alten Becken bestehen bleibt.",
        "Die Ingenieure hatten einen neuen Übergang weiter nördlich gefordert, doch dessen Kosten waren auf neun Millionen gestiegen.",
        "Die Arbeiten an den eisernen Lagern sollen im Frühjahr beginnen, nachts werden die Kähne umgeleitet.",
    ),
    "fr": (
        "Le conseil a décidé mardi soir que le pont tournant entre les deux anciens bassins resterait ouvert à la circulation.",
        "Les ingénieurs réclamaient un nouveau passage plus au nord, mais son coût avait grimpé à près de neuf millions.",
        "Les travaux sur les paliers de fer commenceront au printemps et les péniches seront déviées pendant la nuit.",
    ),
    "es": (
        "El ayuntamiento decidió el martes por la noche que el puente giratorio entre las dos viejas dársenas seguirá abierto.",
        "Los ingenieros pedían un nuevo paso más al norte, pero su coste había subido hasta casi nueve millones.",
        "Las obras en los cojinetes de hierro empezarán en primavera y las barcazas serán desviadas por la noche.",
    ),
    "pt": (
        "A câmara decidiu na terça-feira à noite que a ponte giratória entre as duas velhas docas continuará aberta.",
        "Os engenheiros pediam uma nova travessia mais a norte, mas o seu custo tinha subido a quase nove milhões.",
        "As obras nos rolamentos de ferro começam na primavera e as barcaças serão desviadas durante a noite.",
    ),
    "it": (
        "Il consiglio ha deciso martedì sera che il ponte girevole tra i due vecchi bacini resterà aperto al traffico.",
        "Gli ingegneri chiedevano un nuovo passaggio più a nord, ma il suo costo era salito a quasi nove milioni.",
        "I lavori sui cuscinetti di ferro inizieranno in primavera e le chiatte saranno deviate durante la notte.",
    ),
    "nl": (
        "De raad besloot dinsdagavond dat de draaibrug tussen de twee oude havenbekkens open blijft voor al het verkeer.",
        "Ingenieurs hadden om een nieuwe oversteek verder naar het noorden gevraagd, maar die kostte bijna negen miljoen.",
        "Het werk aan de ijzeren lagers begint in het voorjaar en de schepen worden 's nachts omgeleid.",
    ),
    "sv": (
        "Kommunen beslutade på tisdagskvällen att svängbron mellan de två gamla hamnbassängerna ska förbli öppen.",
        "Ingenjörerna hade begärt en ny förbindelse längre norrut, men kostnaden hade stigit till nästan nio miljoner.",
        "Arbetet med järnlagren ska börja i vår och pråmarna kommer att ledas om under natten.",
    ),
    "da": (
        "Byrådet besluttede tirsdag aften, at svingbroen mellem de to gamle havnebassiner forbliver åben for trafikken.",
        "Ingeniørerne havde bedt om en ny forbindelse længere mod nord, men prisen var steget til næsten ni millioner.",
        "Arbejdet på jernlejerne begynder til foråret, og prammene bliver ledt uden om om natten.",
    ),
    "fi": (
        "Kaupunginvaltuusto päätti tiistai-iltana, että vanhojen satama-altaiden välinen kääntösilta pysyy avoinna.",
        "Insinöörit olivat vaatineet uutta ylityspaikkaa pohjoisempaan, mutta sen hinta oli noussut lähes yhdeksään miljoonaan.",
        "Rautalaakerien korjaus alkaa keväällä, ja proomut ohjataan yöllä toista reittiä.",
    ),
    "pl": (
        "Rada zdecydowała we wtorek wieczorem, że most obrotowy między dwoma starymi basenami portowymi pozostanie otwarty.",
        "Inżynierowie chcieli nowej przeprawy dalej na północ, ale jej koszt wzrósł do prawie dziewięciu milionów.",
        "Prace przy żelaznych łożyskach rozpoczną się wiosną, a barki będą w nocy kierowane inną drogą.",
    ),
    "cs": (
        "Zastupitelé v úterý večer rozhodli, že otočný most mezi dvěma starými přístavními bazény zůstane otevřený.",
        "Inženýři žádali nový přechod dále na severu, ale jeho cena vzrostla téměř na devět milionů.",
        "Práce na železných ložiscích začnou na jaře a čluny budou v noci odkláněny.",
    ),
    "hu": (
        "A közgyűlés kedden este úgy döntött, hogy a két régi kikötőmedence közötti forgóhíd nyitva marad.",
        "A mérnökök új átkelőt kértek északabbra, de annak költsége csaknem kilencmillióra emelkedett.",
        "A vascsapágyak javítása tavasszal kezdődik, az uszályokat éjszaka más útra terelik.",
    ),
    "ro": (
        "Consiliul a hotărât marți seara că podul rotitor dintre cele două bazine vechi va rămâne deschis circulației.",
        "Inginerii ceruseră o nouă trecere mai la nord, dar costul acesteia crescuse la aproape nouă milioane.",
        "Lucrările la lagărele de fier vor începe la primăvară, iar șlepurile vor fi deviate noaptea.",
    ),
    "el": (
        "Το συμβούλιο αποφάσισε το βράδυ της Τρίτης ότι η γέφυρα ανάμεσα στις δύο παλιές δεξαμενές θα μείνει ανοιχτή.",
        "Οι μηχανικοί ζητούσαν ένα νέο πέρασμα βορειότερα, αλλά το κόστος του είχε φτάσει τα εννέα εκατομμύρια.",
        "Οι εργασίες στα σιδερένια έδρανα θα αρχίσουν την άνοιξη και οι φορτηγίδες θα περνούν τη νύχτα από αλλού.",
    ),
    "tr": (
        "Belediye meclisi salı akşamı iki eski liman havzası arasındaki döner köprünün açık kalmasına karar verdi.",
        "Mühendisler daha kuzeyde yeni bir geçit istemişti, ancak maliyeti neredeyse dokuz milyona çıkmıştı.",
        "Demir yatakların onarımı ilkbaharda başlayacak, mavnalar gece başka bir yoldan geçirilecek.",
    ),
    "ru": (
        "Городской совет решил во вторник вечером, что разводной мост между двумя старыми гаванями останется открытым.",
        "Инженеры просили построить новую переправу севернее, но её стоимость выросла почти до девяти миллионов.",
        "Ремонт железных опор начнётся весной, а баржи ночью будут пускать в обход.",
    ),
    "uk": (
        "Міська рада вирішила у вівторок увечері, що розвідний міст між двома старими гаванями залишиться відкритим.",
        "Інженери просили збудувати нову переправу північніше, але її вартість зросла майже до дев'яти мільйонів.",
        "Ремонт залізних опор почнеться навесні, а баржі вночі пускатимуть в обхід.",
    ),
    "ar": (
        "قرر المجلس البلدي مساء الثلاثاء أن يبقى الجسر الدوار بين حوضي الميناء القديمين مفتوحا أمام حركة المرور.",
        "وكان المهندسون قد طالبوا بمعبر جديد إلى الشمال لكن كلفته ارتفعت إلى ما يقرب من تسعة ملايين.",
        "وستبدأ أعمال إصلاح المحامل الحديدية في الربيع وستحول الصنادل إلى طريق آخر أثناء الليل.",
    ),
    "he": (
        "מועצת העיר החליטה ביום שלישי בערב כי הגשר המסתובב בין שני המעגנים הישנים יישאר פתוח לתנועה.",
        "המהנדסים ביקשו מעבר חדש צפונה יותר אך עלותו טיפסה לכמעט תשעה מיליון לפי ההערכות האחרונות.",
        "העבודות במסבי הברזל יתחילו באביב והדוברות יופנו בלילה לדרך אחרת סביב הנמל.",
    ),
    "hi": (
        "नगर परिषद ने मंगलवार शाम को तय किया कि दो पुराने बंदरगाहों के बीच का घूमने वाला पुल खुला रहेगा।",
        "इंजीनियरों ने उत्तर में एक नया पुल माँगा था, लेकिन उसकी लागत लगभग नब्बे लाख तक पहुँच गई थी।",
        "लोहे के बेयरिंग की मरम्मत वसंत में शुरू होगी और रात में नावों को दूसरे रास्ते से भेजा जाएगा।",
    ),
    "id": (
        "Dewan kota memutuskan pada Selasa malam bahwa jembatan putar di antara dua kolam pelabuhan tua tetap dibuka.",
        "Para insinyur meminta penyeberangan baru lebih ke utara, tetapi biayanya telah naik hingga hampir sembilan juta.",
        "Perbaikan bantalan besi akan dimulai pada musim semi dan tongkang dialihkan pada malam hari.",
    ),
    "vi": (
        "Hội đồng thành phố quyết định vào tối thứ Ba rằng cây cầu quay giữa hai bến cảng cũ sẽ tiếp tục mở cửa.",
        "Các kỹ sư đã yêu cầu một lối qua mới ở phía bắc, nhưng chi phí đã tăng lên gần chín triệu.",
        "Việc sửa chữa các ổ trục bằng sắt sẽ bắt đầu vào mùa xuân và sà lan sẽ đi đường khác vào ban đêm.",
    ),
    "th": (
        "สภาเมืองตัดสินใจเมื่อค่ำวันอังคารว่าสะพานหมุนระหว่างอ่าวเก่าทั้งสองแห่งจะยังคงเปิดให้รถและเรือผ่านไปมาได้ตามเดิม",
        "วิศวกรเคยเสนอให้สร้างทางข้ามใหม่ทางทิศเหนือแต่ค่าใช้จ่ายเพิ่มขึ้นจนเกือบเก้าล้านบาทจึงไม่ผ่านความเห็นชอบ",
        "การซ่อมแซมลูกปืนเหล็กจะเริ่มในฤดูใบไม้ผลิและเรือบรรทุกสินค้าจะต้องใช้เส้นทางอื่นในเวลากลางคืน",
    ),
    "zh": (
        "市议会星期二晚间决定，两个老港池之间的旋转桥将继续向车辆和行人开放，不再考虑拆除的方案。",
        "工程师曾要求在更北的地方修建新的通道，但是它的费用已经上涨到将近九百万，远远超出预算。",
        "铁轴承的维修工作将在春天开始，夜间驳船将绕道行驶，白天的交通不会受到影响。",
    ),
    "ja": (
        "市議会は火曜日の夜、二つの古い港の間にかかる旋回橋を今後も通行できるようにすることを決めた。",
        "技術者たちは北側に新しい橋を求めていたが、その費用は九百万近くまで膨らんでいたという。",
        "鉄の軸受けの修理は春に始まり、夜の間は運搬船が別の航路を通ることになる見通しだ。",
    ),
    "ko": (
        "시의회는 화요일 저녁 두 개의 오래된 항만 사이에 있는 선개교를 계속 열어두기로 결정했다고 밝혔다.",
        "기술자들은 더 북쪽에 새로운 다리를 요구했지만 비용은 거의 구백만까지 늘어난 것으로 알려졌다.",
        "쇠로 만든 베어링의 수리는 봄에 시작되며 밤에는 바지선이 다른 길로 돌아가게 될 예정이다.",
    ),
}
