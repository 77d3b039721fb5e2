"""The time zone of a page that states none: its country's by its host, else that of a language of one zone.

Only countries and languages are listed whose people all read one clock (or nearly all: Spain without its islands);
domains that are sold for their sound (.tv, .io) tell nothing.
"""

from __future__ import annotations

from urllib.parse import urlsplit

_BY_ZONE = {
    # zone: country codes of hosts; languages
    "Europe/London": ("uk", ""),
    "Europe/Dublin": ("ie", "ga"),
    "Europe/Lisbon": ("pt", ""),
    "Europe/Madrid": ("es", "ca eu gl"),
    "Europe/Paris": ("fr", ""),
    "Europe/Brussels": ("be", ""),
    "Europe/Amsterdam": ("nl", "nl"),
    "Europe/Luxembourg": ("lu", "lb"),
    "Europe/Berlin": ("de", "de"),
    "Europe/Zurich": ("ch li", ""),
    "Europe/Vienna": ("at", ""),
    "Europe/Rome": ("it", "it"),
    "Europe/Copenhagen": ("dk", "da"),
    "Europe/Oslo": ("no", "no nb nn"),
    "Europe/Stockholm": ("se", "sv"),
    "Europe/Helsinki": ("fi", "fi"),
    "Atlantic/Reykjavik": ("is", "is"),
    "Europe/Tallinn": ("ee", "et"),
    "Europe/Riga": ("lv", "lv"),
    "Europe/Vilnius": ("lt", "lt"),
    "Europe/Warsaw": ("pl", "pl"),
    "Europe/Prague": ("cz", "cs"),
    "Europe/Bratislava": ("sk", "sk"),
    "Europe/Budapest": ("hu", "hu"),
    "Europe/Ljubljana": ("si", "sl"),
    "Europe/Zagreb": ("hr", "hr"),
    "Europe/Belgrade": ("rs", "sr"),
    "Europe/Sarajevo": ("ba", "bs"),
    "Europe/Skopje": ("mk", "mk"),
    "Europe/Tirane": ("al", "sq"),
    "Europe/Athens": ("gr", "el"),
    "Asia/Nicosia": ("cy", ""),
    "Europe/Bucharest": ("ro", "ro"),
    "Europe/Chisinau": ("md", ""),
    "Europe/Sofia": ("bg", "bg"),
    "Europe/Kyiv": ("ua", "uk"),
    "Europe/Minsk": ("by", "be"),
    "Europe/Istanbul": ("tr", "tr"),
    "Asia/Tbilisi": ("ge", "ka"),
    "Asia/Yerevan": ("", "hy"),
    "Asia/Baku": ("az", "az"),
    "Asia/Jerusalem": ("il", "he"),
    "Asia/Beirut": ("lb", ""),
    "Asia/Amman": ("jo", ""),
    "Asia/Baghdad": ("iq", ""),
    "Asia/Riyadh": ("sa kw qa bh ye", ""),
    "Asia/Dubai": ("ae om", ""),
    "Africa/Cairo": ("eg", ""),
    "Africa/Tunis": ("tn", ""),
    "Africa/Algiers": ("dz", ""),
    "Africa/Lagos": ("ng", ""),
    "Africa/Accra": ("gh", ""),
    "Africa/Nairobi": ("ke tz ug et", ""),
    "Africa/Johannesburg": ("za ls bw zw zm mw", "af zu xh"),
    "Asia/Tehran": ("ir", ""),
    "Asia/Karachi": ("pk", ""),
    "Asia/Kolkata": ("in lk", "hi mr gu kn ml te pa"),
    "Asia/Kathmandu": ("np", "ne"),
    "Asia/Dhaka": ("bd", ""),
    "Asia/Bangkok": ("th", "th"),
    "Asia/Ho_Chi_Minh": ("vn", "vi"),
    "Asia/Kuala_Lumpur": ("my", "ms"),
    "Asia/Singapore": ("sg", ""),
    "Asia/Manila": ("ph", "tl"),
    "Asia/Hong_Kong": ("hk", ""),
    "Asia/Taipei": ("tw", ""),
    "Asia/Shanghai": ("cn", "zh"),
    "Asia/Seoul": ("kr", "ko"),
    "Asia/Tokyo": ("jp", "ja"),
    "Pacific/Auckland": ("nz", "mi"),
    "America/Argentina/Buenos_Aires": ("ar", ""),
    "America/Montevideo": ("uy", ""),
    "America/Santiago": ("cl", ""),
    "America/Lima": ("pe", ""),
    "America/Caracas": ("ve", ""),
}
_COUNTRY = {code: zone for zone, (codes, _) in _BY_ZONE.items() for code in codes.split()}
_LANGUAGE = {code: zone for zone, (_, codes) in _BY_ZONE.items() for code in codes.split()}


def zone_of(url: str | None, language: str | None) -> str | None:
    """IANA name of the zone in which a page prints its dates; None where neither host nor language tells.

    ``url``: the page's address; ``language``: ISO 639-1 code of its text. Either may be None.
    """
    try:
        host = (urlsplit(url).hostname or "") if url else ""
    except ValueError:
        host = ""
    return _COUNTRY.get(host.rpartition(".")[2]) or _LANGUAGE.get(language or "")
