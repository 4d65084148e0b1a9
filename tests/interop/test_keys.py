"""Tokens and keys of the asymmetric algorithms passed both ways. See ./run."""

import json
import re
from itertools import islice, product
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from jwcrypto.jwk import JWKSet
from jwt import PyJWKSet

from key_parties import Cryptography, Jose, JwCrypto, JwtWithKey, PyJwt, Refused
from keyring import (
    ALGORITHMS, DER, EVERY_ALGORITHM, ML_DSA, OPEN, OPENSSL_CURVES, PKCS8, RSA, SSH_TYPES,
    MlDsaKey, OpensslKey, SshKey, openssl, without,
)  # fmt: skip
from parties import Jwt, b64, payload_of, unb64, with_header
from test_interop import CLAIMS, Case

PAYLOADS = ("plain", "order", "emoji", "escapes", "integers", "nested")
# What a JWK tells beside the key itself.
TALK = ("kid", "alg", "use", "key_ops")

KEYS = {}  # kind → the key most cases use
MORE_KEYS = []
PEERS = []
_scratch = None


def begin(directory):
    global _scratch
    _scratch = Path(directory)
    for kind in ("RSA", *OPENSSL_CURVES, "Ed25519"):
        KEYS[kind] = OpensslKey(_scratch, kind)
    for kind in ML_DSA:
        KEYS[kind] = MlDsaKey(_scratch, kind)
    MORE_KEYS.extend(SshKey(_scratch, kind) for kind in SSH_TYPES)
    PEERS.extend((PyJwt(), JwCrypto(), Jose(), Cryptography()))


def end():
    for peer in PEERS:
        if isinstance(peer, Jose):
            peer.close()


def peer_named(name):
    return next(peer for peer in PEERS if peer.name == name)


def peers_with(alg):
    return [peer for peer in PEERS if alg not in peer.lacks]


def key_for(alg):
    return next(KEYS[kind] for kind, algorithms in ALGORITHMS.items() if alg in algorithms)


def every_key():
    return [*KEYS.values(), *MORE_KEYS]


def peers_keys(peer, key):
    """The key as the peer takes it: form, private, public."""
    both = {"PEM": (key.pem, key.public_pem), "JWK": (key.jwk, key.public_jwk)}
    return [(form, *both[form]) for form in peer.takes]


