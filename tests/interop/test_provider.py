"""Tokens of a real OpenID provider, verified with the keys that it publishes. See ./run."""

import json
import re
import shutil
import tempfile
from pathlib import Path

from parties import HERE, Jwt, Node, Peer, payload_of, unb64
from test_interop import Case

ALGORITHMS = ("RS256", "ES256", "EdDSA")

_scratch = None
_providers = []


class Provider(Peer):
    """oidc-provider, in a process that lives as long as the tests."""

    name = "oidc-provider"

    def __init__(self):
        super().__init__(secret="")

    @property
    def command(self):
        script = shutil.copy(HERE / "peer_provider.mjs", Node.directory)
        return ["node", "--no-warnings", script]

    def start(self, keys):
        self.issuer = self.ask(do="start", keys=keys)["issuer"]

    def token(self, alg):
        answer = self.ask(do="token", alg=alg)
        if "token" not in answer:
            raise AssertionError(f"no token: {answer}")
        return answer["token"]


def begin(directory):
    global _scratch
    _scratch = Path(directory)


def end():
    for provider in _providers:
        provider.close()


def new_keys(generation):
    """A private key for each algorithm, which jwt makes."""
    keys = []
    for alg in ALGORITHMS:
        key = json.loads(Jwt().output("gen-key", alg, "--kid", f"{alg}-{generation}"))
        keys.append({**key, "alg": alg, "use": "sig"})
    return keys


class ProviderCase(Case):
    def setUp(self):
        self.jwt = Jwt()
        self.cache = tempfile.mkdtemp(dir=_scratch)
        self.jwt.environment["XDG_CACHE_HOME"] = self.cache

    def provider(self, keys):
        if not _providers:
            _providers.extend((Provider(), Provider()))
        for provider in _providers:
            provider.start(keys)
        return _providers[0]

    def verify(self, token, provider, *flags, aud="api"):
        return self.jwt.verify(
            token, flags=("--discover", provider.issuer, *flags), aud=aud, alg=header_of(token)["alg"]
        )

    def assert_verifies(self, token, provider, *flags):
        verdict = self.verify(token, provider, *flags)
        self.assertIsNone(verdict.refusal)
        self.assertEqual(verdict.text, payload_of(token))
        self.assertEqual(json.loads(verdict.text)["iss"], provider.issuer)

    def make_copies_older(self, seconds):
        for copy in Path(self.cache, "jwt").iterdir():
            older = lambda match: match[1] + str(int(match[2]) - seconds)
            copy.write_text(re.sub(r'("(?:fetched|asked)":)(\d+)', older, copy.read_text()))


def header_of(token):
    return json.loads(unb64(token.split(".")[0]))


class Discovery(ProviderCase):
    def test_its_tokens_are_verified(self):
        provider = self.provider(new_keys(1))
        for alg in ALGORITHMS:
            token = provider.token(alg)
            with self.case(provider, alg):
                self.assertEqual(header_of(token)["kid"], f"{alg}-1")
                self.assert_verifies(token, provider)
            with self.case(provider, alg, "from the cache"):
                self.assert_verifies(token, provider, "--offline")
            with self.case(provider, alg, "by the address of its keys"):
                verdict = self.jwt.verify(token, alg, "api", flags=("--jwks", f"{provider.issuer}/jwks"))
                self.assertIsNone(verdict.refusal)
            with self.case(provider, alg, "another audience"):
                self.assertEqual(self.verify(token, provider, aud="other").refusal, 5)

    def test_a_rotated_key_is_picked_up(self):
        old, new = new_keys(1), new_keys(2)
        provider = self.provider(old)
        for alg in ALGORITHMS:
            self.assert_verifies(provider.token(alg), provider)
        before = {alg: provider.token(alg) for alg in ALGORITHMS}
        self.provider(new)
        after = {alg: provider.token(alg) for alg in ALGORITHMS}
        with self.case("not asked again within a minute"):
            self.assertEqual(self.verify(after["ES256"], provider).refusal, 4)
        self.make_copies_older(61)
        for alg in ALGORITHMS:
            with self.case("asked again for an unknown kid", alg):
                self.assertEqual(header_of(after[alg])["kid"], f"{alg}-2")
                self.assert_verifies(after[alg], provider)
            with self.case("withdrawn", alg):
                self.assertEqual(self.verify(before[alg], provider).refusal, 4)

    def test_a_refresh_picks_up_a_rotated_key(self):
        provider = self.provider(new_keys(1))
        self.assert_verifies(provider.token("ES256"), provider)
        self.provider(new_keys(2))
        token = provider.token("ES256")
        self.assertEqual(self.verify(token, provider).refusal, 4)
        self.assert_verifies(token, provider, "--refresh")

    def test_another_issuers_tokens_are_refused(self):
        keys = new_keys(1)
        provider = self.provider(keys)
        other = _providers[1]
        for alg in ALGORITHMS:
            with self.case("with the same keys", alg):
                self.assertEqual(self.verify(other.token(alg), provider).refusal, 5)
        other.start(new_keys(2))
        for alg in ALGORITHMS:
            with self.case("with other keys", alg):
                self.assertEqual(self.verify(other.token(alg), provider).refusal, 4)
        with self.case("behind a slash"):
            done = self.jwt.run("verify", other.token("ES256"), "--discover", f"{other.issuer}/")
            self.assertEqual((done.returncode, done.stdout), (1, b""))
            self.assertIn(b"only a slash at the end differs", done.stderr)

    def test_its_keys_are_listed_and_converted(self):
        keys = new_keys(1)
        provider = self.provider(keys)
        done = json.loads(self.jwt.output("key", "--discover", provider.issuer, "--to", "jwks"))
        self.assertEqual([key["kid"] for key in done["keys"]], [key["kid"] for key in keys])
        self.assertTrue(all("d" not in key for key in done["keys"]))
