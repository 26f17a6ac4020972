"""Pictures of made-up papers, plainly marked as samples, for the demo's reviewers."""

import io

from noto_cjk_sans_jp_regular import FONT_PATH
from PIL import Image, ImageDraw, ImageFont

from config.demo.people import Person

SIZE = (856, 540)  # of a card, ten pixels a millimetre
INK, GREY, RED, PAPER = "#1a1a1a", "#6b6b6b", "#b3261e", "#eef3f8"


def draw_licence(person: Person, *, address: str) -> bytes:
    """A PNG with name, birth date and `address`; no number, no photo, nothing of a real card."""
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    large, small = (ImageFont.truetype(str(FONT_PATH), size) for size in (34, 24))
    draw.rectangle((12, 12, SIZE[0] - 13, SIZE[1] - 13), outline=GREY, width=3)
    draw.text((40, 34), "運転免許証（見本）", font=large, fill=INK)
    born = person.birth_date
    rows = (
        ("氏名", person.full_name),
        ("生年月日", f"{born.year}年{born.month}月{born.day}日"),
        ("住所", address[:20]),
        ("", address[20:]),
    )
    for number, (label, value) in enumerate(rows):
        draw.text((40, 130 + number * 56), label, font=small, fill=GREY)
        draw.text((180, 126 + number * 56), value, font=small, fill=INK)
    draw.rectangle((650, 110, 816, 330), outline=GREY, width=2)
    draw.text((688, 200), "写真なし", font=small, fill=GREY)
    draw.text((40, 440), "見本 SAMPLE  この画像は架空です", font=large, fill=RED)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def draw_certificate(title: str, lines: tuple[str, ...]) -> bytes:
    """A PNG of a paper with a title and a few lines; nothing of a real form."""
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    large, small = (ImageFont.truetype(str(FONT_PATH), size) for size in (34, 24))
    draw.rectangle((12, 12, SIZE[0] - 13, SIZE[1] - 13), outline=GREY, width=3)
    draw.text((40, 34), title, font=large, fill=INK)
    for number, line in enumerate(lines):
        draw.text((40, 130 + number * 56), line, font=small, fill=INK)
    draw.text((40, 440), "見本 SAMPLE  この画像は架空です", font=large, fill=RED)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def draw_memo() -> bytes:
    """A PDF of one page: a handwritten note in which a neighbour is named."""
    image = Image.new("RGB", (827, 1169), "#ffffff")  # A4 at 100 dots an inch
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(FONT_PATH), 26)
    lines = (
        "電話メモ（見本）",
        "",
        "ご本人から、会報の送り先についてのお電話。",
        "隣の佐々木 正さん（090-0000-3344）が、",
        "代わりに受け取っているとのこと。",
        "",
        "来月から、ご自宅へ直接お送りします。",
    )
    for number, line in enumerate(lines):
        draw.text((80, 110 + number * 48), line, font=font, fill=INK)
    buffer = io.BytesIO()
    image.save(buffer, "PDF", resolution=100)
    return buffer.getvalue()
