//! Altered proofs, statements and keys are rejected; known malleability is known.
#![allow(clippy::unwrap_used)] // a test may fail

mod common;

use std::collections::HashSet;

use common::alterations::alterations;

#[test]
fn every_alteration_is_rejected_but_the_known_malleabilities() {
    let all = alterations();
    let wrong: Vec<String> = all
        .iter()
        .filter(|altered| altered.verdict().is_ok() != altered.accepted)
        .map(|altered| format!("{}: {}: {:?}", altered.group, altered.label, altered.verdict()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let (accepted, rejected): (Vec<_>, Vec<_>) = all.iter().partition(|altered| altered.accepted);
    assert!(rejected.len() >= 800, "{}", rejected.len());
    assert_eq!(accepted.len(), 16);
    let distinct: HashSet<_> = all.iter().map(|altered| (&altered.key, &altered.proof, &altered.public)).collect();
    assert!(distinct.len() + 20 > all.len(), "{} of {} are distinct", distinct.len(), all.len());
}
