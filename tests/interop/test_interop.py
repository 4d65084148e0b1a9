"""Tokens passed both ways between the binary `jwt`, jsonwebtoken and PyJWT. See ./run."""

import base64
import hmac
import json
import re
import subprocess
import sys
import tempfile
import time
import unittest
from itertools import product
from pathlib import Path

from parties import ALGORITHMS, HERE, REFUSALS, Jwt, Node, Python, environment
from parties import b64, payload_of, unb64, with_header

README = HERE.parents[1] / "README.md"

# Longer than any of the hashes, not normalised, and with a space at the end that nobody may trim.
PASSPHRASE = "pässword 密码 пароль סיסמה 🔑 e\u0301 – long enough for HS512, as RFC 7518 asks "

CLAIMS = {
    "plain": '{"sub":"alice","role":"admin","active":true,"nick":null}',
    "order": '{"z":1,"a":2,"10":3,"9":4}',
    "emoji": '{"sub":"👩‍👩‍👧‍👦 🏳️‍🌈","😀":"\U0001f9ff"}',
    "right to left": '{"sub":"שלום عليكم \u202eabc\u202c","اسم":"ليلى"}',
    "combining": '{"nfc":"\u00e9","nfd":"e\u0301","e\u0301":1,"\u00e9":2,"zalgo":"Z\u0351\u036b\u0343"}',
    "separators": '{"line":"a\u2028b\u2029c","bom":"\ufeff","nul":"\\u0000"}',
    "escapes": r'{"a":"\u00e9\ud83d\ude00\/\n\t\"\\","\u0062":"<&>"}',
    "integers": '{"big":12345678901234567890123,"edge":9007199254740993,"neg":-9223372036854775809}',
    "decimals": '{"price":1.10,"tiny":5e-324,"exp10":1E+2,"zero":0.0,"pi":3.14159265358979323846}',
    "nested": '{"a":{"b":[{"c":[[],{},[1,[2,[3]]]]},"d"],"e":{"f":{"g":null}}},"list":[true,1,"x"]}',
    "deep": '{"a":' * 100 + "1" + "}" * 100,
    "empty": "{}",
}

SECRETS = {}  # name → text
_parties = {}


def parties(secret=None):
    """jwt, jsonwebtoken and PyJWT with one secret."""
    secret = secret or SECRETS["gen-secret"]
    if secret not in _parties:
        _parties[secret] = (Jwt(secret), Node(secret), Python(secret))
    return _parties[secret]


def pairs(secret=None):
    """Every signer with every verifier where one of them is jwt and the other a peer."""
    ours, *peers = parties(secret)
    return [(ours, peer) for peer in peers] + [(peer, ours) for peer in peers]


def claims(**members):
    return json.dumps(members, separators=(",", ":"))


def handmade(payload, header='{"alg":"HS256"}', encode=b64):
    """A token whose signature is right, whatever else is wrong with it."""
    signed = f"{encode(header.encode())}.{encode(payload.encode())}"
    digest = hmac.digest(SECRETS["gen-secret"].encode(), signed.encode(), "sha256")
    return f"{signed}.{b64(digest)}"


def with_stray_bits(part):
    """The same bytes to a lax decoder: only bits that stand for nothing differ."""
    if len(part) % 4 == 0:  # no room for any
        return part
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    changed = part[:-1] + alphabet[alphabet.index(part[-1]) + 1]
    assert unb64(changed) == unb64(part)
    return changed


def read(text, party):
    """A text of claims as a party can hold it, in a form that compares type for type."""
    return json.dumps(json.loads(text, parse_int=party.read_int), sort_keys=True)


class Case(unittest.TestCase):
    maxDiff = None

    def case(self, *what):
        return self.subTest(" · ".join(getattr(part, "name", str(part)) for part in what))

    def assert_accepts(self, party, token, **demands):
        verdict = party.verify(token, **demands)
        self.assertIsNone(verdict.refusal)
        self.assertEqual(verdict.text, payload_of(token))
        self.assertEqual(read(verdict.claims, party), read(payload_of(token), party))
        self.assertEqual(verdict.header, json.loads(unb64(token.split(".")[0])))

    def assert_refuses(self, party, token, reason, **demands):
        refusal, expected = party.verify(token, **demands).refusal, REFUSALS[reason][party.column]
        if isinstance(expected, int):
            self.assertEqual(refusal, expected)
        else:
            self.assertIsNotNone(refusal, "was accepted")
            self.assertEqual(refusal[: len(expected)], expected)


