"""Keys by openssl, ssh-keygen and the libraries, each in every form a user may have it in."""

import json
import subprocess
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import mldsa
from jwcrypto.jwk import JWK
from jwt.algorithms import get_default_algorithms

from parties import b64, environment

PASSPHRASE = "pass phräse"
PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
PKCS8, SPKI = serialization.PrivateFormat.PKCS8, serialization.PublicFormat.SubjectPublicKeyInfo
OPEN = serialization.NoEncryption()

RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
ED25519 = ("EdDSA", "Ed25519")
ML_DSA = ("ML-DSA-44", "ML-DSA-65", "ML-DSA-87")
ALGORITHMS = {  # kind of key → what it may sign, its default first
    "RSA": RSA,
    "P-256": ("ES256",),
    "P-384": ("ES384",),
    "P-521": ("ES512",),
    "secp256k1": ("ES256K",),
    "Ed25519": ED25519,
    **{alg: (alg,) for alg in ML_DSA},
}
EVERY_ALGORITHM = [alg for algorithms in ALGORITHMS.values() for alg in algorithms]
OPENSSL_CURVES = {
    "P-256": "prime256v1",
    "P-384": "secp384r1",
    "P-521": "secp521r1",
    "secp256k1": "secp256k1",
}
SSH_TYPES = {
    "RSA": ("rsa", "2048"),
    "P-256": ("ecdsa", "256"),
    "P-384": ("ecdsa", "384"),
    "P-521": ("ecdsa", "521"),
    "Ed25519": ("ed25519", "256"),
}
CRT = ("p", "q", "dp", "dq", "qi")


def run(*command, data=b""):
    command = [str(part) for part in command]
    variables = environment(PASSPHRASE=PASSPHRASE)
    done = subprocess.run(command, input=data, capture_output=True, env=variables, timeout=60)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(command)}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def openssl(*args, data=b""):
    return run("openssl", *args, data=data)


class Key:
    """One key pair. Its forms are files for jwt; the peers take pem and jwk."""

    def __init__(self, directory, maker, kind, private):
        self.directory, self.kind, self.private = Path(directory), kind, private
        self.name = f"{kind} by {maker}"
        self.algorithms = ALGORITHMS[kind]

    @cached_property
    def pem(self):
        return self.private.private_bytes(PEM, PKCS8, OPEN).decode()

    @cached_property
    def private_der(self):
        return self.private.private_bytes(DER, PKCS8, OPEN)

    @cached_property
    def public_pem(self):
        return self.private.public_key().public_bytes(PEM, SPKI).decode()

    @cached_property
    def public_der(self):
        return self.private.public_key().public_bytes(DER, SPKI)

    @cached_property
    def peers_jwk(self):
        return JWK.from_pem(self.pem.encode())

    @cached_property
    def jwk(self):
        # Without jwcrypto's kid: in these tests a key is found by what it is.
        return without(self.peers_jwk.export(as_dict=True), "kid")

    @cached_property
    def public_jwk(self):
        return without(self.peers_jwk.export(private_key=False, as_dict=True), "kid")

    @cached_property
    def thumbprint(self):
        return self.peers_jwk.thumbprint()

    @cached_property
    def private_forms(self):
        return self.files("private", dict(self.make_private_forms()))

    @cached_property
    def public_forms(self):
        return self.files("public", dict(self.make_public_forms()))

    def files(self, half, forms):
        paths = {}
        for number, (form, data) in enumerate(forms.items()):
            # The name tells nothing, since jwt must not look at it.
            paths[form] = self.directory / f"{self.name} {half} {number}".replace(" ", "-")
            paths[form].write_bytes(data)
        return paths

    def make_private_forms(self):
        pem = self.pem.encode()
        yield "PKCS#8 PEM", pem
        yield "PKCS#8 DER", self.private_der
        best = serialization.BestAvailableEncryption(PASSPHRASE.encode())
        yield "encrypted PKCS#8 PEM by cryptography", self.private.private_bytes(PEM, PKCS8, best)
        yield "JWK by jwcrypto", json.dumps(self.jwk).encode()
        yield "JWKS by jwcrypto", jwks({**self.jwk, "kid": "mine"})

    def make_public_forms(self):
        yield "SPKI PEM", self.public_pem.encode()
        yield "SPKI DER", self.public_der
        yield "JWK by jwcrypto", json.dumps(self.public_jwk).encode()
        yield "JWKS by jwcrypto", jwks({**self.public_jwk, "kid": "mine"})


