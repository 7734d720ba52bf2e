"""What the tests of the door need: a browser that signs in by code, an app that shows codes, a device that holds a passkey."""

from __future__ import annotations

import json
import re
import time
from hashlib import sha256
from html import unescape
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from django.core import mail
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from intentional_connection.people.brakes import digest
from intentional_connection.people.models import Try
from tests.world import leave

if TYPE_CHECKING:
    from intentional_connection.people.models import Account

HOST = "localhost"
ORIGIN = f"https://{HOST}"
CODE = re.compile(r"^[A-Z0-9]{3,}-?[A-Z0-9]{3,}$", re.MULTILINE)


def at_the_door(account: Account, browser: Client | None = None) -> Client:
    """A browser in which the code of the e-mail was just written."""
    browser = browser or Client(HTTP_HOST=HOST)
    ask_for_code(account, browser)
    write_code(browser)
    return browser


def write_code(browser: Client) -> None:
    """Write the code of the last e-mail."""
    code = CODE.search(str(mail.outbox[-1].body))
    assert code, "no code came"
    browser.post("/accounts/login/code/confirm/", {"code": code[0]})


def ask_for_code(account: Account, browser: Client) -> None:
    """A code is on its way."""
    leave()
    mail.outbox.clear()
    forget_tries("account_request_login_code", f"address {account.email}", "account_confirm_login_code", "place 127.0.0.1")
    browser.post("/accounts/login/code/", {"email": account.email})


def forget_tries(*said: str) -> None:
    """Let the brakes of these pages, for these places and addresses, count from nothing."""
    names = [f"{page} {of} {minutes}" for page in said for of in said for minutes in (1, 10, 60)]
    Try.objects.filter(key__in=[digest(name) for name in names]).delete()


def code_of(secret: str, ahead: int = 0) -> str:
    """What the app shows now, or so many half minutes ahead."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def set_up_app(browser: Client) -> tuple[str, Any]:
    """Set up an app as a person does: the letters of the page, then the code. The letters, and the page that follows."""
    page = browser.get("/me/second-step/app/").content.decode()
    letters = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert letters, page
    secret = letters[1].replace(" ", "")
    return secret, browser.post("/me/second-step/app/", {"code": code_of(secret)})


def has_second_step(account: Account) -> bool:
    return Authenticator.objects.filter(user=account).exists()


class Device:
    """A telephone with one passkey, as the script would ask it."""

    def __init__(self) -> None:
        self.key = generate_private_key(SECP256R1())
        self.id = sha256(b"a passkey").digest()

    def options(self, page: str) -> dict[str, Any]:
        """What the page asks the device."""
        found = re.search(r'data-options="([^"]+)"', page)
        assert found, page
        said: dict[str, Any] = json.loads(unescape(found[1]))["publicKey"]
        return said

    def _data(self, flags: int, credential: bytes = b"") -> AuthenticatorData:
        return AuthenticatorData.create(sha256(HOST.encode()).digest(), flags, 1, credential)

    def _answer(self, kind: str, challenge: str, **response: bytes) -> tuple[CollectedClientData, dict[str, Any]]:
        client = CollectedClientData.create(kind, websafe_decode(challenge), ORIGIN)
        said = {name: websafe_encode(value) for name, value in response.items()}
        name = websafe_encode(self.id)
        answer = {"id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {}}
        return client, answer | {"response": said | {"clientDataJSON": websafe_encode(client)}}

    def create(self, page: str) -> str:
        """Make a passkey."""
        public = ES256.from_cryptography_key(self.key.public_key())
        data = self._data(0x45, AttestedCredentialData.create(b"\0" * 16, self.id, public))
        made = AttestationObject.create("none", data, {})
        _client, answer = self._answer("webauthn.create", self.options(page)["challenge"], attestationObject=bytes(made))
        return json.dumps(answer)

    def get(self, page: str) -> str:
        """Sign what the page asks."""
        data = self._data(0x05)
        client, answer = self._answer("webauthn.get", self.options(page)["challenge"], authenticatorData=bytes(data))
        answer["response"]["signature"] = websafe_encode(self.key.sign(bytes(data) + client.hash, ECDSA(SHA256())))
        return json.dumps(answer)
