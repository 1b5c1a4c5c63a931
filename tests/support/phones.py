"""Phones as the office meets them: ODK Collect's requests, and the page's off line."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.request import parse_http_list, parse_keqv_list
from uuid import UUID, uuid4
from xml.sax.saxutils import escape

from django.http import HttpResponse
from django.test import Client

from tests.support.pictures import picture
from tests.support.questionnaires import SIGNATURE, answers_for, base_of, member
from tests.support.world import World
from tuopin.office.accounts import operations as accounts
from tuopin.office.accounts.devices import DeviceKind
from tuopin.office.accounts.models import Account
from tuopin.office.scope import acting_as
from tuopin.register.queries import member_rows
from tuopin.rulebook.questionnaire.form import Group, Part, Questionnaire
from tuopin.survey.examining import questionnaire_on

BOUNDARY = "8f3b2f0e-collect"
ROOT = "/openrosa"


def form_of(world: World) -> Questionnaire:
    """Return the questionnaire in force."""
    with acting_as(world["county"]):
        return questionnaire_on(world.today)[1]


def tree_for(world: World, household: int, **answers: Any) -> dict[str, Any]:
    """Return a whole tree of answers to a household's questionnaire."""
    with acting_as(world["county"]):
        registered = member_rows([household])[household]
    family = [member(one.number) for one in registered]
    number = world.households[household]
    return answers_for(number, family, on=world.today, **answers)


def form_xml(
    form: Questionnaire,
    tree: Mapping[str, Any],
    *,
    instance_id: UUID,
    base_version: str = "",
    version: str = "",
) -> bytes:
    """Return a filled-in form as ODK Collect writes it, unasked questions left out."""
    said = {**tree, "base_version": base_version}

    def written(part: Part, answers: Mapping[str, Any]) -> str:
        if not isinstance(part, Group):
            value = answers.get(part.name)
            return _element(part.name, escape(value)) if value else ""
        if part.is_repeat:
            several = answers.get(part.name, ())
            return "".join(_group(part, one) for one in several)
        return _group(part, answers)

    def _group(group: Group, answers: Mapping[str, Any]) -> str:
        inner = "".join(written(part, answers) for part in group.parts)
        return _element(group.name, inner)

    sections = "".join(written(section, said) for section in form.sections)
    return (
        f'<?xml version="1.0" ?><{form.id} xmlns:orx="http://openrosa.org/xforms" '
        f'id="{form.id}" version="{version or form.version}">{sections}'
        f"<orx:meta><orx:instanceID>uuid:{instance_id}</orx:instanceID></orx:meta>"
        f"</{form.id}>"
    ).encode()


def _element(name: str, inner: str) -> str:
    return f"<{name}>{inner}</{name}>"


def multipart(parts: Sequence[tuple[str, str, bytes]]) -> bytes:
    """Return parts as OkHttp writes them: name, type (none for a field), content."""
    out = []
    for name, kind, content in parts:
        head = f'Content-Disposition: form-data; name="{name}"'
        head += f'; filename="{name}"\r\nContent-Type: {kind}' if kind else ""
        length = f"\r\nContent-Length: {len(content)}"
        out.append(f"--{BOUNDARY}\r\n{head}{length}\r\n\r\n".encode() + content)
    return b"\r\n".join(out) + f"\r\n--{BOUNDARY}--\r\n".encode()


@dataclass
class Filled:
    """One survey on a phone: its id, its answers and its pictures."""

    household: int
    tree: dict[str, Any]
    base_version: str
    instance_id: UUID = field(default_factory=uuid4)
    pictures: dict[str, bytes] = field(default_factory=dict)
    version: str = ""


def fill(world: World, household: int, **answers: Any) -> Filled:
    """Fill in a household's questionnaire on a phone that has today's list."""
    return Filled(
        household,
        tree_for(world, household, **answers),
        base_of(world, household),
        pictures={SIGNATURE: picture()},
    )


