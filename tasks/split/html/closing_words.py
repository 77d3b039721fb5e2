"""What stands behind a text and is none of it, by its words: calls of the house, notices, credits of the newsroom."""

from __future__ import annotations

from tasks.split.html.openings import Openings, Phrases
from tasks.text import LazyPattern

CALL = Phrases(
    r"\b(?:click here|support (?:us|our work|independent)|"
    r"become a (?:member|patron|subscriber)|get in touch|e-?mail us|"
    r"write to (?:us|news)|send (?:us|it to|this to|your)|share this|tell us|let us know|leave a comment|"
    r"join (?:us|our|the conversation)|download (?:our|the) app|help(?:ed)? you\?|"
    r"(?:did you )?(?:like|enjoy)(?:ed)? this|was this (?:article|page|story)|have (?:a|you) (?:tip|story|news)|"
    r"know more about this|got a (?:tip|story)|pitch (?:in|us)|schedule a (?:call|demo|consultation)|"
    r"book a (?:call|demo)|request a (?:demo|quote)|free trial|hier klicken|klicken sie hier|jetzt (?:abonnieren|"
    r"anmelden|bestellen)|folgen sie|schreiben sie uns|spenden|abonnez-vous|inscrivez-vous|cliquez ici|suivez|"
    r"écrivez-nous|faites un don|suscríbete|síguenos|haga clic|escríbanos|apóyanos|inscreva-se|assine|siga(?:-nos)?|"
    r"clique aqui|apoie|iscriviti|seguici|clicca qui|sostienici|abonneer|volg ons|klik hier|prenumerera|följ oss|"
    r"zapisz się|obserwuj|kliknij|abone ol|takip edin|подпи[сш]\w+|присоединяйтесь)"
)
"""What a line behind the text may call its reader to do; an author may do so, too."""
STRONG_CALL = Phrases(
    r"\b(?:sign up|follow (?:us|me)\b|folgen sie uns|suivez[- ]nous|síguenos|siga-nos|seguici|volg ons|"
    r"följ oss|takip edin|подпи[сш]\w+ на)|"
    r"(?:^\W*|[.!?:,–—]\s*)"
    r"(?:suivez|rejoignez|abonnez|síg\w+|suscríb\w+|únete|acompanhe|siga|segui|seguite|iscriviti|follow(?!-)|join|"
    r"folg\w+|volg|følg|följ|seuraa|obserwuj|dołącz|sledujte|kövess\w*|urmăr\w+|ακολουθ\w+|takip|подпи[сш]\w+|"
    r"підпи[сш]\w+|приєдн\w+|присоед\w+|читайте|ikuti|gabung|bergabung|theo dõi|ติดตาม|تابع\w*|עקבו|הצטרפו)\b"
    r".{0,120}?\b(?:whatsapp|"
    r"telegram|google news|viber|facebook|instagram|tiktok|youtube|zalo|linkedin|"
    r"телеграм\w*|вотсап\w*|вайбер\w*|واتس\w*|تليجرام|וואטסאפ|טלגרם)|"
    r"^\W*(?:(?:found|spotted|see|seen|noticed) (?:an?|any) (?:error|mistake|typo)|fehler (?:gefunden|entdeckt)|"
    r"(?:une |vous avez (?:trouvé|repéré) une )?(?:erreur|coquille)\W*\?|(?:has (?:visto|encontrado|"
    r"detectado) )?algún error|"
    r"encontrou (?:um|algum) erro|(?:hai )?trovato un errore|fout gezien|hittat (?:ett )?fel|"
    r"zauważył\w+ błąd|(?:на[йш]\w+|заметили|знайшли|помітили) (?:\w+ )?(?:ошибк\w|опечатк\w|помилк\w))|"
    r"扫一扫|扫码|掃描|关注我们|關注我們|下载.{0,20}(?:app|客户端)|订阅|訂閱|フォローする|"
    r"読み放題|メールマガジン.{0,12}(?:届け|登録|配信)|登録すると|会員の方のみ|マイページで|구독|팔로우|تابعونا|हमें फॉलो"
)
"""The same where no author would."""
NOTICE = Openings(
    r"(?:this is a )?(?:breaking|developing) (?:news )?story|more (?:to follow|soon|details? to follow)\b|"
    r"(?:this|the) (?:story|article|page) (?:is|will be) (?:being )?(?:updated|developing)|"
    r"(?:dieser?|diese|der|die) (?:artikel|beitrag|text|meldung) "
    r"wird (?:laufend|fortlaufend|ständig|weiter)? ?aktualisiert|"
    r"(?:weitere informationen|mehr) in kürze|plus d['’]informations à (?:suivre|venir)|"
    r"article en cours de mise à jour|cet article (?:est|sera) (?:en cours|mis à jour)|"
    r"noticia en (?:desarrollo|ampliación|elaboración)|(?:habrá )?ampliación\b|"
    r"(?:notícia|matéria|reportagem) em atualização|mais informações em (?:breve|instantes)|"
    r"notizia in aggiornamento|articolo in aggiornamento|(?:dit|het) artikel wordt (?:aangevuld|bijgewerkt)|"
    r"artikeln uppdateras|texten uppdateras|saken (?:blir )?oppdater\w+|artiklen (?:bliver )?opdater\w+|"
    r"juttua päivitetään|artykuł (?:jest )?aktualizowany|článek (?:průběžně )?aktualizujeme|cikkünk frissül|"
    r"новость (?:дополняется|обновляется)|новина доповнюється|il vous reste .{1,12}% |la suite est réservée|"
    r"este contenido es exclusivo|"
    r"disclaimer|all rights|this (?:article|story|piece|column|report) (?:was (?:originally|first|produced|published|"
    r"updated)|is (?:part|from|republished)|has been|originally|first|about|appeared)|the views expressed|"
    r"the opinions expressed|"
    r"opinions expressed|the information (?:provided|contained)|no part of this|republish|correction:|"
    r"haftungsausschluss|alle rechte|tous droits|todos los derechos|todos os direitos|tutti i diritti|"
    r"wszelkie prawa|все права|免责声明|免責聲明|声明[:：]|版权|版權|违法|責任编辑|责任编辑|编辑[:：]|校对|来源[:：]|"
    r"انتهای پیام|原标题|本文(?:来自|转自|仅代表)|(?:责任)?编辑[:：]|举报|舉報|無断転載|저작권자|무단"
)
"""How a notice begins that stands behind a text."""
HOUSE = Phrases(
    r"\b(?:you|your|our|us|we|sie|ihr|ihre|uns|unser\w*|vous|votre|notre|nos|nous|usted|su|nuestr\w+|"
    r"você|seu|sua|nosso|nossa|voi|vostro|nostr\w+|jij|uw|onze|writes?|writer|reporter|editor|journalist|"
    r"contributor|correspondent|columnist)\b"
)
"""Words of a house about itself, beside its name."""
_ADVICE = (
    r"(?:\w+,? ){0,6}?(?:advice|advise|offer|offering|solicit\w*|endors\w+|recommendation|diagnos\w+|substitute|"
    r"replace\w*|conseils?|avis|beratung|rat|asesoramiento|consejos?|aconselhamento|consulenza|consigli)\b"
)
"""What a notice says that its text is not."""
LEGAL = Phrases(
    rf"\b(?:(?:does|do|shall|should|to) not (?:constitute|be construed as|provide) {_ADVICE}|"
    rf"not (?:be )?(?:intended|meant) (?:to|as|for) {_ADVICE}|not a substitute for|"
    r"for (?:general )?informational purposes only|\bappeared first on\b|distributed under the terms of the|"
    r"creative commons (?:attribution|licen[cs]e)|"
    r"affiliate (?:links?|disclosure)|affiliate-links?|(?:earn|receive) a (?:\w+ )?commission|"
    r"(?:are|is a) registered trademarks?|registered investment advis\w+|"
    r"securities (?:are )?offered through|member finra|"
    rf"(?:ersetzt|ersetzen) kein\w* {_ADVICE}|ne (?:saurait constituer|constitue\w* pas) {_ADVICE}|"
    rf"no (?:constituyen?|sustituyen?) {_ADVICE}|não (?:constitu\w+|substitu\w+) {_ADVICE}|"
    rf"non (?:costituisc|sostituisc)\w+ {_ADVICE})"
)
"""What lawyers have printed behind a text, wherever in the line."""
NEWSROOM = Phrases(
    r"^\W*(?:(?:with )?(?:additional |further )?(?:reporting|editing|writing|research)\b.{0,40}\bby\b|"
    r"(?:photos?|pictures?|images?)(?: (?:credits?|sources?|courtesy)\s?:|s? by [a-z])|"
    r"(?:featured?|header|lead|cover|top|hero) (?:image|photo|picture)\b.{0,12}\b(?:by|from|via|credit|courtesy)\b|"
    r"(?:übersetz(?:ung|t)|traduction|traducción|tradução|traduzione|vertaling|översättning)\s?(?::|von\b|par\b)|"
    r"(?:editor[’']s?|author[’']s) note\b|(?:mit material|quellen?|mitarbeit|redaktion) ?(?:von|:)|"
    r"(?:con información|avec) (?:de|l)\b.{0,40}$)|"
    r"\b(?:contribut(?:ed|ing) (?:reporting|(?:to|from) (?:this|the) (?:report|story|article|piece))|"
    r"reported from [a-z]|this (?:story|article|report|piece) .{0,80}\bproduced by\b|"
    r"(?:story|article) (?:also|first|originally) appeared\b)"
)
"""Who else of a newsroom took part, and where a text stood first."""
ABOUT = Phrases(
    r"\b(?:about|authors?|bio|writer|contributors?|über|zur person|autor\w*|"
    r"à propos|auteur\w*|sobre|acerca|sull|over de)\b"
)
"""What a heading above the life of an author says."""
TRADE = Phrases(
    r"\b(?:editor|writer|journalist|reporter|author|blogger|(?:co-?)?founder|ceo|president|director|manager|"
    r"professor|"
    r"lecturer|attorney|lawyer|partner|consultant|specialist|strategist|expert|researcher|analyst|photographer|"
    r"columnist|correspondent|contributor|redakteur(?:in)?|autor(?:in|a)?|journaliste?|journalist(?:in)?|"
    r"gründer(?:in)?|"
    r"rédact\w+|auteure?|fondat\w+|periodista|redactora?|fundadora?|jornalista|giornalista|scrittore|redacteur)\b"
)
"""What the life of a writer says that he is."""
LETTER = Phrases(
    r"(?:(?:^|[.!?:…–—]\s*|\b(?:please|just)\s+)(?:sign up|subscribe|register)\b.{0,80}\b(?:newsletters?|inbox|"
    r"e-?mail (?:updates|alerts|list))\b|\b(?:newsletters?|inbox)\b.{0,80}[.!?:–—]\s*(?:sign up|subscribe)\b|"
    r"\bmelden sie sich\b.{0,60}\bnewsletter|\bnewsletter\b.{0,40}\b(?:anmelden|abonnieren|bestellen)\b|"
    r"\b(?:abonnez|inscrivez)-vous\b.{0,60}\b(?:newsletter|lettre|infolettre)|"
    r"\b(?:suscríbe(?:te|se)|apúnt(?:ate|ese))\b.{0,60}\b(?:newsletter|boletín|boletines)|"
    r"\b(?:assine|inscreva-se|cadastre-se)\b.{0,60}\bnewsletter|\biscriv(?:iti|etevi)\b.{0,60}\bnewsletter|"
    r"\b(?:schrijf je in|meld je aan)\b.{0,60}\bnieuwsbrief)"
)
"""What asks readers for their address, in the middle of a text as well."""
INBOX = Phrases(
    r"\b(?:in|to|into|straight to) your (?:inbox|e-?mail)\b|\bin (?:ihr|dein)(?:em|en)? postfach\b|"
    r"\bdans (?:votre|ta) boîte|\ben (?:tu|su) (?:correo|bandeja|email)\b|"
    r"\b(?:no|na|em) (?:seu|sua|teu) (?:e-?mail|caixa)\b|"
    r"\bnella tua (?:casella|e-?mail|posta)\b|\bin (?:je|uw) (?:mailbox|inbox)\b|\bi din (?:inkorg|innboks|indbakke)\b|"
    r"\bna twoj\w+ (?:skrzynk\w+|e-?mail)|\bdo twojej skrzynki|\bв (?:вашу|вашей|ваш|твою) (?:почт\w+|ящик)|"
    r"\bна вашу (?:почту|пошту)|e-?postanız\w*|\bkotak (?:surat|masuk)\w*|\bhộp thư (?:của )?bạn|อีเมลของคุณ|"
    r"(?:您|你)的(?:邮箱|信箱|電子郵件)|メール(?:で|に|ボックス).{0,8}(?:届|配信)|메일함|이메일로 (?:받|보내)|"
    r"(?:إلى|في) (?:بريدك|صندوق بريدك)|ایمیل شما|আপনার ইমেইল|आपके (?:इनबॉक्स|ईमेल)"
)
"""What offers to write to its reader: somebody's letter box, addressed as "yours"."""
POINTING = LazyPattern(r"[👉👇➡►▶➤]")
"""Signs that point at what else there is to read."""
