"""The contract of docs/integration.md, spoken over real sockets."""

import json
import socket
import ssl
import threading
import time
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from accounts.gateways.pinned_connection import (
    AddressInvalid,
    AddressRefused,
    Target,
    connection,
    resolve,
)
from dsr.fulfilment.enums import ActionKind
from dsr.fulfilment.gateways.action_endpoint import (
    MOST_BYTES,
    ActionEndpointUnavailable,
    ActionMessage,
    ActionNotTaken,
    ActionRefused,
    Endpoint,
    HolderAnswer,
    HolderSays,
    ask_about_action,
    send_action,
)
from tests.dsr.fulfilment.gateways.holders import (
    answering,
    documented_receiver,
    drips,
    says,
    schema,
    served,
)

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER_SECRET = "whsec_" + "A" * 32


def message(**facts: Any) -> ActionMessage:
    return ActionMessage(
        **{
            "id": str(uuid.uuid4()),
            "action": "ERASE",
            "category": "LOCATION",
            "requested_at": datetime(2026, 4, 1, 3, 0, tzinfo=UTC),
            "member_id": "M-000042",
            **facts,
        }
    )


def endpoint(url: str, **facts: Any) -> Endpoint:
    given = {"secrets": (SECRET,), "allowed_hosts": frozenset({"127.0.0.1"}), **facts}
    return Endpoint(url=url, **given)


def now() -> datetime:
    return datetime.now(UTC)


def refusal(of: Any) -> tuple[type[ActionNotTaken], str, str]:
    with pytest.raises(ActionNotTaken) as caught:
        of()
    return type(caught.value), caught.value.fault.value, caught.value.code


def test_documented_receiver_erases_once_however_often_it_is_told() -> None:
    names = documented_receiver()
    with served(names["Receiver"]) as url:
        told = message()
        answers = [send_action(endpoint=endpoint(url), message=told, now=now()) for _ in range(3)]
        assert answers == [HolderAnswer(HolderSays.DONE, 2)] * 3
        again = send_action(endpoint=endpoint(url), message=message(), now=now())
        assert again == HolderAnswer(HolderSays.NOTHING_HELD, 0)
        known = ask_about_action(endpoint=endpoint(url), message_id=told.id, now=now())
        assert known == answers[0]
        unknown = ask_about_action(endpoint=endpoint(url), message_id=str(uuid.uuid4()), now=now())
        assert unknown is None
    assert names["MEMBERS"] == {"M-000042": {"PROFILE": {"family_name": "窓口"}}}


def test_documented_receiver_corrects_what_stands_there_and_nothing_else() -> None:
    names = documented_receiver()
    detail = {"field": "family_name", "current": "窓口", "right": "受付"}
    told = message(action="CORRECT", category="PROFILE", detail=detail)
    with served(names["Receiver"]) as url:
        answer = send_action(endpoint=endpoint(url), message=told, now=now())
        assert answer == HolderAnswer(HolderSays.DONE, 1)
        stale = message(action="CORRECT", category="PROFILE", detail=detail)
        refused = refusal(lambda: send_action(endpoint=endpoint(url), message=stale, now=now()))
        assert refused == (ActionRefused, "REFUSED", "VALUE_DIFFERS")
    assert names["MEMBERS"]["M-000042"]["PROFILE"] == {"family_name": "受付"}
    assert stale.id not in names["ANSWERS"]  # a refusal may be mended and told again


@pytest.mark.parametrize(
    ("secrets", "age"),
    [((OTHER_SECRET,), 0), ((SECRET,), 3600), ((SECRET,), -3600)],
    ids=["other secret", "old", "from the future"],
)
def test_documented_receiver_believes_no_bad_signature(secrets: tuple[str, ...], age: int) -> None:
    names = documented_receiver()
    with served(names["Receiver"]) as url:
        refused = refusal(
            lambda: send_action(
                endpoint=endpoint(url, secrets=secrets),
                message=message(),
                now=now() - timedelta(seconds=age),
            )
        )
    assert refused == (ActionRefused, "NOT_AUTHORISED", "")
    assert "LOCATION" in names["MEMBERS"]["M-000042"]


