//! Signs, verifies and decodes JSON Web Tokens. This library exists for the command `jwt`, its
//! tests and benches.
//!
//! The modules, along a token's way:
//! [`input`] bytes in → [`codec`] bytes ⇄ parts → [`header`] → [`keys`] → [`signature`] →
//! [`claims`], walked by [`verify`] (and the other way by [`sign`]) → [`report`] results out; [`batch`]
//! takes many of them along it. Around them: [`cli`] the words of the command line, [`commands`] one file
//! a subcommand, [`algorithm`] the closed list, [`time`] moments and durations, [`advice`] what is worth
//! telling and stops nothing, [`rejection`] why a token is not accepted, [`error`] the exit codes and
//! what else can go wrong; and `network`, with the feature of that name, a provider's keys.

pub mod advice;
pub mod algorithm;
pub mod batch;
pub mod claims;
pub mod cli;
pub mod codec;
pub mod commands;
pub mod error;
pub mod header;
pub mod input;
pub mod keys;
#[cfg(feature = "network")]
pub mod network;
pub mod rejection;
pub mod report;
pub mod sign;
pub mod signature;
pub mod time;
pub mod verify;