def new_file(data):
    new_file.count = getattr(new_file, "count", 0) + 1
    path = _scratch / f"file-{new_file.count}"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def tampered(token):
    """The token with one bit of its payload, and with one bit of its signature, changed."""
    header, payload, signature = token.split(".")
    changed = unb64(payload).replace(b"alice", b"alicf")
    assert changed != unb64(payload)
    yield f"{header}.{b64(changed)}.{signature}"
    for at in (0, len(unb64(signature)) // 2, -1):
        changed = bytearray(unb64(signature))
        changed[at] ^= 1
        yield f"{header}.{payload}.{b64(changed)}"


class KeyCase(Case):
    def assert_equal_claims(self, verdict, token):
        self.assertIsNone(verdict.refusal)
        self.assertEqual(verdict.text, payload_of(token))
        self.assertEqual(verdict.header, json.loads(unb64(token.split(".")[0])))

    def assert_peer_accepts(self, peer, token, alg, key, payload=None):
        """The peer reads the claims that were signed, not only what the token says."""
        if payload is not None:
            self.assertEqual(payload_of(token), payload)
        verdict = peer.verify(token, alg, key)
        self.assert_equal_claims(verdict, token)
        loose = lambda text: json.loads(text, parse_int=float)
        self.assertEqual(loose(verdict.claims), loose(payload_of(token)))

    def assert_jwt_accepts(self, file, token, alg):
        self.assert_equal_claims(JwtWithKey(file).verify(token, alg), token)

    def assert_peer_refuses(self, peer, token, alg, key, reason="signature"):
        refusal = peer.verify(token, alg, key).refusal
        self.assertIsNotNone(refusal, "was accepted")
        self.assertEqual(refusal[: len(peer.refuses[reason])], peer.refuses[reason])

    def assert_jwt_refuses(self, file, token, alg, code=4):
        self.assertEqual(JwtWithKey(file).verify(token, alg).refusal, code)

    def assert_both_ways(self, ours_private, ours_public, alg, peer, private, public):
        """jwt with its files and a peer with its keys, on one key pair."""
        token = JwtWithKey(ours_private).sign(CLAIMS["plain"], alg)
        self.assert_peer_accepts(peer, token, alg, public, CLAIMS["plain"])
        token = peer.sign(CLAIMS["plain"], alg, private)
        self.assert_jwt_accepts(ours_public, token, alg)
        for forged in tampered(token):
            self.assert_jwt_refuses(ours_public, forged, alg)


class KeyExchange(KeyCase):
    def test_what_one_signs_the_other_verifies(self):
        for alg, name in product(EVERY_ALGORITHM, PAYLOADS):
            key, payload = key_for(alg), CLAIMS[name]
            private, public = key.private_forms["PKCS#8 PEM"], key.public_forms["SPKI PEM"]
            token = JwtWithKey(private).sign(payload, alg)
            for peer in peers_with(alg):
                for form, peers_private, peers_public in peers_keys(peer, key):
                    with self.case("jwt", peer, form, alg, name):
                        self.assert_peer_accepts(peer, token, alg, peers_public, payload)
                    with self.case(peer, form, "jwt", alg, name):
                        signed = peer.sign(payload, alg, peers_private)
                        self.assertEqual(payload_of(signed), payload)
                        self.assert_jwt_accepts(public, signed, alg)

    def test_tampered(self):
        for alg in EVERY_ALGORITHM:
            key = key_for(alg)
            private, public = key.private_forms["PKCS#8 PEM"], key.public_forms["SPKI PEM"]
            ours = JwtWithKey(private).sign(CLAIMS["plain"], alg)
            for peer in peers_with(alg):
                form, peers_private, peers_public = peers_keys(peer, key)[0]
                theirs = peer.sign(CLAIMS["plain"], alg, peers_private)
                for number, forged in enumerate((*tampered(ours), *tampered(theirs))):
                    with self.case("jwt refuses", alg, peer, number):
                        self.assert_jwt_refuses(public, forged, alg)
                    with self.case(peer, "refuses", alg, number):
                        self.assert_peer_refuses(peer, forged, alg, peers_public)

    def test_another_algorithm_than_the_one_permitted(self):
        for alg, other in zip(RSA, RSA[1:] + RSA[:1]):
            key = key_for(alg)
            private, public = key.private_forms["PKCS#8 PEM"], key.public_forms["SPKI PEM"]
            token = JwtWithKey(private).sign(CLAIMS["plain"], alg)
            renamed = with_header(token, alg=other)
            with self.case("jwt", alg, other):
                self.assert_jwt_refuses(public, token, other)
                self.assert_jwt_refuses(public, renamed, other)
            for peer in peers_with(alg):
                with self.case(peer, alg, other):
                    form, _, peers_public = peers_keys(peer, key)[0]
                    self.assert_peer_refuses(peer, token, other, peers_public, "algorithm")
                    self.assert_peer_refuses(peer, renamed, other, peers_public)

    def test_both_names_of_ed25519(self):
        """One key signs under either name, and the names are not taken for each other."""
        key = KEYS["Ed25519"]
        private, public = key.private_forms["PKCS#8 PEM"], key.public_forms["SPKI PEM"]
        for alg, other in (("EdDSA", "Ed25519"), ("Ed25519", "EdDSA")):
            token = JwtWithKey(private).sign(CLAIMS["plain"], alg)
            with self.case("jwt", alg):
                self.assert_jwt_refuses(public, token, other)
            for peer in peers_with(other):
                with self.case(peer, alg):
                    self.assert_peer_refuses(peer, token, other, key.public_pem, "algorithm")

    def test_ecdsa_signature_in_der(self):
        for kind in OPENSSL_CURVES:
            key, alg = KEYS[kind], ALGORITHMS[kind][0]
            token = JwtWithKey(key.private_forms["PKCS#8 PEM"]).sign(CLAIMS["plain"], alg)
            signed, signature = token.rsplit(".", 1)
            raw = unb64(signature)
            r, s = (int.from_bytes(half) for half in (raw[: len(raw) // 2], raw[len(raw) // 2 :]))
            forged = f"{signed}.{b64(encode_dss_signature(r, s))}"
            with self.case("jwt", alg):
                self.assert_jwt_refuses(key.public_forms["SPKI PEM"], forged, alg)
            for peer in peers_with(alg):
                with self.case(peer, alg):
                    self.assert_peer_refuses(peer, forged, alg, key.public_pem)

    def test_another_key_of_the_kind(self):
        for stranger in MORE_KEYS:
            key, alg = KEYS[stranger.kind], stranger.algorithms[0]
            token = JwtWithKey(stranger.private_forms["OpenSSH"]).sign(CLAIMS["plain"], alg)
            with self.case("jwt", stranger):
                self.assert_jwt_refuses(key.public_forms["SPKI PEM"], token, alg)
            for peer in peers_with(alg):
                with self.case(peer, stranger):
                    self.assert_peer_refuses(peer, token, alg, key.public_pem)

    def test_header_and_the_algorithm_a_key_stands_for(self):
        for key in every_key():
            with self.case(key):
                file = next(iter(key.private_forms.values()))
                header = JwtWithKey(file).output("sign", "{}", "--no-iat").split(".")[0]
                expected = '{"alg":"%s","typ":"JWT"}' % key.algorithms[0]
                self.assertEqual(unb64(header).decode(), expected)

    def test_what_peers_lack(self):
        for peer in PEERS[:3]:  # the JOSE libraries
            for alg in peer.lacks:
                key = key_for(alg)
                token = JwtWithKey(key.private_forms["PKCS#8 PEM"]).sign(CLAIMS["plain"], alg)
                with self.case(peer, alg):
                    with self.assertRaisesRegex(Refused, f"^{peer.refuses['lacking']}"):
                        peer.sign(CLAIMS["plain"], alg, key.pem)
                    self.assertIsNotNone(peer.verify(token, alg, key.public_pem).refusal)
        with self.case("every algorithm has a peer"):
            self.assertTrue(all(peers_with(alg) for alg in EVERY_ALGORITHM))
        with self.case("jwcrypto has them all"):
            self.assertEqual(peer_named("jwcrypto").lacks, ())


class KeyForms(KeyCase):
    def test_private(self):
        for key in every_key():
            for (form, file), alg in product(key.private_forms.items(), key.algorithms):
                if alg not in (key.algorithms[0], "PS256", "Ed25519"):
                    continue
                with self.case(key, form, alg):
                    token = JwtWithKey(file).sign(CLAIMS["plain"], alg)
                    for peer in peers_with(alg):
                        self.assert_peer_accepts(peer, token, alg, key.public_pem, CLAIMS["plain"])
                    # To verify, its public half is used.
                    signed = peers_with(alg)[0].sign(CLAIMS["plain"], alg, key.pem)
                    self.assert_jwt_accepts(file, signed, alg)
                    for forged in islice(tampered(signed), 2):
                        self.assert_jwt_refuses(file, forged, alg)

    def test_public(self):
        for key in every_key():
            for (form, file), alg in product(key.public_forms.items(), key.algorithms):
                if alg not in (key.algorithms[0], "PS256", "Ed25519"):
                    continue
                with self.case(key, form, alg):
                    for peer in peers_with(alg):
                        signed = peer.sign(CLAIMS["plain"], alg, key.pem)
                        self.assert_jwt_accepts(file, signed, alg)
                    for forged in tampered(signed):
                        self.assert_jwt_refuses(file, forged, alg)

    def test_public_does_not_sign(self):
        for key in every_key():
            for form, file in key.public_forms.items():
                with self.case(key, form):
                    done = JwtWithKey(file).run("sign", CLAIMS["plain"])
                    self.assertEqual((done.returncode, done.stdout), (1, b""))
                    self.assertIn(b"public", done.stderr)

    def test_passphrase(self):
        forms = [(key, form) for key in every_key() for form in key.private_forms]
        for key, form in forms:
            if not form.startswith("encrypted"):
                continue
            ours = JwtWithKey(key.private_forms[form])
            for passphrase in ("wrong", None):
                with self.case(key, form, passphrase or "none"):
                    if passphrase:
                        ours.environment["JWT_KEY_PASSPHRASE"] = passphrase
                    else:
                        del ours.environment["JWT_KEY_PASSPHRASE"]
                    done = ours.run("sign", CLAIMS["plain"])
                    self.assertEqual((done.returncode, done.stdout), (1, b""))
                    self.assertIn(b"passphrase", done.stderr)

    def test_made_by_jose(self):
        jose = peer_named("jose")
        for alg in EVERY_ALGORITHM:
            # One RSA key is enough: they are slow to make.
            if alg in jose.lacks or alg in RSA[1:]:
                continue
            jwk, pem = jose.generate(alg)
            for form, text in (("JWK", json.dumps(jwk)), ("PEM", pem)):
                with self.case(alg, form):
                    file = new_file(text)
                    self.assert_both_ways(file, file, alg, jose, jwk, public_half(jwk))

    def test_rsassa_pss(self):
        key = OpensslKey(_scratch, "RSA", "RSA-PSS")
        file, public = new_file(key.born), new_file(openssl("pkey", "-pubout", data=key.born))
        for alg in RSA:
            if alg.startswith("RS"):
                with self.case(alg):
                    token = peer_named("PyJWT").sign(CLAIMS["plain"], alg, key.pem)
                    self.assert_jwt_refuses(public, token, alg)
                    self.assertNotEqual(JwtWithKey(file).run("sign", "{}", "--alg", alg).returncode, 0)
            else:
                for peer in (peer_named("jwcrypto"), peer_named("jose")):
                    with self.case(alg, peer):
                        jwk = without(key.jwk, *TALK)
                        self.assert_both_ways(file, public, alg, peer, jwk, public_half(jwk))

    def test_ed448_is_refused_by_name(self):
        born = openssl("genpkey", "-algorithm", "ED448")
        for form, data in (("private", born), ("public", openssl("pkey", "-pubout", data=born))):
            with self.case(form):
                done = JwtWithKey(new_file(data)).run("verify", "e30.e30.AA")
                self.assertEqual((done.returncode, done.stdout), (1, b""))
                self.assertIn(b"Ed448", done.stderr)


class GenKey(KeyCase):
    def generate(self, alg, form):
        private, public = (_scratch / f"{alg}.{form}.{half}" for half in ("private", "public"))
        command = ("gen-key", alg, "--format", form, "-o", private, "--public-out", public)
        done = Jwt().run(*map(str, command))
        self.assertEqual((done.returncode, done.stdout), (0, b""), done.stderr)
        self.assertEqual(private.stat().st_mode & 0o777, 0o600)
        return private, public

    def test_jwk(self):
        for alg in EVERY_ALGORITHM:
            files = self.generate(alg, "jwk")
            private, public = (json.loads(file.read_bytes()) for file in files)
            with self.case(alg):
                self.assertEqual(private["alg"], alg)
                self.assertEqual(public, {n: v for n, v in private.items() if n in public})
                self.assertEqual(without(private, *public), private_part(private))
            for peer in peers_with(alg):
                if "JWK" in peer.takes:
                    with self.case(alg, peer):
                        self.assert_both_ways(*files, alg, peer, private, public)
            for peer in ("jwcrypto", "jose"):
                with self.case(alg, "thumbprint by", peer):
                    self.assertEqual(private["kid"], peer_named(peer).thumbprint(public))

    def test_pem(self):
        for alg in EVERY_ALGORITHM:
            files = self.generate(alg, "pem")
            private, public = (file.read_text() for file in files)
            for peer in peers_with(alg):
                with self.case(alg, peer):
                    self.assert_both_ways(*files, alg, peer, private, public)
            with self.case(alg, "openssl"):
                self.assert_openssl_reads(alg, *files, "PEM")

    def test_der(self):
        for alg in EVERY_ALGORITHM:
            files = self.generate(alg, "der")
            private = serialization.load_der_private_key(files[0].read_bytes(), None)
            with self.case(alg, "cryptography"):
                public = serialization.load_der_public_key(files[1].read_bytes())
                self.assertEqual(public, private.public_key())
            with self.case(alg, "openssl"):
                self.assert_openssl_reads(alg, *files, "DER")
            pem = private.private_bytes(serialization.Encoding.PEM, PKCS8, OPEN).decode()
            for peer in peers_with(alg):
                with self.case(alg, peer):
                    token = JwtWithKey(files[0]).sign(CLAIMS["plain"], alg)
                    signed = peer.sign(CLAIMS["plain"], alg, pem)
                    self.assert_jwt_accepts(files[1], signed, alg)
                    self.assert_jwt_accepts(files[1], token, alg)

    def assert_openssl_reads(self, alg, private, public, form):
        command = ("pkey", "-inform", form, "-in", private)
        if alg in ML_DSA and openssl_version() < (3, 5):
            with self.assertRaisesRegex(AssertionError, "pkey"):
                openssl(*command)
            return
        openssl(*command, "-check", "-noout")
        derived = openssl(*command, "-pubout", "-outform", "DER")
        reading = ("pkey", "-pubin", "-inform", form, "-in", public)
        self.assertEqual(openssl(*reading, "-outform", "DER"), derived)

    def test_hmac(self):
        for alg, (peer, form) in product(("HS256", "HS384", "HS512"), (("jwcrypto", "jwk"), ("jose", "jwk"))):
            with self.case(alg, peer):
                file = _scratch / f"{alg}-{peer}"
                Jwt().run("gen-key", alg, "-o", str(file))
                jwk = json.loads(file.read_bytes())
                self.assertEqual((jwk["kty"], jwk["alg"]), ("oct", alg))
                self.assert_both_ways(file, file, alg, peer_named(peer), jwk, jwk)
        for form in ("pem", "der"):
            with self.case(form):
                done = Jwt().run("gen-key", "HS256", "--format", form)
                self.assertEqual((done.returncode, done.stdout), (2, b""))

    def test_bits_and_kid(self):
        pem = Jwt().run("gen-key", "PS256", "--bits", "3072", "--format", "pem").stdout
        with self.case("bits"):
            self.assertIn(b"(3072 bit", openssl("pkey", "-text", "-noout", data=pem))
        with self.case("kid"):
            jwk = json.loads(Jwt().output("gen-key", "ES256", "--kid", "a b"))
            self.assertEqual(jwk["kid"], "a b")
        with self.case("kid that starts with a hyphen, as one thumbprint in 64 does"):
            file = new_file(Jwt().output("gen-key", "ES256", "--kid=-ab"))
            token = JwtWithKey(file).output("sign", "{}", "--kid", "-ab")
            self.assertEqual(json.loads(unb64(token.split(".")[0]))["kid"], "-ab")


class Convert(KeyCase):
    def key(self, file, *flags):
        ours = JwtWithKey(file)
        ours.flags = ()
        done = ours.run("key", str(file), *flags)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_every_form_into_every_form(self):
        for key in every_key():
            forms = [("private", *item) for item in key.private_forms.items()]
            forms += [("public", *item) for item in key.public_forms.items()]
            for half, form, file in forms:
                if form.startswith("JWKS"):
                    with self.case(key, half, form, "with a key that would get lost"):
                        self.assert_does_not_write(file)
                    file = without_strangers(file)
                # Each run derives the key of the encryption anew.
                slow = form.startswith("encrypted")
                with self.case(key, half, form, "thumbprint"):
                    self.assertEqual(self.key(file, "--thumbprint").decode(), key.thumbprint + "\n")
                with self.case(key, half, form, "public"):
                    self.assert_writes(file, ("--public",), key.public_jwk, key.public_der, slow)
                if half == "public":
                    with self.case(key, half, form, "as it is"):
                        self.assert_writes(file, (), key.public_jwk, key.public_der)
                else:
                    with self.case(key, half, form, "as it is"):
                        self.assert_writes(file, (), key.jwk, key.private_der, slow)

    def assert_writes(self, file, flags, jwk, der, slow=False):
        written = self.key(file, *flags, "--to", "der")
        self.assertEqual(canonical(written), der)
        if slow:
            return
        alone = json.loads(self.key(file, *flags, "--to", "jwk"))
        self.assertEqual(without(alone, *TALK), without(jwk, *TALK))
        (in_a_set,) = json.loads(self.key(file, *flags, "--to", "jwks"))["keys"]
        self.assertEqual(in_a_set, alone)
        pem = self.key(file, *flags, "--to", "pem").decode()
        label = "PUBLIC KEY" if der == public_of(der) else "PRIVATE KEY"
        self.assertRegex(pem, rf"\A-----BEGIN {label}-----\n")
        body = "".join(pem.splitlines()[1:-1])
        self.assertEqual(unb64(body.rstrip("=").replace("+", "-").replace("/", "_")), written)

    def assert_does_not_write(self, file):
        done = Jwt().run("key", str(file), "--to", "jwks")
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertIn(b'kty "LMS-to-be" is not supported', done.stderr)

    def test_thumbprints_are_the_peers(self):
        for key in every_key():
            for name in ("jwcrypto", "jose"):
                with self.case(key, name):
                    file = next(iter(key.public_forms.values()))
                    ours = self.key(file, "--thumbprint").decode().rstrip("\n")
                    self.assertEqual(ours, peer_named(name).thumbprint(key.public_jwk))

    def test_one_set_of_several_files(self):
        kinds = [kind for kind in KEYS if kind not in ML_DSA]
        privates = [str(KEYS[kind].private_forms["PKCS#8 PEM"]) for kind in kinds]
        ours = Jwt(flags=())
        private = new_file(ours.run("key", *privates, "--to", "jwks").stdout)
        public = json.loads(ours.run("key", *privates, "--to", "jwks", "--public").stdout)
        self.assertEqual([jwk["kid"] for jwk in public["keys"]], [KEYS[k].thumbprint for k in kinds])
        for kind in kinds:
            alg, kid = ALGORITHMS[kind][0], KEYS[kind].thumbprint
            token = JwtWithKey(private).output("sign", CLAIMS["plain"], f"--kid={kid}", "--no-iat")
            self.assertEqual(json.loads(unb64(token.split(".")[0]))["kid"], kid)
            with self.case(kind, "jwt"):
                self.assert_jwt_accepts(new_file(json.dumps(public)), token, alg)
            with self.case(kind, "jwcrypto"):
                jwk = JWKSet.from_json(json.dumps(public)).get_key(kid)
                self.assert_peer_accepts(peer_named("jwcrypto"), token, alg, jwk.export(as_dict=True))
            with self.case(kind, "PyJWT"):
                (jwk,) = (jwk for jwk in PyJWKSet.from_dict(public).keys if jwk.key_id == kid)
                self.assert_peer_accepts(peer_named("PyJWT"), token, alg, dict(jwk._jwk_data))
            if alg not in peer_named("jose").lacks:
                with self.case(kind, "jose"):
                    self.assert_peer_accepts(peer_named("jose"), token, alg, public)


def public_half(jwk):
    return without(jwk, "d", "p", "q", "dp", "dq", "qi", "priv", "key_ops")


def without_strangers(file):
    keys = [jwk for jwk in json.loads(file.read_bytes())["keys"] if jwk["kid"] == "mine"]
    return new_file(json.dumps({"keys": keys}))


def private_part(jwk):
    return without(jwk, *public_half(jwk))


def canonical(der):
    """A private key as cryptography writes it; PKCS#8 leaves a choice in what is beside the key."""
    try:
        # Its validation is slow; the numbers are compared with those of a valid key.
        key = serialization.load_der_private_key(der, None, unsafe_skip_rsa_key_validation=True)
        return key.private_bytes(DER, PKCS8, OPEN)
    except ValueError:
        return der


def public_of(der):
    try:
        serialization.load_der_public_key(der)
        return der
    except ValueError:
        return None


def openssl_version():
    return tuple(int(n) for n in re.search(rb"OpenSSL (\d+)\.(\d+)", openssl("version")).groups())