def test_secret_is_changed_without_a_gap() -> None:
    names = documented_receiver()
    with served(names["Receiver"]) as url:
        names["SECRETS"][:] = [OTHER_SECRET, SECRET]  # the receiver accepts both
        sent = send_action(endpoint=endpoint(url), message=message(), now=now())
        assert sent.says is HolderSays.DONE
        names["SECRETS"][:] = [OTHER_SECRET]  # only the new one; the sender signs with both
        both = endpoint(url, secrets=(SECRET, OTHER_SECRET))
        assert send_action(endpoint=both, message=message(), now=now()).affected == 0


@pytest.mark.parametrize("action", list(ActionKind))
def test_every_message_is_as_the_schema_says(action: ActionKind) -> None:
    detail = {"field": "family_name", "current": "窓口", "right": "受付"}
    sent = json.loads(message(action=action.value, detail=detail).body())
    jsonschema.validate(sent, schema("request"), format_checker=jsonschema.FormatChecker())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**sent, "name": "窓口"}, schema("request"))


@pytest.mark.parametrize(
    ("said", "lawful"),
    [
        ({"status": "done", "affected": 0}, True),
        ({"status": "nothing_held"}, True),
        ({"status": "accepted"}, True),
        ({"status": "done"}, False),
        ({"status": "done", "affected": -1}, False),
        ({"status": "maybe"}, False),
    ],
)
def test_answers_are_judged_as_the_schema_judges_them(said: dict[str, Any], lawful: bool) -> None:
    judged = jsonschema.Draft202012Validator(schema("answer")).is_valid(said)
    status = 202 if said["status"] == "accepted" else 200
    with served(answering(says(status, said))) as url:
        try:
            send_action(endpoint=endpoint(url), message=message(), now=now())
            understood = True
        except ActionEndpointUnavailable:
            understood = False
    assert (judged, understood) == (lawful, lawful)


MISBEHAVIOUR = {
    "error of its own": (says(500, b"Traceback: member M-000042"), "later", "SERVER_ERROR", ""),
    "too many": (says(429), "later", "SERVER_ERROR", ""),
    "no JSON": (says(200, b"<html>ok</html>"), "later", "ANSWER_INVALID", ""),
    "a list": (says(200, b"[]"), "later", "ANSWER_INVALID", ""),
    "deep": (says(200, b"[" * 50_000), "later", "ANSWER_INVALID", ""),
    "a bool for a count": (
        says(200, {"status": "done", "affected": True}), "later", "ANSWER_INVALID", "",
    ),
    "done with 202": (
        says(202, {"status": "done", "affected": 1}), "later", "ANSWER_INVALID", "",
    ),
    "oversized": (says(200, b" " * (MOST_BYTES + 1)), "later", "ANSWER_TOO_LARGE", ""),
    "refuses": (says(409, {"code": "LEGAL_HOLD"}), "never", "REFUSED", "LEGAL_HOLD"),
    "refuses with words": (says(422, {"code": "窓口 花子 <b>"}), "never", "REFUSED", ""),
    "gone": (says(410), "never", "GONE", ""),
    "forbids": (says(403), "never", "NOT_AUTHORISED", ""),
    "not found": (says(404), "never", "REJECTED", ""),
    "redirects": (
        says(307, location="http://169.254.169.254/latest/meta-data/"), "never", "REDIRECTED", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", MISBEHAVIOUR)
def test_misbehaviour_is_told_apart(kind: str) -> None:
    answer, when, fault, code = MISBEHAVIOUR[kind]
    handler = answering(answer)
    with served(handler) as url:
        refused = refusal(lambda: send_action(endpoint=endpoint(url), message=message(), now=now()))
    failure = ActionEndpointUnavailable if when == "later" else ActionRefused
    assert refused == (failure, fault, code)
    assert len(handler.calls) == 1  # type: ignore[attr-defined]  # nothing is followed


def test_slow_and_dripping_answers_are_cut_off() -> None:
    hasty = {"connect_seconds": 0.5, "read_seconds": 0.5, "all_seconds": 1.0}
    silent = answering(lambda handler: time.sleep(2))
    with served(silent) as url:
        slow = refusal(
            lambda: send_action(endpoint=endpoint(url, **hasty), message=message(), now=now())
        )
    assert slow == (ActionEndpointUnavailable, "TIMEOUT", "")
    with served(answering(drips(0.1))) as url:
        dripping = refusal(
            lambda: send_action(endpoint=endpoint(url, **hasty), message=message(), now=now())
        )
    assert dripping[0] is ActionEndpointUnavailable


def test_nobody_there_is_tried_again_later() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/"
    refused = refusal(lambda: send_action(endpoint=endpoint(url), message=message(), now=now()))
    assert refused == (ActionEndpointUnavailable, "UNREACHABLE", "")


INTERNAL = (
    "127.0.0.1", "localhost", "10.0.0.8", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "0.0.0.0", "224.0.0.1", "[::1]", "[fe80::1]", "[fd00::1]",  # noqa: S104
    "[::ffff:169.254.169.254]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
    "2130706433", "0x7f000001", "127.1",
)  # fmt: skip


@pytest.mark.parametrize("host", INTERNAL)
def test_internal_address_is_refused_unless_listed(host: str) -> None:
    handler = answering(says(200, {"status": "nothing_held"}))
    with served(handler) as url:
        port = url.split(":")[2].split("/")[0]
        inward = Endpoint(url=f"https://{host}:{port}/", secrets=(SECRET,))
        refused = refusal(lambda: send_action(endpoint=inward, message=message(), now=now()))
    assert refused == (ActionRefused, "ADDRESS_REFUSED", "")
    assert handler.calls == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "url",
    [
        "http://app.company.example/", "ftp://127.0.0.1/", "https:///x", "https://a@127.0.0.1/",
        "https://127.0.0.1/?q=1", "https://127.0.0.1/#x", "https://127.0.0.1:99999/",
        "https://127.0.0.1/\r\nx: y", "https://窓口.example/", "",
    ],
)  # fmt: skip
def test_address_that_is_none_is_refused(url: str) -> None:
    refused = refusal(lambda: send_action(endpoint=endpoint(url), message=message(), now=now()))
    assert refused == (ActionRefused, "ADDRESS_INVALID", "")


def test_name_with_one_internal_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    mixed = [(2, 1, 6, "", (address, 443)) for address in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: mixed)
    with pytest.raises(AddressRefused):
        resolve("https://rebind.example/", allowed_hosts=())
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: mixed[:1])
    assert resolve("https://rebind.example/x", allowed_hosts=()).addresses == ("8.8.8.8",)
    with pytest.raises(AddressInvalid):
        resolve("http://rebind.example/x", allowed_hosts=())


