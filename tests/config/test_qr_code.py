"""The QR code's path draws exactly the modules the encoder asked for."""

import re

import pytest
import qrcode  # type: ignore[import-untyped]

from config.templatetags.qr_code import draw_qr_code

ADDRESSES = ["otpauth://totp/Madoguchi:a?secret=JBSWY3DPEHPK3PXP", "x" * 300, "窓口"]


@pytest.mark.parametrize("text", ADDRESSES)
def test_qr_code_path_paints_each_dark_module_once(text: str) -> None:
    expected = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    expected.add_data(text)
    expected.make(fit=True)

    drawn = draw_qr_code(text)

    painted = [[False] * drawn.size for _ in range(drawn.size)]
    for x, y, run, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", drawn.path):
        assert run == back
        for column in range(int(x), int(x) + int(run)):
            assert not painted[int(y)][column]
            painted[int(y)][column] = True
    assert painted == [[bool(module) for module in row] for row in expected.get_matrix()]


def test_qr_code_path_holds_only_drawing_commands() -> None:
    assert re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", draw_qr_code("<&\"'").path)
