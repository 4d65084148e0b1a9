//! How many lines came out how: the summary, and the exit code.

use crate::report::Exit;
use std::collections::BTreeMap;
use std::fmt;

/// How many lines came out how.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) accepted: u64,
    rejected: BTreeMap<&'static str, u64>,
    pub(crate) blank: u64,
    pub(crate) without_token: u64,
    worst: Option<Exit>,
}

impl Tally {
    /// How the run ends: the smallest code of all rejections.
    pub(crate) fn exit(&self) -> Exit {
        self.worst.unwrap_or(Exit::Done)
    }

    /// Tokens that were looked at.
    #[must_use]
    pub(crate) fn tokens(&self) -> u64 {
        self.accepted + self.rejected.values().sum::<u64>()
    }

    pub(crate) fn reject(&mut self, kind: &'static str, exit: Exit) {
        *self.rejected.entry(kind).or_default() += 1;
        self.worst = Some(self.worst.map_or(exit, |worst| worst.min(exit)));
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.accepted += other.accepted;
        self.blank += other.blank;
        self.without_token += other.without_token;
        for (kind, count) in &other.rejected {
            *self.rejected.entry(kind).or_default() += count;
        }
        self.worst = match (self.worst, other.worst) {
            (Some(ours), Some(theirs)) => Some(ours.min(theirs)),
            (ours, theirs) => ours.or(theirs),
        };
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rejected: u64 = self.rejected.values().sum();
        write!(f, "{} accepted, {rejected} rejected", self.accepted)?;
        let mut kinds: Vec<_> = self.rejected.iter().collect();
        kinds.sort_by_key(|(kind, count)| (u64::MAX - **count, **kind));
        for (i, (kind, count)) in kinds.iter().enumerate() {
            write!(f, "{}{count} {kind}", if i == 0 { " (" } else { ", " })?;
        }
        f.write_str(if kinds.is_empty() { "" } else { ")" })?;
        if self.blank > 0 {
            write!(f, ", {} blank", self.blank)?;
        }
        if self.without_token > 0 {
            write!(f, ", {} without a token", self.without_token)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_counts_by_kind_and_keeps_the_smallest_code() {
        let mut tally = Tally {
            accepted: 199,
            blank: 3,
            ..Tally::default()
        };
        assert_eq!(tally.exit(), Exit::Done);
        tally.reject("expired", Exit::Expired);
        let mut other = Tally::default();
        other.reject("signature_mismatch", Exit::Signature);
        other.reject("expired", Exit::Expired);
        tally.add(&other);
        assert_eq!(tally.exit(), Exit::Signature);
        assert_eq!(
            tally.to_string(),
            "199 accepted, 3 rejected (2 expired, 1 signature_mismatch), 3 blank"
        );
        assert_eq!(Tally::default().to_string(), "0 accepted, 0 rejected");
    }
}
