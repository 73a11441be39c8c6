//! Prints docs/soundness-groth16.md: every alteration tried on Groth16's verifier and what became of it.
//!
//! ```text
//! cargo run --release -p zkpair-snark --example soundness > docs/soundness-groth16.md
//! ```
//! Exit status 1 when an altered input was accepted, or a known malleability was not.
#![allow(clippy::print_stdout)]

#[path = "../tests/common/mod.rs"]
mod common;

use std::{collections::BTreeMap, process::ExitCode};

use common::alterations::{Alteration, alterations};

/// The reason without what varies from case to case.
fn kind_of(reason: &str) -> &'static str {
    const KINDS: [(&str, &str); 13] = [
        ("pairing equation", "the pairing equation does not hold"),
        ("not canonical", "not canonical"),
        ("not on the curve", "off the curve"),
        ("outside the subgroup", "outside the subgroup"),
        ("contradict its bytes", "flags contradict the bytes"),
        ("point at infinity", "infinity in the key"),
        ("different elements", "β or δ differ between the groups"),
        ("truncated", "truncated"),
        ("too many", "trailing bytes"),
        ("public inputs given", "count of public inputs"),
        ("no multiple of 32", "length of the public inputs"),
        ("by the header's counts", "length of a section"),
        ("section", "section or header field"),
    ];
    KINDS.iter().find(|(pattern, _)| reason.contains(pattern)).map_or("magic or version", |(_, kind)| *kind)
}

fn main() -> ExitCode {
    let all = alterations();
    let verdicts: Vec<(&Alteration, Result<(), String>)> =
        all.iter().map(|altered| (altered, altered.verdict())).collect();
    let mut groups: Vec<(&str, usize, usize, BTreeMap<&str, usize>)> = Vec::new();
    let mut wrong = Vec::new();
    for (altered, verdict) in &verdicts {
        if groups.last().is_none_or(|(group, ..)| *group != altered.group) {
            groups.push((altered.group, 0, 0, BTreeMap::new()));
        }
        let Some((_, accepted, rejected, kinds)) = groups.last_mut() else { continue };
        match verdict {
            Ok(()) => *accepted += 1,
            Err(reason) => {
                *rejected += 1;
                *kinds.entry(kind_of(reason)).or_default() += 1;
            }
        }
        if verdict.is_ok() != altered.accepted {
            wrong.push(format!("{}: {}", altered.group, altered.label));
        }
    }
    let total_rejected: usize = groups.iter().map(|(_, _, rejected, _)| rejected).sum();
    println!("# Soundness of the Groth16 verifier (Rust)\n");
    println!(
        "Written by `cargo run --release -p zkpair-snark --example soundness` (part of `make soundness`). An honest key, statement and proof of a chain"
    );
    println!(
        "of five steps are altered in every way we know, one alteration at a time; each row is a kind of alteration.\n"
    );
    println!("| altered | tried | rejected | accepted | why rejected |\n|---|---:|---:|---:|---|");
    for (group, accepted, rejected, kinds) in &groups {
        let why: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind} ({count})")).collect();
        println!("| {group} | {} | {rejected} | {accepted} | {} |", accepted + rejected, why.join(", "));
    }
    println!("| **all** | {} | {total_rejected} | {} | |\n", all.len(), all.len() - total_rejected);
    println!("## What verifies though it is altered\n");
    println!(
        "A Groth16 proof is not bound to its bytes: whoever holds one can make others of the same statement without the witness. Protocols that use"
    );
    println!(
        "a proof as a token (nullifiers, replay protection) have to bind to the statement instead. Each of these verifies, here and everywhere:\n"
    );
    for (altered, _) in verdicts.iter().filter(|(_, verdict)| verdict.is_ok()) {
        println!("- {}", altered.label);
    }
    if wrong.is_empty() {
        println!("\nEvery verdict is the expected one.");
        return ExitCode::SUCCESS;
    }
    println!("\n**Unexpected verdicts**\n");
    for line in wrong {
        println!("- {line}");
    }
    ExitCode::FAILURE
}