class Exchange(Case):
    def test_what_one_signs_the_other_verifies(self):
        for secret in SECRETS:
            for signer, verifier in pairs(SECRETS[secret]):
                for alg, name, way in product(ALGORITHMS, CLAIMS, signer.ways):
                    with self.case(signer, way, verifier, alg, secret, name):
                        token = signer.sign(CLAIMS[name], alg=alg, way=way)
                        if way == "object":  # the peer writes the JSON its own way
                            self.assertEqual(
                                read(payload_of(token), signer), read(CLAIMS[name], signer)
                            )
                        else:
                            self.assertEqual(payload_of(token), CLAIMS[name])
                        self.assert_accepts(verifier, token, alg=alg)

    def test_jwt_keeps_the_digits_that_peers_may_lose(self):
        ours, node, python = parties()
        token = ours.sign(CLAIMS["integers"])
        with self.case(ours):
            self.assertEqual(ours.output("verify", token, "--get", "big"), "12345678901234567890123")
        with self.case(python):
            self.assertIn('"big": 12345678901234567890123', python.verify(token).claims)
        with self.case(node):
            self.assertIn('"big":1.2345678901234568e+22', node.verify(token).claims)

    def test_header(self):
        for alg in ALGORITHMS:
            with self.case(alg):
                header = parties()[0].sign("{}", alg=alg).split(".")[0]
                self.assertEqual(unb64(header).decode(), '{"alg":"%s","typ":"JWT"}' % alg)

    def test_pretty_printed_payload_becomes_one_line(self):
        ours, *peers = parties()
        for peer in peers:
            with self.case(peer):
                token = peer.sign('{\n"sub": "alice",\n"n": 1\n}', way="text")
                self.assertEqual(ours.verify(token).text, '{ "sub": "alice", "n": 1 }')

    def test_claims_made_of_flags(self):
        ours, *peers = parties()
        token = ours.output(
            "sign", *"--iss https://id.example --sub alice --aud api --aud web".split(),
            *"--claim role=admin --claim zip=01234 --claim level:=1.10".split(),
            *"--expires-in 1h --not-before 0s".split(),
        )  # fmt: skip
        got = json.loads(payload_of(token))
        iat = got.get("iat")
        with self.case("payload"):
            self.assertAlmostEqual(iat, time.time(), delta=30)
            self.assertEqual(
                payload_of(token),
                '{"role":"admin","zip":"01234","level":1.10,'
                '"iss":"https://id.example","sub":"alice","aud":["api","web"],'
                f'"iat":{iat},"nbf":{iat},"exp":{iat + 3600}}}',
            )
        for peer, aud in product(peers, ("api", "web")):
            with self.case(peer, aud):
                self.assert_accepts(peer, token, aud=aud, iss="https://id.example")


class Secrets(Case):
    def test_from_a_file(self):
        for end, secret in product(("", "\n", "\r\n"), SECRETS):
            with tempfile.TemporaryDirectory() as directory:
                file = Path(directory, "secret")
                file.write_bytes((SECRETS[secret] + end).encode())
                ours = Jwt(flags=("--secret-file", str(file)))
                for peer, alg in product(parties(SECRETS[secret])[1:], ALGORITHMS):
                    with self.case("jwt signs", peer, alg, secret, repr(end)):
                        self.assert_accepts(peer, ours.sign(CLAIMS["plain"], alg=alg), alg=alg)
                    with self.case("jwt verifies", peer, alg, secret, repr(end)):
                        self.assert_accepts(ours, peer.sign(CLAIMS["plain"], alg=alg), alg=alg)

    def test_gen_secret_in_a_file(self):
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory, "secret")
            done = Jwt().run("gen-secret", "-o", str(file))
            self.assertEqual(done.returncode, 0, done.stderr)
            ours = Jwt(flags=("--secret-file", str(file)))
            for peer in parties(file.read_text().rstrip("\n"))[1:]:
                with self.case(peer):
                    self.assert_accepts(peer, ours.sign(CLAIMS["plain"]))

    def test_gen_secret_is_text_in_every_encoding(self):
        for encoding in ("hex", "base64", "base64url"):
            for signer, verifier in pairs(Jwt().output("gen-secret", "--encoding", encoding)):
                with self.case(encoding, signer, verifier):
                    self.assert_accepts(verifier, signer.sign(CLAIMS["plain"]))

    def test_decoded_where_both_sides_say_so(self):
        for encoding in ("hex", "base64", "base64url"):
            secret = Jwt().output("gen-secret", "--encoding", encoding)
            ours = Jwt(secret, flags=("--secret-encoding", encoding))
            for kind in (Node, Python):
                peer = kind(secret, encoding)
                with self.case(encoding, peer):
                    self.assert_accepts(peer, ours.sign(CLAIMS["plain"]))
                    self.assert_accepts(ours, peer.sign(CLAIMS["plain"]))
                    self.assert_refuses(Jwt(secret), peer.sign(CLAIMS["plain"]), "signature")
                peer.close()

    def test_gen_secret_is_128_hex_digits(self):
        self.assertRegex(SECRETS["gen-secret"], r"\A[0-9a-f]{128}\Z")


