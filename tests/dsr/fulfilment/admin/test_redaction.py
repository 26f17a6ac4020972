"""The page that masks: counts first, both sides beside each other, undo, every look on record."""

import io
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape
from PIL import Image

from accounts.models import AccessRecord, User
from dsr.cases.enums import Outcome, OutcomeCode
from dsr.cases.models import Case
from dsr.fulfilment.domain.masking import MARK
from dsr.fulfilment.models import CollectedCategory, Redaction
from dsr.fulfilment.services.exclusions import exclude_part
from policies.models import DataCategory
from tests.accounts.gateways.uploads import saved, text_pdf
from tests.desk import NOW, make_staff
from tests.dsr.fulfilment.admin.test_collection import BASE, client_as, client_of, text
from tests.dsr.fulfilment.bench import Bench
from tests.dsr.fulfilment.redacting import NOTES, REASON, masked, part_of, reviewed

pytestmark = pytest.mark.django_db
RECORDS = {"field": "", "record": "", "code": "D1", "reason_ja": REASON, "reason_en": ""}
AREA = {
    "kind": "AREA", "page": "1", "left": "0", "top": "10", "width": "100", "height": "15",
    "words": "", "code": "D1", "reason_ja": REASON, "reason_en": "",
}  # fmt: skip


@pytest.fixture
def bench() -> Bench:
    desk = Bench()
    DataCategory.objects.filter(code__in=["USAGE", "REQUESTS"]).update(excluded_because_ja="なし")
    return desk


def page_of(case: Case, part: CollectedCategory) -> str:
    return f"{BASE}{case.reference}/masking/{part.pk}/"


def post(client: Client, page: str, action: str, **typed: Any) -> Any:
    return client.post(page, {**RECORDS, "words": "", **typed, "action": action})


def test_words_are_counted_before_anything_is_masked(bench: Bench) -> None:
    case = reviewed(bench)
    page = page_of(case, part_of(case, "PROFILE"))
    client = client_as(bench, "reviewer")
    words = "山田太郎\nヤマダタロウ"
    shown = text(post(client, page, "look", kind="TEXT", words=words, reason_ja=""))
    assert "2件の記録の2か所が黒塗りになります。" in shown
    assert escape(f"隣人の{MARK}さん") in shown
    assert "本人からの電話" not in shown  # only what changes is shown
    assert "山田太郎\nヤマダタロウ" in shown  # what was typed is kept for the second button
    assert Redaction.objects.count() == 0
    assert "黒塗りはありません。" in text(client.get(page))


def test_trial_shows_only_what_it_would_mask_itself(bench: Bench) -> None:
    case = reviewed(bench)
    part = part_of(case, "PROFILE")
    masked(bench, part, "EMAIL")
    tried = post(client_as(bench, "reviewer"), page_of(case, part), "look", kind="PHONE")
    assert [record.number for record in tried.context["records"]] == [1]


def test_masked_once_by_two_clicks_shown_and_taken_back(bench: Bench) -> None:
    case = reviewed(bench)
    page = page_of(case, part_of(case, "PROFILE"))
    client = client_as(bench, "reviewer")
    for _ in range(2):
        answer = post(client, page, "mask", kind="TEXT", words="山田太郎")
        assert (answer.status_code, answer["Location"]) == (302, page)
    redaction = Redaction.objects.get()
    shown = text(client.get(page))
    sides = ("隣人の山田 太郎さん", f"隣人の{MARK}さん", "本人からの電話")
    for words in (*sides, REASON, "D1", "reviewer@milly.example"):
        assert words in shown
    only = text(client.get(f"{page}?only=masked"))
    assert f"隣人の{MARK}さん" in only
    assert "本人からの電話" not in only
    assert "黒塗り1か所" in text(client.get(f"{BASE}{case.reference}/change/"))
    for _ in range(2):
        taken = client.post(page, {"action": "restore", "redaction": str(redaction.pk)})
        assert taken.status_code == 302
    redaction.refresh_from_db()
    assert redaction.restored_by_id == bench.reviewer.user_id
    again = text(client.get(page))
    assert f"隣人の{MARK}さん" not in again
    assert "取り消した黒塗り" in again


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"kind": "TEXT"}, "黒塗りにする語句を1行に1つずつ入力してください。"),
        ({"kind": "TEXT", "words": "鈴木"}, "黒塗りの対象となる箇所が見つかりませんでした。"),
        ({"kind": "EMAIL", "record": "4"}, "この番号の記録はありません。"),
        ({"kind": "WHOLE"}, "区分の全部が黒塗りになります。"),
        ({"kind": "EMAIL", "reason_ja": " "}, "理由を"),
    ],
)
def test_what_means_nothing_is_explained_and_kept(
    bench: Bench, typed: dict[str, str], words: str
) -> None:
    case = reviewed(bench)
    page = page_of(case, part_of(case, "PROFILE"))
    answer = post(client_as(bench, "reviewer"), page, "mask", **typed)
    assert answer.status_code == 409
    assert words in answer.content.decode()
    assert Redaction.objects.count() == 0


@pytest.mark.parametrize("typed", [{"kind": "ELSE"}, {"kind": "EMAIL", "record": "-1"}])
def test_what_the_form_does_not_offer_is_refused(bench: Bench, typed: dict[str, str]) -> None:
    case = reviewed(bench)
    page = page_of(case, part_of(case, "PROFILE"))
    assert post(client_as(bench, "reviewer"), page, "mask", **typed).status_code == 422


