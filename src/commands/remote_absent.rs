//! In place of `remote`, where the program is built without the feature `network`: nobody can ask for
//! a provider's keys, so that there is never one.

use crate::cli::{KeyFiles, Verify};
use crate::input::Stdin;
use crate::keys::{Key, KeySet, UnusableKey};
use crate::report::Report;
use anyhow::Result;
use std::convert::Infallible;

pub(super) struct Remote(Infallible);

#[expect(clippy::unnecessary_wraps, reason = "as it is with a network")]
impl Remote {
    pub(super) fn for_verify(_: &Verify, _: &mut Stdin, _: &Report) -> Result<Option<Self>> {
        Ok(None)
    }

    pub(super) fn for_key(_: &KeyFiles, _: &mut Stdin, _: &Report) -> Result<Option<Self>> {
        Ok(None)
    }

    pub(super) fn issuer(&self) -> Option<&str> {
        match self.0 {}
    }

    pub(super) fn keys(&self, _: &mut Stdin) -> Result<KeySet> {
        match self.0 {}
    }

    pub(super) fn members(&self, _: &mut Stdin) -> Result<(Vec<Key>, Vec<UnusableKey>)> {
        match self.0 {}
    }

    pub(super) fn renew(&self, _: &KeySet, _: &[u8], _: impl FnOnce(KeySet)) -> bool {
        match self.0 {}
    }

    pub(super) fn leave_out(&self, _: Vec<UnusableKey>) {
        match self.0 {}
    }
}
