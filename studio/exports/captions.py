"""The transcript for players that know no WebVTT (SRT, TTML), and the chapters as FFmpeg reads them."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

from studio.exports.words import line
from studio.minutes import Minutes, Reader, chapters
from studio.transcript import passages, stamp

TT, TTM, TTP, TTS = (f"http://www.w3.org/ns/ttml{part}" for part in ("", "#metadata", "#parameter", "#styling"))
PROFILE = "http://www.w3.org/ns/ttml/profile/imsc1.1/text"

_LOOKALIKES = str.maketrans("<>{}", "‹›()")
"""SRT knows no escapes, so marks that players carry out are written with their likes; `-->` can't stand either."""


def srt(minutes: Minutes, _: Reader) -> str:
    """SubRip subtitles: one a passage, the speaker before the words."""
    found: list[str] = []
    for number, (start, end, passage) in enumerate(passages(minutes), 1):
        speaker = f"{line(passage.speaker)}: " if line(passage.speaker) else ""
        text = f"{speaker}{line(passage.text)}".translate(_LOOKALIKES)
        times = f"{stamp(start)} --> {stamp(end)}".replace(".", ",")
        found.append(f"{number}\n{times}\n{text}\n")
    return "\n".join(found)


def ttml(minutes: Minutes, reader: Reader) -> str:
    """TTML by IMSC 1.1's text profile: one paragraph a passage, in its language, its speaker as agent."""
    for prefix, uri in (("", TT), ("ttm", TTM), ("ttp", TTP), ("tts", TTS)):
        Xml.register_namespace(prefix, uri)
    root = Xml.Element(f"{{{TT}}}tt", {"xml:lang": minutes.languages[0], f"{{{TTP}}}contentProfiles": PROFILE})
    head, body = Xml.SubElement(root, f"{{{TT}}}head"), Xml.SubElement(root, f"{{{TT}}}body", {"region": "below"})
    metadata, layout = Xml.SubElement(head, f"{{{TT}}}metadata"), Xml.SubElement(head, f"{{{TT}}}layout")
    Xml.SubElement(metadata, f"{{{TTM}}}title").text = line(reader.pick(minutes.title))
    agents = {name: f"speaker{n}" for n, name in enumerate(dict.fromkeys(_speakers(minutes)), 1)}
    for name, id in agents.items():
        person = Xml.SubElement(metadata, f"{{{TTM}}}agent", {"xml:id": id, "type": "person"})
        Xml.SubElement(person, f"{{{TTM}}}name", {"type": "full"}).text = name
    look = {"origin": "10% 80%", "extent": "80% 15%", "displayAlign": "after", "textAlign": "center"}
    look |= {"backgroundColor": "#000000cc", "showBackground": "whenActive"}
    Xml.SubElement(
        layout, f"{{{TT}}}region", {"xml:id": "below"} | {f"{{{TTS}}}{name}": value for name, value in look.items()}
    )
    division = Xml.SubElement(body, f"{{{TT}}}div")
    for start, end, passage in passages(minutes):
        said = {"begin": stamp(start), "end": stamp(end), "xml:lang": passage.language}
        if agent := agents.get(line(passage.speaker)):
            said[f"{{{TTM}}}agent"] = agent
        paragraph = Xml.SubElement(division, f"{{{TT}}}p", said)
        Xml.SubElement(paragraph, f"{{{TT}}}span").text = line(passage.text)
    return Xml.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _speakers(minutes: Minutes) -> list[str]:
    return [name for passage in minutes.passages if (name := line(passage.speaker))]


_MARKED = re.compile(r"([=;#\\])")


def ffmetadata(minutes: Minutes, reader: Reader) -> str:
    """Chapters as FFMETADATA: `ffmpeg -i recording.mp4 -i chapters.ffmeta -map_metadata 1 -codec copy out.mp4`."""
    found = [f";FFMETADATA1\ntitle={_marked(reader.pick(minutes.title))}\n"]
    for chapter in chapters(minutes):
        title = _marked(f"№ {chapter.question.number}. {chapter.text}")
        found.append(f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={chapter.start}\nEND={chapter.end}\ntitle={title}\n")
    return "\n".join(found)


def _marked(text: str) -> str:
    """One line in which FFMETADATA's marks are escaped."""
    marked = _MARKED.sub(r"\\\1", line(text))
    # FFmpeg takes even an escaped backslash at the end for one that escapes the line's end.
    return f"{marked} " if marked.endswith("\\") else marked