class Forged(Case):
    def assert_all_refuse(self, forge):
        """forge(token, alg) gives forgeries of a good token, with why they are refused."""
        for signer, verifier, alg in product(parties(), parties(), ALGORITHMS):
            with self.case(signer, verifier, alg):
                token = signer.sign(CLAIMS["plain"], alg=alg)
                self.assert_accepts(verifier, token, alg=alg)
                for forged, reason, permitted in forge(token, alg):
                    self.assert_refuses(verifier, forged, reason, alg=permitted)

    def test_payload_changed(self):
        def forge(token, alg):
            header, payload, signature = token.split(".")
            changed = unb64(payload).replace(b"alice", b"alicf")
            self.assertNotEqual(changed, unb64(payload))
            yield f"{header}.{b64(changed)}.{signature}", "signature", alg

        self.assert_all_refuse(forge)

    def test_signature_changed(self):
        def forge(token, alg):
            signed, signature = token.rsplit(".", 1)
            changed = bytearray(unb64(signature))
            changed[-1] ^= 1
            yield f"{signed}.{b64(changed)}", "signature", alg

        self.assert_all_refuse(forge)

    def test_signature_truncated(self):
        def forge(token, alg):
            signed, signature = token.rsplit(".", 1)
            for length in (1, 16, len(unb64(signature)) - 1):
                yield f"{signed}.{b64(unb64(signature)[:length])}", "signature", alg
            yield f"{signed}.", "no signature", alg

        self.assert_all_refuse(forge)

    def test_alg_none(self):
        def forge(token, alg):
            for none in ("none", "None", "NONE", "nOnE"):
                forged = with_header(token, alg=none)
                yield forged, "algorithm", alg
                yield forged.rsplit(".", 1)[0] + ".", "unsigned", alg

        self.assert_all_refuse(forge)

    def test_alg_swapped(self):
        def forge(token, alg):
            for other in set(ALGORITHMS) - {alg}:
                forged = with_header(token, alg=other)
                yield forged, "signature", other
                yield forged, "algorithm", alg

        self.assert_all_refuse(forge)

    def test_another_algorithm_than_the_one_permitted(self):
        def forge(token, alg):
            for other in set(ALGORITHMS) - {alg}:
                yield token, "algorithm", other

        self.assert_all_refuse(forge)

    def test_wrong_secret(self):
        other = parties(SECRETS["gen-secret"][:-1] + "g")
        for signer, verifier, alg in product(parties(), other, ALGORITHMS):
            with self.case(signer, verifier, alg):
                token = signer.sign(CLAIMS["plain"], alg=alg)
                self.assert_refuses(verifier, token, "signature", alg=alg)

    def test_jwt_refuses_without_alg_too(self):
        ours = parties()[0]
        for signer, (alg, other) in product(parties(), zip(ALGORITHMS, ALGORITHMS[1:])):
            token = signer.sign(CLAIMS["plain"], alg=alg)
            with self.case(signer, alg):
                self.assertEqual(ours.output("verify", token), CLAIMS["plain"])
                for forged in (with_header(token, alg="none"), with_header(token, alg=other)):
                    done = ours.run("verify", forged)
                    self.assertEqual((done.returncode, done.stdout), (4, b""))


