"""Made-up walls as many systems print them, in many languages, and true stories about the same things."""

from __future__ import annotations

_MENU = (
    "<header><nav><ul>{}</ul></nav><form role=search><input name=s placeholder='…'><button>OK</button></form></header>"
)


def _page(
    title: str, inner: str, *, lang: str = "en", head: str = "", menu: tuple[str, ...] = (), after: str = ""
) -> bytes:
    links = "".join(f'<li><a href="/{n}">{words}</a></li>' for n, words in enumerate(menu))
    return (
        f"<!doctype html><html lang={lang}><head><meta charset=utf-8><title>{title}</title>{head}</head><body>"
        f"{_MENU.format(links) if menu else ''}<main>{inner}</main>{after}</body></html>"
    ).encode()


def _told(*paragraphs: str) -> str:
    return "".join(f"<p>{words}</p>" for words in paragraphs)


_NOINDEX = '<meta name="robots" content="noindex, follow">'
_RECENT = "<aside><h2>{}</h2><ul>" + "".join(
    f'<li><a href="/2026/0{n}/report-{n}">{words}</a></li>'
    for n, words in enumerate((
        "Ferry company orders three new boats", "Council votes on the fish market's roof", "Storm closes the east pier",
        "Museum finds a lost map of the harbour", "Rowers win the regional cup again",
    ), 1)
) + "</ul></aside>"  # fmt: skip