class OpensslKey(Key):
    """A key that openssl has written in each of its forms itself."""

    def __init__(self, directory, kind, algorithm=None):
        # For a curve: SEC1, after a block of EC PARAMETERS. Else PKCS#8.
        if kind in OPENSSL_CURVES:
            self.born = openssl("ecparam", "-name", OPENSSL_CURVES[kind], "-genkey")
        else:
            self.born = openssl("genpkey", "-algorithm", algorithm or kind)
        # The parameters come first, and cryptography reads only the first block.
        pkcs8 = openssl("pkey", data=self.born)
        private = serialization.load_pem_private_key(pkcs8, None)
        super().__init__(directory, f"openssl {algorithm or ''}".strip(), kind, private)

    def make_private_forms(self):
        yield from super().make_private_forms()
        # Replaces the form that cryptography has written.
        yield "PKCS#8 PEM", openssl("pkey", data=self.born)
        yield "PKCS#8 DER", openssl("pkey", "-outform", "DER", data=self.born)
        for way, flags in {
            "PBKDF2": ("-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA256"),
            "PBKDF2 with SHA-512, AES-128": ("-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA512"),
            "scrypt": ("-scrypt",),
        }.items():
            encrypt = ("pkcs8", "-topk8", "-passout", "env:PASSPHRASE", *flags)
            yield f"encrypted PKCS#8 PEM, {way}", openssl(*encrypt, data=self.born)
            yield f"encrypted PKCS#8 DER, {way}", openssl(*encrypt, "-outform", "DER", data=self.born)
        if self.kind == "RSA":
            yield "PKCS#1 PEM", openssl("rsa", "-traditional", data=self.born)
            yield "PKCS#1 DER", openssl("rsa", "-traditional", "-outform", "DER", data=self.born)
            yield "JWK without CRT", json.dumps(without(self.jwk, *CRT)).encode()
        if self.kind in OPENSSL_CURVES:
            yield "SEC1 PEM after EC PARAMETERS", self.born
            yield "SEC1 PEM", openssl("ec", data=self.born)
            yield "SEC1 DER", openssl("ec", "-outform", "DER", data=self.born)
        yield "JWK by PyJWT", pyjwt_jwk(self.private, self.algorithms[0])

    def make_public_forms(self):
        yield from super().make_public_forms()
        yield "SPKI PEM", openssl("pkey", "-pubout", data=self.born)
        yield "SPKI DER", openssl("pkey", "-pubout", "-outform", "DER", data=self.born)
        key = self.directory / "key-of-a-certificate"
        key.write_bytes(self.born)
        certify = "req -new -x509 -days 2 -subj /O=Bücher/CN=api.example -utf8 -key".split()
        certificate = openssl(*certify, key)
        yield "certificate PEM", certificate
        yield "certificate PEM after its text", openssl("x509", "-text", data=certificate)
        yield "certificate DER", openssl("x509", "-outform", "DER", data=certificate)
        if self.kind == "RSA":
            yield "PKCS#1 PEM", openssl("rsa", "-RSAPublicKey_out", data=self.born)
            yield "PKCS#1 DER", openssl("rsa", "-RSAPublicKey_out", "-outform", "DER", data=self.born)
        yield "JWK by PyJWT", pyjwt_jwk(self.private.public_key(), self.algorithms[0])


class SshKey(Key):
    """A key by ssh-keygen, without a passphrase."""

    def __init__(self, directory, kind):
        type_, bits = SSH_TYPES[kind]
        file = Path(directory, f"id-{kind}")
        run("ssh-keygen", "-q", "-t", type_, "-b", bits, "-N", "", "-C", "me@höst", "-f", file)
        self.openssh = file.read_bytes()
        self.openssh_public = file.with_suffix(".pub").read_bytes()
        super().__init__(
            directory, "ssh-keygen", kind, serialization.load_ssh_private_key(self.openssh, None)
        )

    def make_private_forms(self):
        yield "OpenSSH", self.openssh

    def make_public_forms(self):
        yield "OpenSSH", self.openssh_public


class MlDsaKey(Key):
    """An ML-DSA key by Python's cryptography; its PKCS#8 holds the seed."""

    def __init__(self, directory, kind):
        private = getattr(mldsa, kind.replace("-", "") + "PrivateKey").generate()
        super().__init__(directory, "cryptography", kind, private)

    def akp(self):
        """The JWK of RFC 9964, by hand: public, then private."""
        public = b64(self.private.public_key().public_bytes_raw())
        jwk = {"kty": "AKP", "alg": self.kind, "pub": public}
        return jwk, {**jwk, "priv": b64(self.private.private_bytes_raw())}

    def make_private_forms(self):
        yield from super().make_private_forms()
        yield "JWK by hand", json.dumps(self.akp()[1]).encode()

    def make_public_forms(self):
        yield from super().make_public_forms()
        yield "JWK by hand", json.dumps(self.akp()[0]).encode()


def without(jwk, *names):
    return {name: value for name, value in jwk.items() if name not in names}


def jwks(jwk):
    """A set as providers publish it, with a key in it that nobody here knows."""
    stranger = {"kty": "LMS-to-be", "kid": "theirs", "alg": "LMS", "use": "sig"}
    return json.dumps({"keys": [stranger, jwk]}, indent=2).encode()


def pyjwt_jwk(key, alg):
    return get_default_algorithms()[alg].to_jwk(key).encode()