class Times(Case):
    def test_expired(self):
        now = int(time.time())
        for signer, verifier, exp in product(parties(), parties(), (now, now - 60, 1.5, 0)):
            with self.case(signer, verifier, exp if exp < 2 else f"now - {now - exp}"):
                token = signer.sign(claims(sub="alice", exp=exp))
                self.assert_refuses(verifier, token, "expired")

    def test_not_expired(self):
        now = int(time.time())
        for signer, verifier, exp in product(parties(), parties(), (now + 60, now + 60.5, 4e9)):
            with self.case(signer, verifier, exp if exp == 4e9 else f"now + {exp - now}"):
                self.assert_accepts(verifier, signer.sign(claims(sub="alice", nbf=now, exp=exp)))

    def test_not_yet_valid(self):
        now = int(time.time())
        for signer, verifier in product(parties(), parties()):
            with self.case(signer, verifier):
                token = signer.sign(claims(sub="alice", nbf=now + 300, exp=now + 600))
                self.assert_refuses(verifier, token, "too early")

    def test_expired_and_forged(self):
        for signer, verifier in product(parties(), parties()):
            with self.case(signer, verifier):
                header, _, signature = signer.sign(claims(exp=1)).split(".")
                forged = f"{header}.{b64(claims(exp=2).encode())}.{signature}"
                self.assert_refuses(verifier, forged, "signature")

    def test_durations_of_jwt(self):
        ours = parties()[0]
        for verifier, alg in product(parties(), ALGORITHMS):
            sign = ("sign", "--sub", "alice", "--alg", alg)
            with self.case(verifier, alg, "an hour"):
                token = ours.output(*sign, "--expires-in", "1h")
                self.assert_accepts(verifier, token, alg=alg)
            with self.case(verifier, alg, "an hour ago"):
                token = ours.output(*sign, "--expires-in=-1h")
                self.assert_refuses(verifier, token, "expired", alg=alg)
            with self.case(verifier, alg, "not before"):
                token = ours.output(*sign, "--expires-in", "1h", "--not-before", "5m")
                self.assert_refuses(verifier, token, "too early", alg=alg)

    def test_issued_in_the_future(self):
        """PyJWT alone minds; jwt does when it is asked for an age."""
        ours, node, python = parties()
        token = handmade(claims(iat=int(time.time()) + 86400))
        with self.case(python):
            self.assert_refuses(python, token, "too early")
        with self.case(node):
            self.assert_accepts(node, token)
        with self.case(ours):
            self.assert_accepts(ours, token)
            self.assertEqual(ours.verify(token, flags=("--max-age", "1h")).refusal, 6)


class Audience(Case):
    ISS = "https://id.example"

    def test_right_and_wrong(self):
        for signer, verifier, aud in product(parties(), parties(), ("api", ["web", "api"])):
            with self.case(signer, verifier, aud):
                token = signer.sign(claims(sub="alice", aud=aud, iss=self.ISS))
                self.assert_accepts(verifier, token, aud="api", iss=self.ISS)
                self.assert_refuses(verifier, token, "audience", aud="ap", iss=self.ISS)
                self.assert_refuses(verifier, token, "issuer", aud="api", iss=self.ISS + "/")

    def test_absent(self):
        for signer, verifier in product(parties(), parties()):
            with self.case(signer, verifier):
                token = signer.sign(claims(sub="alice"))
                self.assert_accepts(verifier, token)
                self.assert_refuses(verifier, token, "no audience", aud="api")
                self.assert_refuses(verifier, token, "no issuer", iss=self.ISS)

    def test_stated_but_not_asked_about(self):
        """PyJWT alone refuses an audience that nobody demanded."""
        for signer, verifier in product(parties(), parties()):
            with self.case(signer, verifier):
                token = signer.sign(claims(sub="alice", aud="api", iss=self.ISS))
                if verifier.name == "PyJWT":
                    self.assert_refuses(verifier, token, "audience")
                else:
                    self.assert_accepts(verifier, token)

    def test_wrong_and_expired(self):
        """Not code 7: a refreshed token would be refused too."""
        ours = parties()[0]
        for signer in parties():
            with self.case(signer):
                token = signer.sign(claims(aud="web", exp=1))
                self.assert_refuses(ours, token, "audience", aud="api")
                self.assert_refuses(ours, token, "expired", aud="web")