WALLS = {
    "blog system, missing, with recent posts": ("not_found_page", _page(
        "Page not found – Quay Courier", "<article class='error-404 not-found'><h1>Oops! That page can’t be found.</h1>"
        + _told("It looks like nothing was found at this location. Maybe try one of the links below or a search?")
        + "</article>" + _RECENT.format("Recent Posts"), menu=("Home", "News", "Sport", "Culture", "Contact us"),
        head=_NOINDEX)),
    "portal system, missing": ("not_found_page", _page(
        "Page not found | Quay Courier", "<h1>Page not found</h1>" + _told("The requested page could not be found."),
        menu=("Home", "News", "Sport"))),
    "script framework, missing": ("not_found_page", _page(
        "404: This page could not be found", "<h1>404</h1><h2>This page could not be found.</h2>", head=_NOINDEX)),
    "web server's own, missing": ("not_found_page", _page(
        "404 Not Found", "<h1>Not Found</h1>" + _told("The requested URL was not found on this server."))),
    "expired, Swedish": ("not_found_page", _page(
        "Artikeln finns inte längre", "<h1>Artikeln finns inte längre</h1>" + _told(
            "Artikeln du söker har tagits bort eller flyttats. Gå till startsidan för de senaste nyheterna."),
        lang="sv")),
    "missing, Hungarian": ("not_found_page", _page(
        "404 – A keresett oldal nem található", "<h1>A keresett oldal nem található</h1>" + _told(
            "Lehet, hogy az oldalt törölték vagy áthelyezték."), lang="hu")),
    "missing, Turkish": ("not_found_page", _page(
        "Aradığınız sayfa bulunamadı", "<h1>Aradığınız sayfa bulunamadı!</h1>" + _told(
            "Sayfa kaldırılmış ya da adresi değişmiş olabilir. Ana sayfaya dönün."), lang="tr")),
    "missing, Portuguese, of an article": ("not_found_page", _page(
        "Ops! Página não encontrada - Diário do Cais", "<h1>Ops! Página não encontrada</h1>" + _told(
            "O conteúdo que você procura não existe mais ou mudou de endereço.", "Voltar para a página inicial"),
        lang="pt")),
    "missing, Korean": ("not_found_page", _page(
        "페이지를 찾을 수 없습니다 | 부두신문", "<h1>요청하신 페이지를 찾을 수 없습니다.</h1>" + _told(
            "주소가 잘못 입력되었거나 기사가 삭제되었을 수 있습니다."), lang="ko")),
    "missing, Arabic": ("not_found_page", _page(
        "الصفحة غير موجودة - بريد الميناء", "<h1>عذراً، الصفحة غير موجودة</h1>" + _told(
            "ربما تم حذف الصفحة أو نقلها إلى عنوان آخر."), lang="ar")),
    "blocked by a protection service": ("wall_bot_check", _page(
        "Access denied | quay.example used a service to restrict access", "<h1>Sorry, you have been blocked</h1>"
        "<h2>You are unable to access quay.example</h2>" + _told(
            "Why have I been blocked? This website is using a security service to protect itself from online attacks. "
            "The action you just performed triggered the security solution.",
            "What can I do to resolve this? You can email the site owner to let them know you were blocked. Please "
            "include what you were doing when this page came up and the Ray ID found at the bottom of this page."))),
    "unusual traffic": ("wall_bot_check", _page(
        "https://news.example/a/1", _told(
            "Our systems have detected unusual traffic from your computer network. This page checks to see if it's "
            "really you sending the requests, and not a robot. Please show that you are not a robot."),
        after='<div class="g-recaptcha" data-sitekey="x"></div>')),
    "press and hold": ("wall_bot_check", _page(
        "Access to this page has been denied.", "<h1>Before we continue...</h1>" + _told(
            "Press & Hold to confirm you are a human (and not a bot).", "Reference ID 5f1e2d3c"),
        after='<div id="px-captcha"></div>')),
    "script needed": ("wall_bot_check", _page(
        "news.example", _told("Please enable JS and disable any ad blocker"), head=_NOINDEX,
        after='<script src="https://ct.captcha-delivery.com/c.js"></script>')),
    "check, Portuguese": ("wall_bot_check", _page(
        "Verificando se você é humano", "<h1>Verificando se você é humano</h1>" + _told(
            "Isso pode levar alguns segundos. Ative o JavaScript e os cookies para continuar."), lang="pt",
        head=_NOINDEX)),
    "incident": ("wall_bot_check", _page(
        "", _told("Request unsuccessful. Incapsula incident ID: 1234000-987654321"), head=_NOINDEX,
        after='<script src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e6fffd425f7e032f3"></script>')),
    "pay or consent, German": ("wall_consent", _page(
        "Kaibote: Mit Werbung weiterlesen oder Abo", "<h1>Mit Werbung weiterlesen</h1>" + _told(
            "Besuchen Sie uns wie gewohnt mit Werbung und Tracking. Details finden Sie in der Datenschutzerklärung.",
            "Wir und unsere 210 Partner speichern Informationen auf Ihrem Gerät. Ihre Einwilligung können Sie "
            "jederzeit widerrufen."), lang="de", head=_NOINDEX)),
    "consent, French": ("wall_consent", _page(
        "Votre vie privée compte pour nous", "<h1>Votre vie privée compte pour nous</h1>" + _told(
            "Avec votre consentement, nos partenaires et nous utilisons des cookies pour stocker des informations.",
            "Continuer sans accepter", "Tout accepter"), lang="fr")),
    "consent, Italian, or subscription": ("wall_consent", _page(
        "Informativa sulla privacy", "<h1>Scegli come continuare</h1>" + _told(
            "Noi e i nostri partner utilizziamo cookie. Accetta e continua, oppure abbonati.",
            "Puoi revocare il consenso in ogni momento."), lang="it", head=_NOINDEX)),
    "login, Spanish": ("wall_login", _page(
        "Inicia sesión para seguir leyendo", "<h1>Inicia sesión para seguir leyendo</h1>" + _told(
            "Correo electrónico", "Contraseña", "¿Has olvidado tu contraseña?"), lang="es",
        after='<form action="/login"><input type="password"></form>')),
    "registration": ("wall_login", _page(
        "Register for free to continue reading", "<h1>Register for free to continue reading</h1>" + _told(
            "Create an account with your email address. Already have an account? Sign in."), head=_NOINDEX)),
    "login, Chinese": ("wall_login", _page(
        "请登录后继续阅读 - 码头日报", "<h1>请登录后继续阅读</h1>" + _told("手机号", "密码", "忘记密码?"), lang="zh",
        after='<form><input type="password"></form>')),
    "country, Spanish": ("wall_geo", _page(
        "Contenido no disponible en tu país", "<h1>Contenido no disponible en tu país</h1>" + _told(
            "Por cuestiones de derechos este contenido no se puede ver desde su ubicación."), lang="es")),
    "cache server's error": ("maintenance_page", _page(
        "503 Backend fetch failed", "<h1>Error 503 Backend fetch failed</h1>" + _told(
            "Backend fetch failed", "Guru Meditation:", "XID: 1234567"))),
    "maintenance, Japanese": ("maintenance_page", _page(
        "ただいまメンテナンス中です｜埠頭新聞", "<h1>メンテナンスのお知らせ</h1>" + _told(
            "ただいまシステムメンテナンスを実施しております。しばらくしてから再度アクセスしてください。"), lang="ja")),
    "database down": ("maintenance_page", _page(
        "Database Error", "<h1>Error establishing a database connection</h1>")),
}  # fmt: skip

_QUAY = (
    "The harbour office said on Tuesday that {} boats had been told to wait outside the east pier until noon.",
    "Mara Lindqvist, who has worked at the quay for thirty years, said that nobody had seen a queue like it.",
)


def _story(title: str, *paragraphs: str, lang: str = "en", head: str = "", after: str = "") -> bytes:
    return _page(
        f"{title} - Quay Courier", f"<article><h1>{title}</h1>{_told(*paragraphs)}</article>", lang=lang, head=head,
        menu=("Home", "News", "Log in", "Subscribe"), after=after,
    )  # fmt: skip


_LD = (
    '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"x",'
    '"datePublished":"2026-06-18T08:00:00Z"}</script>'
)

