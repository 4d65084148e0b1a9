//! Flags that several subcommands share, and what their values may be.

pub(crate) mod algorithm;
pub(crate) mod claims;
pub(crate) mod keys;
pub(crate) mod labels;
pub(crate) mod lines;
pub(crate) mod output;
pub(crate) mod stdin;
pub(crate) mod time;
pub(crate) mod token;
pub(crate) mod value;

pub(crate) use keys::{Encoding, Keys, Passphrase};
pub(crate) use lines::{Lines, Selection};
pub(crate) use output::Output;
pub(crate) use stdin::Stdin;
pub(crate) use token::TokenSource;