def test_connection_goes_to_the_checked_address_whatever_the_name_says_now() -> None:
    handler = answering(says(200, {"status": "nothing_held"}))
    with served(handler) as url:
        port = int(url.split(":")[2].split("/")[0])
        target = Target("http", "no-such-name.invalid", port, "/", ("127.0.0.1",))
        with connection(target, connect_seconds=5, read_seconds=5, all_seconds=10) as speaking:
            speaking.request("POST", "/", b"", {"host": target.host_header, "webhook-id": "1"})
            assert speaking.getresponse().status == 200
    assert handler.calls == ["POST 1"]  # type: ignore[attr-defined]


def test_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "both.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    handler = answering(says(200, {"status": "nothing_held"}))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"https://localhost:{server.server_port}/"
    listed = endpoint(url, allowed_hosts=frozenset({"localhost"}))
    refused = refusal(lambda: send_action(endpoint=listed, message=message(), now=now()))
    server.shutdown()
    server.server_close()
    assert refused == (ActionRefused, "CERTIFICATE", "")
    assert handler.calls == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_AAAA", "AAAA", "whsec_窓口", SECRET[6:]])
def test_unusable_secret_sends_nothing(secret: str) -> None:
    handler = answering(says(200, {"status": "nothing_held"}))
    with served(handler) as url:
        told = endpoint(url, secrets=(secret,))
        refused = refusal(lambda: send_action(endpoint=told, message=message(), now=now()))
    assert refused == (ActionRefused, "SECRET_INVALID", "")
    assert handler.calls == []  # type: ignore[attr-defined]


def test_neither_secret_nor_person_shows_in_a_traceback() -> None:
    told = message(detail={"right": "受付"})
    text = repr(told) + repr(replace(endpoint("https://127.0.0.1/"), secrets=(SECRET,)))
    assert [word for word in ("M-000042", "受付", "whsec") if word in text] == []
