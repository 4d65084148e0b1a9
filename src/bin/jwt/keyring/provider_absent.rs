//! What stands in for `provider` where the program is built without the feature `network`: no flag can
//! name a provider, so there is never one.

use crate::args::Stdin;
use crate::report::Report;
use anyhow::Result;
use clap::Args;
use jwt_toolkit::jwk::{Key, KeyError, KeySet, UnusableKey};
use std::convert::Infallible;
use std::fmt;

/// No flags.
#[derive(Args, Debug)]
#[group(id = "provider")]
pub(crate) struct Flags {}

pub(crate) struct Provider(Infallible);

#[expect(
    clippy::unnecessary_wraps,
    reason = "the same signatures as with a network"
)]
impl Provider {
    pub(crate) fn is_asked_for(_: &Flags) -> bool {
        false
    }

    pub(crate) fn demands_its_issuer(_: &Flags) -> bool {
        false
    }

    pub(crate) fn open(_: &Flags, _: bool, _: &mut Stdin, _: &Report) -> Result<Option<Self>> {
        Ok(None)
    }

    pub(crate) fn issuer(&self) -> Option<&str> {
        match self.0 {}
    }

    pub(crate) fn keys(&self, _: &mut Stdin) -> Result<KeySet> {
        match self.0 {}
    }

    pub(crate) fn members(&self, _: &mut Stdin) -> Result<(Vec<Key>, Vec<UnusableKey>)> {
        match self.0 {}
    }

    pub(crate) fn renew(&self, _: &KeySet, _: &[u8], _: impl FnOnce(KeySet)) -> bool {
        match self.0 {}
    }

    pub(crate) fn leave_out(&self, _: Vec<UnusableKey>) {
        match self.0 {}
    }
}

/// Never: nothing is fetched.
#[derive(Debug)]
pub(crate) struct Failure(Infallible);

/// Never: there are no flags.
#[derive(Debug)]
pub(crate) struct FlagsError(Infallible);

/// Never: nothing is fetched.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Warning(Infallible);

impl Failure {
    pub(crate) fn key_error(&self) -> Option<&KeyError> {
        match self.0 {}
    }

    pub(crate) fn hint(&self) -> Option<String> {
        match self.0 {}
    }
}

impl FlagsError {
    pub(crate) fn hint(&self) -> &'static str {
        match self.0 {}
    }
}

impl Warning {
    pub(crate) fn hint(&self) -> Option<&'static str> {
        match self.0 {}
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {}
    }
}

impl fmt::Display for FlagsError {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {}
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {}
    }
}

impl std::error::Error for Failure {}

impl std::error::Error for FlagsError {}

impl std::error::Error for Warning {}
