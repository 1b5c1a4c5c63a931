"""Programs that come in by an access token, and say what they want in JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.support.factors import app_of
from tests.support.pictures import picture
from tests.support.world import VILLAGE, World
from tuopin.office.accounts import operations
from tuopin.office.accounts.models import Account
from tuopin.office.accounts.rights import WITH_SECOND_FACTOR

API = "/api/v1"


def token_of(world: World, seat: str, *, may_act: bool = True) -> str:
    """Issue a token to the holder of a seat, with a second step where it needs one."""
    actor = world[seat]
    if actor.position in WITH_SECOND_FACTOR:
        app_of(actor)
    return operations.issue_token(
        account=Account.objects.get(person_id=actor.person_id),
        name="统计平台",
        may_act=may_act,
        actor=actor,
        on=world.today,
    )


@dataclass
class Program:
    """A program that acts for somebody, or for nobody."""

    token: str = ""
    language: str = "zh-hans"
    client: Client = field(default_factory=Client)

    def get(self, path: str, **query: object) -> HttpResponse:
        """Ask for something."""
        return self.client.get(f"{API}{path}", query, headers=self._headers())

    def post(self, path: str, sent: object, *, key: str | None = "") -> HttpResponse:
        """Post something; under a fresh key unless one is named, or under none."""
        headers = self._headers()
        if key is not None:
            headers["Idempotency-Key"] = key or str(uuid4())
        return self.client.post(
            f"{API}{path}",
            json.dumps(sent),
            content_type="application/json",
            headers=headers,
        )

    def upload(self, place: str = VILLAGE, content: bytes | None = None) -> int:
        """Keep a photo and return its number."""
        file = SimpleUploadedFile("p.jpg", content or picture(), "image/jpeg")
        kept = self.client.post(
            f"{API}/documents",
            {"place": place, "file": file},
            headers=self._headers(),
        )
        assert kept.status_code == 200, kept.content.decode()
        number: int = kept.json()["number"]
        return number

    def _headers(self) -> dict[str, str]:
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {"Accept-Language": self.language, **bearer}


def program_of(world: World, seat: str, *, may_act: bool = True) -> Program:
    """Return a program that acts for the holder of a seat."""
    return Program(token_of(world, seat, may_act=may_act))


def told(answer: HttpResponse, status: int) -> dict[str, Any]:
    """Return a problem, once it is one of this status."""
    assert answer.status_code == status, answer.content.decode()
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["says"]["zh"]
    assert problem["says"]["en"]
    return problem
