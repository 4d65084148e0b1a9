//! The tests of the program and of its library, a room a subject. They are one crate, so that they are
//! linked once: `cargo test transcripts` runs the tests of one room.

mod attacks;
mod gen_secret;
mod generated;
mod house;
mod key_attacks;
mod key_files;
mod lines;
mod matrix;
#[cfg(feature = "network")]
mod network;
mod one_and_many;
mod primitives;
mod properties;
mod readme;
mod support;
mod transcripts;
mod vectors;
