"""The regions of Kazakhstan, offered where an asker may say from where they write; anything else may be typed."""

from __future__ import annotations

from studio.briefing import Translated

REGIONS: tuple[Translated, ...] = (
    {"kk": "Астана", "ru": "Астана", "en": "Astana"},
    {"kk": "Алматы", "ru": "Алматы", "en": "Almaty"},
    {"kk": "Шымкент", "ru": "Шымкент", "en": "Shymkent"},
    {"kk": "Абай облысы", "ru": "Абайская область", "en": "Abai Region"},
    {"kk": "Ақмола облысы", "ru": "Акмолинская область", "en": "Akmola Region"},
    {"kk": "Ақтөбе облысы", "ru": "Актюбинская область", "en": "Aktobe Region"},
    {"kk": "Алматы облысы", "ru": "Алматинская область", "en": "Almaty Region"},
    {"kk": "Атырау облысы", "ru": "Атырауская область", "en": "Atyrau Region"},
    {"kk": "Батыс Қазақстан облысы", "ru": "Западно-Казахстанская область", "en": "West Kazakhstan Region"},
    {"kk": "Жамбыл облысы", "ru": "Жамбылская область", "en": "Jambyl Region"},
    {"kk": "Жетісу облысы", "ru": "Область Жетысу", "en": "Jetisu Region"},
    {"kk": "Қарағанды облысы", "ru": "Карагандинская область", "en": "Karaganda Region"},
    {"kk": "Қостанай облысы", "ru": "Костанайская область", "en": "Kostanay Region"},
    {"kk": "Қызылорда облысы", "ru": "Кызылординская область", "en": "Kyzylorda Region"},
    {"kk": "Маңғыстау облысы", "ru": "Мангистауская область", "en": "Mangystau Region"},
    {"kk": "Павлодар облысы", "ru": "Павлодарская область", "en": "Pavlodar Region"},
    {"kk": "Солтүстік Қазақстан облысы", "ru": "Северо-Казахстанская область", "en": "North Kazakhstan Region"},
    {"kk": "Түркістан облысы", "ru": "Туркестанская область", "en": "Turkistan Region"},
    {"kk": "Ұлытау облысы", "ru": "Область Улытау", "en": "Ulytau Region"},
    {"kk": "Шығыс Қазақстан облысы", "ru": "Восточно-Казахстанская область", "en": "East Kazakhstan Region"},
)


def known(region: str) -> str | None:
    """The region's Kazakh name, in whichever language it was named; None for anything else that somebody typed."""
    return _NAMED.get(region.strip().casefold())


_NAMED = {name.casefold(): region["kk"] for region in REGIONS for name in region.values()}