@dataclass
class Phone:
    """A phone with a credential of its own; asked, it logs in the plain way."""

    world: World
    login: str
    secret: str
    client: Client = field(default_factory=Client)

    @property
    def headers(self) -> dict[str, str]:
        """What every request of it has."""
        said = base64.b64encode(f"{self.login}:{self.secret}".encode()).decode()
        return {"Authorization": f"Basic {said}", "X-OpenRosa-Version": "1.0"}

    def get(self, path: str) -> HttpResponse:
        """Ask for an address."""
        return self.client.get(path, headers=self.headers)

    def by_digest(self, method: str, path: str, **kept: str) -> HttpResponse:
        """Ask as OkHttp's digest does: refused first, then with the proof."""
        first = self.client.generic(method, path)
        challenge = first.headers["WWW-Authenticate"].removeprefix("Digest ")
        asked = {**parse_keqv_list(parse_http_list(challenge)), **kept}

        def md5(text: str) -> str:
            return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

        key = md5(f"{self.login}:{asked['realm']}:{self.secret}")
        nonce, count, own = asked["nonce"], "00000001", "d41d8cd9"
        proof = md5(f"{key}:{nonce}:{count}:{own}:auth:{md5(f'{method}:{path}')}")
        said = (
            f'Digest username="{self.login}", realm="{asked["realm"]}", '
            f'nonce="{nonce}", uri="{path}", qop=auth, nc={count}, cnonce="{own}", '
            f'response="{proof}", algorithm=MD5'
        )
        return self.client.generic(method, path, headers={"Authorization": said})

    # ODK Collect.

    def post(self, body: bytes, *, kind: str = "") -> HttpResponse:
        """Post a body as it is."""
        return self.client.post(
            f"{ROOT}/submission",
            body,
            content_type=kind or f"multipart/form-data; boundary={BOUNDARY}",
            headers=self.headers,
        )

    def xml(self, filled: Filled) -> bytes:
        """Return a survey as Collect writes it."""
        return form_xml(
            form_of(self.world),
            filled.tree,
            instance_id=filled.instance_id,
            base_version=filled.base_version,
            version=filled.version,
        )

    def body(
        self, filled: Filled, names: Sequence[str] | None = None, *, more: bool = False
    ) -> bytes:
        """Return a survey with those of its pictures as one body."""
        chosen = list(filled.pictures) if names is None else names
        parts = [("xml_submission_file", "text/xml", self.xml(filled))]
        parts += [(name, "image/jpeg", filled.pictures[name]) for name in chosen]
        parts += [("*isIncomplete*", "", b"yes")] if more else []
        return multipart(parts)

    def send(self, filled: Filled, **how: Any) -> HttpResponse:
        """Send a survey as Collect does."""
        return self.post(self.body(filled, **how))

    # The page off line.

    def put(self, content: bytes, digest: str = "") -> HttpResponse:
        """Upload a picture."""
        named = digest or hashlib.sha256(content).hexdigest()
        return self.client.put(
            f"/survey/sync/files/{named}/",
            content,
            content_type="image/jpeg",
            headers=self.headers,
        )

    def item(self, filled: Filled) -> dict[str, Any]:
        """Return a survey as an item of a batch."""
        return {
            "id": str(filled.instance_id),
            "household": self.world.households[filled.household],
            "form": filled.version or form_of(self.world).version,
            "base_version": filled.base_version,
            "answers": filled.tree,
            "made_at": "2017-09-01T10:00:00+08:00",
            "attachments": {
                name: hashlib.sha256(content).hexdigest()
                for name, content in filled.pictures.items()
            },
        }

    def sync(self, items: object, *, packed: bool = False) -> HttpResponse:
        """Send a batch."""
        said = {"device": self.login, "items": items}
        body = json.dumps(said, ensure_ascii=False).encode()
        extra = {"Content-Encoding": "gzip"} if packed else {}
        return self.client.post(
            "/survey/sync/",
            gzip.compress(body) if packed else body,
            content_type="application/json",
            headers={**self.headers, **extra},
        )

    def states(self, items: Sequence[Filled]) -> list[str]:
        """Send surveys with their pictures; return what became of each."""
        for one in items:
            for content in one.pictures.values():
                assert self.put(content).status_code in (200, 201)
        answered = self.sync([self.item(one) for one in items])
        return [one["state"] for one in answered.json()["items"]]


def phone_of(
    world: World, seat: str, *, kind: DeviceKind = DeviceKind.COLLECT
) -> Phone:
    """Give whoever holds a seat a phone."""
    device, secret = accounts.make_device(
        account=Account.objects.get(person_id=world[seat].person_id),
        kind=kind,
        name="红米",
        actor=world[seat],
        on=world.today,
    )
    return Phone(world, device.login, secret)


def revoke(world: World, phone: Phone, *, by: str = "village") -> None:
    """Revoke a phone by whose it is."""
    accounts.revoke_device(
        account=Account.objects.get(person_id=world[by].person_id),
        login=phone.login,
        reason="手机遗失",
        actor=world[by],
        on=world.today,
    )


def message_of(answered: HttpResponse) -> str:
    """Return what an answer of OpenRosa's says."""
    found = re.search(r"<message[^>]*>(.*)</message>", answered.content.decode(), re.S)
    assert found is not None, answered.content
    return found[1]
