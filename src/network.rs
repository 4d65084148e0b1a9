//! What is fetched: a provider's keys (a JWK set, RFC 7517) and the metadata that says where they
//! are (OpenID Connect Discovery 1.0; RFC 8414). Nothing here runs unless an address was given on
//! the command line, and no address ever comes out of a token.
//!
//! An [`address`] is where something may be fetched from, [`fetch`] fetches it, [`cache`] keeps it,
//! [`client`] decides between the two, and [`discovery`] and [`published`] read what came back.
//! [`trouble`] is what can go wrong, [`warning`] what goes on all the same.

pub mod address;
pub mod cache;
pub mod client;
pub mod discovery;
pub mod fetch;
pub mod published;
pub mod trouble;
pub mod warning;

pub use address::{Address, BadAddress};
pub use cache::Cache;
pub use client::{Client, Event, Mode, Resource};
pub use discovery::Metadata;
pub use fetch::Fetcher;
pub use published::Published;
pub use trouble::{Failure, Trouble};
pub use warning::Warning;