def test_values_left_out_stand_beside_those_masked(bench: Bench) -> None:
    case = reviewed(bench)
    part = part_of(case, "PROFILE")
    masked(bench, part, "EMAIL")
    for record, field in ((1, ""), (2, "件数"), (None, "名前")):
        exclude_part(
            part_id=part.pk, record=record, field=field, code=OutcomeCode.D1, reason_ja=REASON,
            reason_en="", actor=bench.reviewer, now=NOW,
        )  # fmt: skip
    shown = client_as(bench, "reviewer").get(page_of(case, part)).context["records"]
    assert [[value.state for value in record.values] for record in shown] == [
        ["LEFT_OUT", "LEFT_OUT", "LEFT_OUT"],
        ["LEFT_OUT", "MASKED", "LEFT_OUT"],
        ["LEFT_OUT", "", ""],
    ]


def test_who_approves_sees_both_sides_and_changes_nothing(bench: Bench) -> None:
    case = reviewed(bench)
    part = part_of(case, "PROFILE")
    redaction = masked(bench, part, "EMAIL")
    bench.decide(case, Outcome.PARTIAL)
    bench.submitted(case)
    page = page_of(case, part)
    manager = client_as(bench, "manager")
    shown = text(manager.get(page))
    assert "黒塗りは、請求が審査中の間だけ行えます。" in shown
    assert 'name="action"' not in shown
    reviewer = client_as(bench, "reviewer")
    assert post(reviewer, page, "mask", kind="PHONE").status_code == 409
    reviewer.post(page, {"action": "restore", "redaction": str(redaction.pk)})
    assert Redaction.objects.get().restored_at is None


@pytest.mark.parametrize("role", ["finance", "administrator", "auditor"])
def test_nobody_else_sees_either_side(bench: Bench, role: str) -> None:
    case = reviewed(bench)
    page = page_of(case, part_of(case, "PROFILE"))
    client = client_of(make_staff(role))
    assert client.get(page).status_code == 403
    assert post(client, page, "look", kind="EMAIL").status_code == 403
    assert client.get(f"{page}1.jpg").status_code == 403


def test_every_look_is_on_record_without_words(bench: Bench) -> None:
    case = reviewed(bench)
    part = part_of(case, "PROFILE")
    page = page_of(case, part)
    client = client_as(bench, "reviewer")
    client.get(page)
    post(client, page, "look", kind="TEXT", words="山田太郎")
    looks = AccessRecord.objects.filter(object_kind="collected_records")
    assert [(row.action, row.object_reference, row.subject_id) for row in looks] == [
        ("VIEWED", str(part.pk), case.subject_id)
    ] * 2


def test_area_is_tried_on_the_picture_then_masked(bench: Bench) -> None:
    case = reviewed(bench, pdf=saved(text_pdf(2)))
    part = part_of(case, "USAGE")
    page = page_of(case, part)
    client = client_as(bench, "reviewer")
    tried = client.post(page, {**AREA, "action": "look"})
    assert "1ページの1か所が黒塗りになります。" in text(tried)
    after = picture(client, tried.context["after"])
    assert dark(after, 0.5, 0.15)
    assert not dark(after, 0.5, 0.5)
    assert not dark(picture(client, f"{page}1.jpg?side=after"), 0.5, 0.15)
    assert Redaction.objects.count() == 0
    assert client.post(page, {**AREA, "action": "mask"}).status_code == 302
    assert dark(picture(client, f"{page}1.jpg?side=after"), 0.5, 0.15)
    assert not dark(picture(client, f"{page}1.jpg?side=before"), 0.53, 0.15)
    assert AccessRecord.objects.filter(
        object_kind="collected_document", object_reference=f"{part.pk}/1"
    ).exists()
    for wrong in ("3.jpg", "1.jpg?side=after&area=x", "1.jpg?side=after&area=nan,0,0,0",
                  "1.jpg?side=after&area=1,2"):  # fmt: skip
        assert client.get(f"{page}{wrong}").status_code == 404, wrong
    outside = client.post(page, {**AREA, "left": "50", "action": "look"})
    assert outside.status_code == 409
    no_text = client.post(page, {**AREA, "kind": "TEXT", "words": "Taro", "action": "look"})
    assert "文字情報のない画像" in no_text.content.decode()


def picture(client: Client, address: str) -> Image.Image:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in answer["Cache-Control"]
    return Image.open(io.BytesIO(answer.content)).convert("L")


def dark(image: Image.Image, x: float, y: float) -> bool:
    value = image.getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(value, int | float)
    return value < 60


def test_records_are_paged_to_the_end(bench: Bench) -> None:
    rows = [{"a": f"x{number} 山田" if number % 2 else f"y{number}"} for number in range(1, 46)]
    case = reviewed(bench, records=rows)
    part = part_of(case, "PROFILE")
    masked(bench, part, "TEXT", "山田")
    page = page_of(case, part)
    client = client_as(bench, "reviewer")

    def numbers(query: str) -> tuple[list[int], int | None]:
        context = client.get(f"{page}{query}").context
        return [record.number for record in context["records"]], context["following"]

    assert numbers("") == (list(range(1, 21)), 21)
    assert numbers("?first=41") == (list(range(41, 46)), None)
    assert numbers("?only=masked") == (list(range(1, 41, 2)), 41)
    assert numbers("?first=41&only=masked") == ([41, 43, 45], None)
    assert numbers("?first=x") == (list(range(1, 21)), 21)


@pytest.mark.parametrize("maskings", [1, 3])
def test_page_asks_the_same_number_of_questions(
    bench: Bench, maskings: int, django_assert_num_queries: Any
) -> None:
    case = reviewed(bench, records=NOTES * 5)
    part = part_of(case, "PROFILE")
    for number in range(1, maskings + 1):
        masked(bench, part, "WHOLE", field="件数", record=number)
    client = client_of(User.objects.get(pk=bench.reviewer.user_id or 0))
    page = page_of(case, part)
    client.get(page)
    with django_assert_num_queries(12):
        text(client.get(page))
