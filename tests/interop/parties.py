"""The three implementations behind one interface: sign(payload) and verify(token).

Each is bound to one secret, which it gets through JWT_SECRET.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

HERE = Path(__file__).resolve().parent
ALGORITHMS = ("HS256", "HS384", "HS512")

# What each party says when it refuses: jwt's exit code, the start of a peer's message.
REFUSALS = {
    #               jwt  jsonwebtoken                                    PyJWT
    "signature":   (4, "JsonWebTokenError: invalid signature",          "InvalidSignatureError: "),
    "algorithm":   (4, "JsonWebTokenError: invalid algorithm",          "InvalidAlgorithmError: "),
    "unsigned":    (4, "JsonWebTokenError: jwt signature is required",  "InvalidAlgorithmError: "),
    "no signature": (4, "JsonWebTokenError: jwt signature is required", "InvalidSignatureError: "),
    "audience":    (5, "JsonWebTokenError: jwt audience invalid",       "InvalidAudienceError: "),
    "no audience": (5, "JsonWebTokenError: jwt audience invalid",       "MissingRequiredClaimError: "),
    "issuer":      (5, "JsonWebTokenError: jwt issuer invalid",         "InvalidIssuerError: "),
    "no issuer":   (5, "JsonWebTokenError: jwt issuer invalid",         "MissingRequiredClaimError: "),
    "too early":   (6, "NotBeforeError: jwt not active",                "ImmatureSignatureError: "),
    "expired":     (7, "TokenExpiredError: jwt expired",                "ExpiredSignatureError: "),
}  # fmt: skip


@dataclass
class Verdict:
    """Either what was verified (text, and the claims as the party read them) or a refusal."""

    text: Optional[str] = None
    claims: Optional[str] = None
    header: Optional[dict] = None
    refusal: Optional[str] = None


def environment(**variables):
    # Only what is named: the caller's own JWT_SECRET or locale must not decide a test.
    return {"PATH": os.environ["PATH"], **variables}


class Jwt:
    """The binary under test."""

    name = "jwt"
    column = 0
    ways = ("argument", "stdin")
    binary = None  # set by the driver
    read_int = int

    def __init__(self, secret=None, flags=()):
        """With no secret in the environment, flags say where it is."""
        self.environment = environment() if secret is None else environment(JWT_SECRET=secret)
        self.flags = flags

    def run(self, *args, stdin=""):
        return subprocess.run(
            [self.binary, *args, *self.flags],
            input=stdin.encode(),
            capture_output=True,
            env=self.environment,
            timeout=60,
        )

    def output(self, *args, stdin=""):
        done = self.run(*args, stdin=stdin)
        if done.returncode != 0:
            raise AssertionError(f"jwt {args[0]}: code {done.returncode}: {done.stderr.decode()}")
        return one_line(done.stdout)

    def sign(self, payload, alg="HS256", way="argument"):
        claims, stdin = ("-", payload) if way == "stdin" else (payload, "")
        return self.output("sign", claims, "--alg", alg, "--no-iat", stdin=stdin)

    def verify(self, token, alg="HS256", aud=None, iss=None, flags=()):
        command = ["verify", "-", "--alg", alg, *flags]
        command += ["--aud", aud] if aud else []
        command += ["--iss", iss] if iss else []
        done = self.run(*command, stdin=token + "\n")
        if done.returncode != 0:
            if done.stdout:
                raise AssertionError(f"refused, yet printed {done.stdout!r}")
            return Verdict(refusal=done.returncode)
        text = one_line(done.stdout)
        header = self.output(*command, "--header", stdin=token)
        return Verdict(text=text, claims=text, header=json.loads(header))


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def payload_of(token):
    return unb64(token.split(".")[1]).decode()


def with_header(token, **changes):
    header, rest = token.split(".", 1)
    return b64(json.dumps({**json.loads(unb64(header)), **changes}).encode()) + "." + rest


def one_line(stdout):
    text = stdout.decode()
    if not text.endswith("\n") or "\n" in text[:-1]:
        raise AssertionError(f"not one line: {text!r}")
    return text[:-1]


class Peer:
    """A process that lives as long as the tests: starting one costs more than a test."""

    ways = ("object", "text")

    def __init__(self, secret, secret_encoding=None):
        self.secret_encoding = secret_encoding
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(JWT_SECRET=secret),
        )

    def ask(self, **request):
        line = json.dumps({"secret_encoding": self.secret_encoding, **request})
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise AssertionError(f"the process of {self.name} ended on {line}")
        return json.loads(answer)

    def sign(self, payload, alg="HS256", way="text"):
        answer = self.ask(do="sign", payload=payload, alg=alg, way=way)
        if "refusal" in answer:
            raise AssertionError(f"{self.name} did not sign: {answer['refusal']}")
        return answer["token"]

    def verify(self, token, alg="HS256", aud=None, iss=None):
        return Verdict(**self.ask(do="verify", token=token, alg=alg, aud=aud, iss=iss))

    def close(self):
        self.process.communicate()


class Node(Peer):
    name = "jsonwebtoken"
    column = 1
    directory = None  # set by the driver: where node_modules is
    read_int = float  # JavaScript has no other number

    @property
    def command(self):
        # A module finds its imports from where it stands.
        return ["node", shutil.copy(HERE / "peer.mjs", self.directory)]


class Python(Peer):
    name = "PyJWT"
    column = 2
    read_int = int
    command = (sys.executable, str(HERE / "peer.py"))