STORIES = {
    "404 as a title of a play": _story(
        "Page Not Found", "The play Page Not Found opened at the Old Customs House on Monday night.",
        "Its two actors search for a lost child in the archive of a town that has forgotten her name.",
        "Tickets cost 18 euros; the last evening is on 4 July.", head=_LD),
    "cookies to eat": _story(
        "Cookies for the fishermen", "Pupils of the harbour school baked 400 cookies for the crews on Friday.",
        "All partners of the school gave flour and butter, and the crews accepted every single one."),
    "a court on cookie banners": _story(
        "Court: \"Reject all\" must be as easy as \"Accept all\"",
        "The highest court ruled on Thursday that cookie banners have to offer both buttons side by side.",
        "Publishers and their partners store information on devices; readers may withdraw their consent at any time.",
        "The privacy policy of the sued site had to be changed, its vendors were named one by one."),
    "maintenance of a bridge": _story(
        "Bridge down for maintenance until Monday", "The swing bridge is down for scheduled maintenance.",
        "It will be back on Monday; boats are asked to try again later. The port apologised for any inconvenience."),
    "outage of a bank": _story(
        "Something went wrong: bank app fails again", "Customers of the Harbour Bank could not log in on Tuesday.",
        "The app said that the service was temporarily unavailable. The bank spoke of technical difficulties."),
    "passwords": _story(
        "Why you should change your password today", "A list of 10,000 passwords of port workers was sold online.",
        "Whoever gets an email that asks to sign in should not click. Forgot your password? Ask your own office."),
    "bots": _story(
        "Are you a robot? Ticket seller blocks fans", "Fans were asked to prove that they are not a robot, for hours.",
        "The captcha failed in most browsers, and automated traffic bought the tickets meanwhile."),
    "country": _story(
        "Not available in your country: why films vanish", "Films vanish because licensing differs by region.",
        "For legal reasons a service may show one film here and another there, says Mara Lindqvist of the film board."),
    "missing person": _story(
        "Nothing found after three days of search", "Divers found nothing in the old dock, police said on Wednesday.",
        "The search for the missing skipper goes on; his boat was moved to the west pier."),
    "access denied to a beach": _story(
        "Access denied: fence closes public beach", "A fence closes the beach north of the pier since Sunday.",
        "Bathers were turned away by a security service. The owner says that permission to access was never given."),
    "short note, German": _story(
        "Seite nicht gefunden: Stadtarchiv verliert Akten", "Dem Stadtarchiv fehlen seit dem Umzug 40 Akten.",
        "Sie wurden nicht gefunden, teilte die Leiterin am Montag mit. Gesucht wird seit März in drei Lagern.",
        "Ein Teil der Akten war schon vor dem Umzug in die alte Zollhalle gebracht worden, sagte sie weiter.",
        lang="de"),
    "login problem, French": _story(
        "Connexion impossible pour 2 000 élèves", "Deux mille élèves n'ont pas pu se connecter lundi matin.",
        "Leur mot de passe avait expiré pendant les vacances, selon la région.", lang="fr"),
    "shop closes, Spanish": _story(
        "La página 404 de una librería que no existe", "La librería del muelle cerró el viernes después de 80 años.",
        "Su dueña dice que ya no existe el barrio que la sostenía.", lang="es"),
    "wait, Italian": _story(
        "Un momento di paura al porto", "Una gru è caduta sul molo lunedì mattina, nessuno è rimasto ferito.",
        "I lavori di manutenzione erano finiti venerdì, dice la capitaneria.", lang="it"),
    "privacy law, Dutch": _story(
        "Wij respecteren uw privacy, maar niet heus", "De toezichthouder gaf drie sites een boete om hun cookies.",
        "Zij vroegen geen toestemming, en partners kregen de gegevens toch.", lang="nl"),
    "robots, Chinese": _story(
        "港口机器人昨日上岗", "新的装卸机器人昨日在东码头开始工作，首日搬运了四百个集装箱。",
        "码头负责人表示，旧页面系统已删除，工人需要重新登录新的系统。", lang="zh"),
    "missing pages, Japanese": _story(
        "江戸時代の日記、二ページが見つかりません", "港町の資料館は、日記の二ページが見つからないと発表した。",
        "引っ越しの際に失われた可能性があるという。館長は「残念だ」と話した。", lang="ja"),
    "search engine hides it, with a form": _story(
        "Ferry runs late again", _QUAY[0].format(12), _QUAY[1], head=_NOINDEX,
        after='<form><input type="password"></form><div class="cookie-banner">We use cookies. <button>Accept all'
              "</button></div>"),
    "very short, with a date": _story(
        "Gone", "The last steam ferry was towed away on Tuesday. It is gone for good, its captain said.", head=_LD),
    "removed statue": _story(
        "Statue removed after vote", "The statue on the quay was removed on Monday and moved to the museum.",
        "It is no longer here, but visitors can go back to the front of the old customs house to see its base."),
    "consent in medicine": _story(
        "Consent required, says hospital board", "Patients have to give their consent before any operation.",
        "The board changed its preferences after a patient sued the hospital; partners may be asked, too."),
    "maintenance, Russian": _story(
        "Технические работы на мосту", "Технические работы на мосту начнутся в понедельник и продлятся неделю.",
        "Движение откроют позже, сообщила администрация порта.", lang="ru"),
}  # fmt: skip