class Malformed(Case):
    """Peers may be laxer here, so only jwt is asked."""

    def assert_malformed(self, token, alg="HS256"):
        self.assertEqual(parties()[0].verify(token, alg=alg).refusal, 3)

    def test_stray_bits_in_the_signature(self):
        # HS384 has none: 48 bytes are 64 characters.
        for signer, alg in product(parties(), ("HS256", "HS512")):
            with self.case(signer, alg):
                signed, signature = signer.sign(CLAIMS["plain"], alg=alg).rsplit(".", 1)
                strayed = with_stray_bits(signature)
                self.assertNotEqual(strayed, signature)
                self.assert_malformed(f"{signed}.{strayed}", alg)

    def test_stray_bits_that_are_signed(self):
        ours = parties()[0]
        for header, payload in (
            ('{"alg":"HS256"}', '{"n":1}'),  # room in the payload only: for 4 bits, and for 2
            ('{"alg":"HS256"}', '{"n":10}'),
            ('{"alg": "HS256"}', '{"n":100}'),  # in the header only
        ):
            with self.case(header, payload):
                self.assert_accepts(ours, handmade(payload, header))
                strayed = handmade(payload, header, lambda data: with_stray_bits(b64(data)))
                self.assertNotEqual(strayed, handmade(payload, header))
                self.assert_malformed(strayed)

    def test_padding(self):
        for signer in parties():
            with self.case(signer):
                self.assert_malformed(signer.sign(CLAIMS["plain"]) + "=")
        with self.case("signed"):
            encode = lambda data: base64.urlsafe_b64encode(data).decode()
            self.assert_malformed(handmade('{"n":1}', encode=encode))

    def test_the_other_base64_alphabet(self):
        encode = lambda data: base64.b64encode(data).rstrip(b"=").decode()
        token = handmade('{"sub":"???>>>"}', encode=encode)
        self.assertRegex(token.split(".")[1], "[+/]")
        self.assert_malformed(token)

    def test_number_of_parts(self):
        for signer in parties():
            token = signer.sign(CLAIMS["plain"])
            for wrong in (token.rsplit(".", 1)[0], token + ".", "." + token, token + ".e30"):
                with self.case(signer, wrong.count(".") + 1, "parts"):
                    self.assert_malformed(wrong)

    def test_payloads(self):
        for payload in (
            '{"sub":"alice","sub":"bob"}',
            '{"a":{"b":1,"\\u0062":2}}',
            '{"exp":"4102444800"}',
            '{"nbf":null}',
            "[1]",
            '"alice"',
            "null",
            "{",
            '{"n":NaN}',
            '{"n":01}',
            "{} {}",
        ):
            with self.case(payload):
                self.assert_malformed(handmade(payload))


class Readme(Case):
    """The snippets of README's section "In a login flow", run as they stand."""

    FENCE = re.compile(r"^```(\w*)\s*$")
    TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+")

    def snippets(self, language):
        self.assertTrue(README.is_file(), f"no {README}")
        level, fence, found = 0, None, []
        for line in README.read_text(encoding="utf-8").splitlines():
            mark = self.FENCE.match(line)
            heading = re.match(r"(#+) (.*)", line) if fence is None else None
            if mark and fence is None:
                fence, block = mark[1], []
            elif mark:
                if level and fence == language:
                    found.append("\n".join(block) + "\n")
                fence = None
            elif fence is not None:
                block.append(line)
            elif heading and heading[2].startswith("In a login flow"):
                level = len(heading[1])
            elif heading and len(heading[1]) <= level:
                level = 0
        self.assertTrue(found, f"no ```{language} block under README's heading 'In a login flow'")
        return found

    def run_snippet(self, language, text, token):
        with tempfile.TemporaryDirectory(dir=Node.directory) as directory:
            module = re.search(r"^import\b", text, re.MULTILINE)
            name = "snippet.py" if language == "python" else f"snippet.{'m' if module else 'c'}js"
            file = Path(directory, name)
            file.write_text(text, encoding="utf-8")
            return subprocess.run(
                [sys.executable if language == "python" else "node", file],
                cwd=directory,
                env=environment(JWT_SECRET=SECRETS["gen-secret"], TOKEN=token),
                capture_output=True,
                text=True,
                timeout=60,
            )

    def assert_works(self, language):
        ours = parties()[0]
        token = ours.output("sign", *"--sub alice --claim role=admin --expires-in 1h".split())
        header, payload, signature = token.split(".")
        forged = f"{header}.{b64(unb64(payload).replace(b'alice', b'mallo'))}.{signature}"
        handed_back = 0
        for number, text in enumerate(self.snippets(language), 1):
            with self.case(language, number):
                done = self.run_snippet(language, text, token)
                self.assertEqual(done.returncode, 0, done.stderr)
                last = (done.stdout.splitlines() or [""])[-1]
                if self.TOKEN.fullmatch(last):
                    ours.output("verify", last)
                    handed_back += 1
            if "TOKEN" in text:
                with self.case(language, number, "forged"):
                    done = self.run_snippet(language, text, forged)
                    self.assertNotEqual(done.returncode, 0, "did not mind a forged TOKEN")
                    self.assertEqual(done.stdout, "")
        with self.case(language, "hands a token back"):
            self.assertGreater(handed_back, 0)

    def test_node(self):
        self.assert_works("js")

    def test_python(self):
        self.assert_works("python")


def begin():
    SECRETS["gen-secret"] = Jwt().output("gen-secret")
    SECRETS["passphrase"] = PASSPHRASE


def end():
    for _, *peers in _parties.values():
        for peer in peers:
            peer.close()
