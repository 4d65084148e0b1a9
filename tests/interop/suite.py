"""Runs every case and counts them. See ./run."""

import sys
import tempfile
import unittest

import test_interop
import test_keys
import test_provider
from parties import Jwt, Node


class Tally(unittest.TextTestResult):
    """Counts every case, which unittest does not: there a method is one test."""

    passed = failed = 0

    def startTest(self, test):
        super().startTest(test)
        self.cases = 0

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        self.cases += 1
        self.passed += error is None
        self.failed += error is not None

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += self.cases == 0

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.failed += 1

    def addError(self, test, error):
        super().addError(test, error)
        self.failed += 1


def main():
    Jwt.binary, Node.directory = sys.argv[1:]
    load = unittest.defaultTestLoader.loadTestsFromModule
    with tempfile.TemporaryDirectory() as directory:
        try:
            test_interop.begin()
            test_keys.begin(directory)
            test_provider.begin(directory)
            modules = (test_interop, test_keys, test_provider)
            suite = unittest.TestSuite(load(module) for module in modules)
            result = unittest.TextTestRunner(resultclass=Tally).run(suite)
        finally:
            test_interop.end()
            test_keys.end()
            test_provider.end()
    print(f"{result.passed} passed, {result.failed} failed")
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
