"""A withdrawal holds everywhere from the very next question on, wherever it was made (DOMAIN §9).

Every question below comes right after the withdrawal, with no job run and no time between.
"""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ApiClient, DataSubject, User
from accounts.services.data_subjects import match_member
from config.demo.milly_app.personas import HANAKO
from consent.models import WebhookDelivery
from consent.services.changes import PUBLISH_CHANGES
from consent.services.webhooks import create_webhook
from dsr.console.models import Job
from policies.services.seeding import set_up_organisation
from tests.consent.api.service import ADMINISTRATOR, Service, make_client
from tests.consent.people import make_item, make_subject

MEMBER = str(HANAKO.member_id)


class World:
    """A person with the portal in one hand; a service, a site and a webhook that go by the desk."""

    def __init__(self) -> None:
        self.person: DataSubject = make_subject()
        match_member(subject=self.person, member_id=MEMBER, now=timezone.now())
        self.portal = Client()
        self.portal.force_login(User.objects.get(data_subject=self.person))
        self.service = Service(make_client()[1])

    def page(self, path: str) -> str:
        return str(self.portal.get(path).content.decode())

    def site_uses_location(self) -> bool:
        html = Client().get("/demo/service/site/", {"nearby": "yes"}).content.decode()
        return 'id="location"' in html

    def assert_on(self) -> None:
        assert self.service.check(member=MEMBER)[1]["allowed"] is True
        assert "「位置情報」をオフにする" in self.page("/preferences/")
        assert self.site_uses_location()

    def assert_off(self, *, source: str) -> None:
        many = {"item": "LOCATION", "member_ids": [MEMBER]}
        assert self.service.check(member=MEMBER)[1]["verdict"] == "WITHDRAWN"
        assert self.service.post("/consents/check-many", many)[1]["allowed"] == []
        asked = {"member_id": MEMBER}
        (line,) = self.service.post("/consents/current", asked)[1]["items"]
        assert (line["allowed"], line["verdict"]) == (False, "WITHDRAWN")
        assert not self.site_uses_location()
        # The person's own pages.
        html = self.page("/preferences/")
        assert "「位置情報」に同意する" in html
        assert "「位置情報」をオフにする" not in html
        assert "位置情報：撤回" in self.page("/preferences/history/")
        (last, *_earlier) = self.service.post("/consents/history", asked)[1]["events"]
        assert (last["action"], last["source"]) == ("WITHDRAWN", source)
        # The receipt, on the page and for the service.
        document = self.portal.get(f"/preferences/receipts/{last['sequence']}/receipt.json").json()
        receipt = self.service.post("/receipts", asked | {"sequence": last["sequence"]})[1]
        states = {
            one["consent_record"]["events"][0]["event_state"]
            for one in (document, receipt["document"])
        }
        assert states == {"consent withdrawn"}
        # Those who follow: the feed has it, the job that tells webhooks was queued with it.
        assert Job.objects.filter(task_name=PUBLISH_CHANGES, status="todo").exists()
        change = self.service.get("/changes?limit=1000")[1]["changes"][-1]
        assert (change["type"], change["data"]["sequence"]) == (
            "consent.withdrawn", last["sequence"],
        )  # fmt: skip
        told = WebhookDelivery.objects.filter(change__position=change["data"]["position"])
        assert [row.status for row in told] == ["QUEUED"]


@pytest.mark.urls("tests.config.milly_app.service_urls")
@pytest.mark.django_db(transaction=True)
def test_withdrawal_is_visible_everywhere_to_the_very_next_question(
    live_server: Any, settings: Any
) -> None:
    settings.SITE_URL = live_server.url
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
    set_up_organisation(facts={"name_ja": "株式会社ミリー", "name_en": "Milly Inc."})
    make_item()
    create_webhook(name="app", url="http://127.0.0.1:9/", actor=ADMINISTRATOR, now=timezone.now())
    world = World()
    # In the preference centre, seen by everybody else.
    world.portal.post("/preferences/LOCATION/give/", {"text_version": "1"})
    world.assert_on()
    Job.objects.filter(task_name=PUBLISH_CHANGES).delete()
    world.portal.post("/preferences/LOCATION/withdraw/")
    world.assert_off(source="PREFERENCE_CENTRE")
    # By the interface, seen in the preference centre.
    world.service.give(member=MEMBER)
    world.assert_on()
    Job.objects.filter(task_name=PUBLISH_CHANGES).delete()
    world.service.withdraw(member=MEMBER)
    tag = ApiClient.objects.get(name="app").tag
    world.assert_off(source=f"API:{tag}:APP_SETTINGS")
