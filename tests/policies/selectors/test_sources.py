"""Where people said yes and no, in words for staff."""

import pytest
from django.utils import translation

from consent.views import preferences
from dsr.portal.services import leaving
from dsr.portal.views import policies
from policies.enums import StatementSource
from policies.selectors.sources import source_in_words


@pytest.mark.parametrize(
    ("source", "japanese", "english"),
    [
        ("PREFERENCE_CENTRE", "窓口の「データ利用の設定」", "The desk's page of choices"),
        ("LEAVING", "退会の手続き", "On leaving the service"),
        (
            "API:REGISTRATION", "サービスから（サービスの会員登録）",
            "From a service: On registering with the service",
        ),
        (
            "API:3fa9c1d2:SERVICE_SETTINGS", "サービス3fa9c1d2から（サービスの設定画面）",
            "From service 3fa9c1d2: The service's settings",
        ),
        ("API:SIGN_UP:2", "サービスから（SIGN_UP:2）", "From a service: SIGN_UP:2"),
        ("IMPORT:OLD_APP", "一括取り込み（OLD_APP）", "Imported: OLD_APP"),
        ("EARLIER", "EARLIER", "EARLIER"),
    ],
)  # fmt: skip
def test_source_is_told_in_the_readers_language(source: str, japanese: str, english: str) -> None:
    for language, words in (("ja", japanese), ("en", english)):
        with translation.override(language):
            assert source_in_words(source) == words


def test_every_place_of_the_desk_has_words() -> None:
    places = {preferences.SOURCE, leaving.SOURCE, policies.SOURCE}
    assert places <= set(StatementSource.values)
