"""Runs README's Spark program over many tokens and compares with one process. See ./run-spark."""

import json
import os
import re
import runpy
import shlex
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from pyspark.sql import SparkSession

README = Path(__file__).resolve().parents[2] / "README.md"
TOKENS = 200_000
# Of ten tokens, the last three are not accepted.
FATES = ("accepted",) * 7 + ("expired", "signature_mismatch", "malformed")


def fate(number):
    return FATES[number % len(FATES)]


def jwt(*args, **options):
    return subprocess.run(["jwt", *args], stdout=subprocess.PIPE, text=True, **options)


def signed(numbers, secret):
    """One token for each number, its subject."""
    hour = {"expired": -3600}
    exp = {n: int(time.time()) + hour.get(fate(n), 3600) for n in numbers}
    lines = "".join(json.dumps({"sub": str(n), "exp": exp[n]}) + "\n" for n in numbers)
    done = jwt("sign", "--lines", input=lines, env={**os.environ, "JWT_SECRET": secret}, check=True)
    return dict(zip(numbers, done.stdout.splitlines(), strict=True))


def write_tokens(file):
    """Tokens of every fate, mixed."""
    numbers = range(TOKENS)
    forged = [n for n in numbers if fate(n) == "signature_mismatch"]
    tokens = signed(numbers, os.environ["JWT_SECRET"])
    tokens |= signed(forged, jwt("gen-secret", check=True).stdout.strip())
    assert len(set(tokens.values())) == TOKENS
    with open(file, "w") as lines:
        for number, token in tokens.items():
            if fate(number) == "malformed":
                token = token.replace(".", "", 1)
            lines.write(token + "\n")


def outcome(report):
    """What a report says, but for the line's number, which counts within the partition."""
    if report["valid"]:
        return "accepted", report["payload"]
    (error,) = report["errors"]
    return error["kind"], report.get("payload")


def readme_program():
    _, rest = README.read_text(encoding="utf-8").split("\n## Beyond one machine\n")
    section = rest.split("\n## ")[0]
    (program,) = re.findall(r"^```python\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    return program


def run(file):
    """Its variables; as the main program its functions travel to the workers."""
    return runpy.run_path(file, run_name="__main__")


def compare(program):
    """The program's reports are those of one process, and tell what each token was made to be."""
    reports = program["reports"]
    assert reports.getNumPartitions() >= 8, reports.getNumPartitions()
    spread = [outcome(report) for report in reports.collect()]

    alone = jwt("verify", "--lines", "--json", "--input", "tokens.txt")
    assert alone.returncode == 3, alone.returncode
    assert spread == [outcome(json.loads(line)) for line in alone.stdout.splitlines()]

    assert [kind for kind, _ in spread] == [fate(number) for number in range(TOKENS)]
    accepted = Counter(payload["sub"] for kind, payload in spread if kind == "accepted")
    assert accepted == Counter(str(n) for n in range(TOKENS) if fate(n) == "accepted")


@contextmanager
def failing(code):
    try:
        yield
    except Exception as error:  # of the worker, wrapped in Java's, wrapped in Python's
        assert f"exited with error code {code}." in str(error), error
    else:
        raise AssertionError(f"code {code} did not fail the job")


def refuse(program):
    """What is no verdict fails the job: no key, wrong usage, no jwt, a jwt that was killed."""
    spark, verify, env = (program[name] for name in ("spark", "verify", "env"))
    tokens = spark.sparkContext.parallelize(program["tokens"].take(len(FATES)), 1)
    command = verify.split(";")[0]
    for code, script, variables in (
        (2, verify.replace("--json", "--no-such-flag"), env),
        (127, verify, {**env, "PATH": "/nonexistent"}),
        (137, verify.replace(command, "sh -c 'kill -KILL $$'"), env),
        # A verdict, without what makes it a result.
        (3, command, env),
    ):
        with failing(code):
            tokens.pipe("/bin/sh -c " + shlex.quote(script), variables, checkCode=True).count()
    os.environ["JWT_SECRET"] = ""
    with failing(1):
        run("program.py")


def main():
    binary = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as directory:
        # The programs say `jwt`, wherever it is, and `tokens.txt`, as in README.
        os.chdir(directory)
        Path("bin").mkdir()
        Path("bin", "jwt").symlink_to(binary)
        os.environ["PATH"] = f"{directory}/bin:{os.environ['PATH']}"
        os.environ.pop("JWT_KEY", None)
        os.environ["JWT_SECRET"] = jwt("gen-secret", check=True).stdout.strip()
        write_tokens("tokens.txt")

        os.environ["PYSPARK_PYTHON"] = sys.executable
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
        session = SparkSession.builder.master("local[2]").config("spark.local.dir", directory)
        session = session.config("spark.ui.enabled", "false").getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        try:
            Path("program.py").write_text(readme_program())
            program = run("program.py")
            compare(program)
            refuse(program)
        finally:
            session.stop()
    print(f"{TOKENS} tokens: Spark and one process agree")


if __name__ == "__main__":
    main()
