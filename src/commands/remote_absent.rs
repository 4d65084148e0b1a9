//! In place of `remote`, where the program is built without the feature `network`: nobody can ask for
//! a provider's keys, so that there is never one.

use crate::cli::{KeyFiles, Verify};
use crate::input::Stdin;
use crate::keys::{Key, KeySet, UnusableKey};
use crate::report::Report;
use anyhow::Result;
use std::convert::Infallible;
use std::marker::PhantomData;

pub(super) struct Remote<'r>(Infallible, PhantomData<&'r Report>);

#[expect(clippy::unnecessary_wraps, reason = "as it is with a network")]
impl<'r> Remote<'r> {
    pub(super) fn for_verify(_: &Verify, _: &mut Stdin, _: &'r Report) -> Result<Option<Self>> {
        Ok(None)
    }

    pub(super) fn for_key(_: &KeyFiles, _: &mut Stdin, _: &'r Report) -> Result<Option<Self>> {
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

    pub(super) fn renew(&self, _: &mut KeySet, _: &[u8]) -> Result<()> {
        match self.0 {}
    }

    pub(super) fn leave_out(&self, _: Vec<UnusableKey>) {
        match self.0 {}
    }
}
