"""A picture of a made-up driver's licence, plainly marked as a sample, for the demo's reviewers."""

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
