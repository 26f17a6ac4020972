"""The pages of the sample service, as a visitor of the demo sees them."""

import re

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from config.demo.milly_app.holdings import list_members
from config.demo.milly_app.loader import Loaded
from config.demo.milly_app.personas import PERSONAS

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.config.milly_app.service_urls"),
]

PAGES = (
    "/demo/service/",
    "/demo/service/?q=42",
    "/demo/service/?q=nobody",
    "/demo/service/?after=M-000050",
    "/demo/service/M-000042/",
    "/demo/service/M-000042/USAGE/",
    "/demo/service/M-000108/LOCATION/",
)


def listed(html: str) -> list[str]:
    table = html[html.index("<tbody") :] if "<tbody" in html else ""
    return re.findall(r">\s*(M-\d{6})\s*<", table)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_page_opens_in_both_languages(
    client: Client, milly_app: Loaded, page: str, language: str
) -> None:
    response = client.get(page, headers={"accept-language": language})
    assert response.status_code == 200
    html = response.content.decode()
    notice = {"ja": "「窓口」の一部ではありません", "en": "not part of Madoguchi"}
    assert [word in html for word in notice.values()] == [name == language for name in notice]
    assert "[&#x27;" not in html  # a list of the code's, shown as it is written there


def test_list_is_turned_page_by_page(client: Client, milly_app: Loaded) -> None:
    first = listed(client.get("/demo/service/").content.decode())
    assert first == [f"M-{number:06}" for number in range(1, 51)]
    html = client.get("/demo/service/?after=M-000050").content.decode()
    assert listed(html) == [f"M-{number:06}" for number in range(51, 101)]
    assert 'href="/demo/service/?after=M-000100"' in html
    end = client.get("/demo/service/?after=M-009999").content.decode()
    assert listed(end) == ["M-010000"]
    assert 'href="/demo/service/?after=' not in end


@pytest.mark.parametrize(
    "typed", ["M-000042", "m-42", "42", " ４２ ", "Ｍ－０００４２", "hanako@mail.example"]
)
def test_search_finds_the_member_however_typed(
    client: Client, milly_app: Loaded, typed: str
) -> None:
    html = client.get("/demo/service/", {"q": typed}).content.decode()
    assert listed(html) == ["M-000042"]


@pytest.mark.parametrize("typed", ["hanako", "%", "M-", "' OR '1'='1", "\0", "99999"])
def test_search_finds_nobody_by_a_part_or_a_trick(
    client: Client, milly_app: Loaded, typed: str
) -> None:
    response = client.get("/demo/service/", {"q": typed})
    assert response.status_code == 200
    assert listed(response.content.decode()) in ([], [f"M-{n:06}" for n in range(1, 51)])


def test_people_of_the_tour_are_introduced(client: Client, milly_app: Loaded) -> None:
    html = client.get("/demo/service/").content.decode()
    for persona in PERSONAS:
        assert persona.full_name in html
        assert persona.story_ja in html
    english = client.get("/demo/service/", headers={"accept-language": "en"}).content.decode()
    assert PERSONAS[0].story_en in english
    assert PERSONAS[0].story_ja not in english


def test_member_page_shows_everything_held(client: Client, milly_app: Loaded) -> None:
    html = client.get("/demo/service/M-000042/").content.decode()
    for held in ("窓口", "受付 花子", "hanako@mail.example", "東京都千代田区", "IDFA", "中村 早紀"):
        assert held in html


def test_category_page_shows_all_rows(client: Client, milly_app: Loaded) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT member_id, count(*) AS visits FROM milly_app.access_logs "
            "GROUP BY member_id HAVING count(*) BETWEEN 60 AND 99 ORDER BY member_id LIMIT 1"
        )
        member_id, total = cursor.fetchone()
    first = client.get(f"/demo/service/{member_id}/USAGE/").content.decode()
    second = client.get(f"/demo/service/{member_id}/USAGE/?page=2").content.decode()
    assert (first.count('<tr role="row">') - 1, second.count('<tr role="row">') - 1) == (
        50,
        total - 50,
    )
    assert client.get(f"/demo/service/{member_id}/USAGE/?page=3").status_code == 404


@pytest.mark.parametrize(
    "page",
    [
        "/demo/service/M-999999/",
        "/demo/service/M-999999/USAGE/",
        "/demo/service/M-%00/",
        "/demo/service/M-000042/NOTHING/",
        "/demo/service/M-000042/USAGE/?page=0",
        "/demo/service/M-000042/USAGE/?page=x",
        "/demo/service/M-000042/USAGE/?page=99999",
    ],
)
def test_unknown_page_is_not_found(client: Client, milly_app: Loaded, page: str) -> None:
    assert client.get(page).status_code == 404


def test_pages_only_show(client: Client, milly_app: Loaded) -> None:
    for page in PAGES:
        assert client.post(page).status_code == 405


@pytest.mark.parametrize(
    ("page", "queries"),
    [
        ("/demo/service/?after=M-009999", 3),  # one member
        ("/demo/service/?after=M-009997", 3),  # three
        ("/demo/service/", 3),
        ("/demo/service/?q=42", 3),
        ("/demo/service/M-000042/", 13),
        ("/demo/service/M-000042/USAGE/", 4),
    ],
)
def test_queries_do_not_grow_with_the_rows(
    client: Client,
    milly_app: Loaded,
    django_assert_num_queries: DjangoAssertNumQueries,
    page: str,
    queries: int,
) -> None:
    with django_assert_num_queries(queries):
        client.get(page)


def test_list_reads_the_index_not_the_table(milly_app: Loaded) -> None:
    assert len(list_members(after="M-005000", size=3)) == 3
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN SELECT * FROM milly_app.members WHERE member_id > 'M-005000' "
            "ORDER BY member_id LIMIT 51"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Scan using members_pkey" in plan


def test_page_without_the_data_says_how_to_load_them(client: Client, milly_app: Loaded) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER SCHEMA milly_app RENAME TO elsewhere")  # undone with the test
    response = client.get("/demo/service/", headers={"accept-language": "en"})
    assert "manage.py load_milly_app" in response.content.decode()
    assert client.get("/demo/service/M-000042/").status_code == 404
