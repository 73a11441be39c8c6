//! A worker (docs/contract.md): one JSON request a line on standard input, one answer a line on standard output.
//! `zkpair-peer-plonky2 stark/prove:plonky2` or `… stark/verify:plonky2`.
mod cell;
mod error;
mod fibonacci;
mod hashes;
mod proof;

use std::fs;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::time::Instant;

use cpu_time::ProcessTime;
use serde_json::{json, Map, Value};
use sha2::{Digest, Sha256};

use crate::cell::{Case, Cell};
use crate::error::Error;
use crate::proof::Statement;

const WIRE_FORMAT: &str = "plonky2";

/// What `run` works on.
enum State {
    Prove(Statement),
    Verify { proof: Vec<u8>, public: Vec<u8> },
}

struct Worker {
    implementation: String,
    cell: Option<Cell>,
    states: Vec<State>,
    last: Option<(usize, Vec<u8>)>,
}

type Answer = Result<Map<String, Value>, Error>;

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn number(request: &Value, name: &str) -> Result<usize, Error> {
    let found = request.get(name).and_then(Value::as_u64).map(|found| found as usize);
    found.ok_or_else(|| Error::Protocol(format!("the request has no number {name:?}")))
}

fn path<'a>(request: &'a Value, name: &str) -> Result<&'a Path, Error> {
    let found = request.get(name).and_then(Value::as_str).map(Path::new);
    found.ok_or_else(|| Error::Protocol(format!("the request has no path {name:?}")))
}

/// A line of /proc/self/status, in bytes.
fn status_bytes(name: &str) -> Option<u64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}

impl Worker {
    fn proves(&self) -> bool {
        self.implementation.starts_with("stark/prove")
    }

    fn hello(&self) -> Answer {
        let attributes = json!({
            "language": "rust",
            "library": "starky 1.1.0, plonky2 1.1.0",
            "algorithm": "starky, two base-field challenges, FRI folding 4, 32 final coefficients; transcript over the same hash",
            "simd": if cfg!(target_feature = "avx2") { "avx2" } else { "scalar" },
        });
        Ok(object(json!({
            "contract": 1,
            "implementation": self.implementation,
            "wire_format": if self.proves() { WIRE_FORMAT } else { "verdict-byte" },
            "attributes": attributes,
            "parallel": true,
            "available": null,
            "provenance": {"profile": if cfg!(debug_assertions) { "debug" } else { "release" }},
            "empty_bytes": status_bytes("VmRSS"),
        })))
    }

    fn prepare(&mut self, request: &Value) -> Answer {
        (self.states, self.last) = (Vec::new(), None);
        let (wall, cpu) = (Instant::now(), ProcessTime::now());
        let case = Case::read(path(request, "case")?)?;
        if !self.proves() && case.format.as_deref() != Some(WIRE_FORMAT) {
            return Err(Error::UnsupportedCell(format!("format={:?} is not plonky2's", case.format)));
        }
        let mut states = Vec::new();
        for instance in 0..case.len() {
            let public = case.blob(instance, "public")?;
            states.push(if self.proves() {
                let read = proof::statement(&case.cell, &case.blob(instance, "trace")?, &public);
                State::Prove(read.map_err(|error| located(instance, error))?)
            } else {
                State::Verify { proof: case.blob(instance, "proof")?, public }
            });
        }
        (self.states, self.cell) = (states, Some(case.cell));
        let (wall_ns, cpu_ns) = (wall.elapsed().as_nanos() as u64, cpu.elapsed().as_nanos() as u64);
        Ok(object(json!({"instances": self.states.len(), "wall_ns": wall_ns, "cpu_ns": cpu_ns})))
    }

    fn run(&mut self, request: &Value) -> Answer {
        let cell = self.cell.filter(|_| !self.states.is_empty());
        let cell = cell.ok_or_else(|| Error::Protocol("nothing is prepared".into()))?;
        let (n, first) = (number(request, "n")?, number(request, "first").unwrap_or(0));
        if n == 0 {
            return Err(Error::Protocol("n must be at least 1".into()));
        }
        let (wall, cpu) = (Instant::now(), ProcessTime::now());
        for turn in 0..n {
            let place = (first + turn) % self.states.len();
            let output = match &self.states[place] {
                State::Prove(statement) => proof::prove(&cell, statement)?,
                State::Verify { proof, public } => vec![u8::from(proof::verify(&cell, proof, public))],
            };
            self.last = Some((place, output));
        }
        let (wall_ns, cpu_ns) = (wall.elapsed().as_nanos() as u64, cpu.elapsed().as_nanos() as u64);
        Ok(object(json!({"wall_ns": wall_ns, "cpu_ns": cpu_ns, "kernel_ns": null})))
    }

    fn encode(&self, request: &Value) -> Answer {
        let (instance, output) = self.last.as_ref().ok_or_else(|| Error::Protocol("nothing has run".into()))?;
        let to = path(request, "path")?;
        fs::write(to, output).map_err(|error| Error::Protocol(format!("{}: {error}", to.display())))?;
        let sha256: String = Sha256::digest(output).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(object(json!({"bytes": output.len(), "sha256": sha256, "instance": instance})))
    }

    fn peak(&mut self, request: &Value) -> Answer {
        if request.get("reset").and_then(Value::as_bool).unwrap_or(false) {
            self.last = None;
            if let Err(error) = fs::write("/proc/self/clear_refs", "5") {
                return Ok(object(json!({"unmeasured": format!("/proc/self/clear_refs: {error}")})));
            }
        }
        Ok(object(match (status_bytes("VmRSS"), status_bytes("VmHWM")) {
            (Some(current), Some(peak)) => json!({"current_bytes": current, "peak_bytes": peak}),
            _ => json!({"unmeasured": "/proc/self/status does not tell"}),
        }))
    }

    fn answer(&mut self, request: &Value) -> Answer {
        match request.get("op").and_then(Value::as_str) {
            Some("hello") => self.hello(),
            Some("prepare") => self.prepare(request),
            Some("run") => self.run(request),
            Some("encode") => self.encode(request),
            Some("peak") => self.peak(request),
            other => Err(Error::Protocol(format!("unknown operation {other:?}"))),
        }
    }
}

fn located(instance: usize, error: Error) -> Error {
    match error {
        Error::WrongLength(text) => Error::WrongLength(format!("instance {instance}: {text}")),
        Error::NonCanonical(text) => Error::NonCanonical(format!("instance {instance}: {text}")),
        Error::Unsatisfied(text) => Error::Unsatisfied(format!("instance {instance}: {text}")),
        other => other,
    }
}

fn main() -> io::Result<()> {
    let implementation = std::env::args().nth(1).unwrap_or_default();
    if !["stark/prove:plonky2", "stark/verify:plonky2"].contains(&implementation.as_str()) {
        eprintln!("usage: zkpair-peer-plonky2 stark/prove:plonky2 | stark/verify:plonky2");
        std::process::exit(2);
    }
    let mut worker = Worker { implementation, cell: None, states: Vec::new(), last: None };
    let mut answers = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let answer = match serde_json::from_str::<Value>(&line?) {
            Ok(request) if request.get("op").and_then(Value::as_str) == Some("quit") => {
                writeln!(answers, "{}", json!({"ok": true}))?;
                return answers.flush();
            }
            Ok(request) => worker.answer(&request),
            Err(error) => Err(Error::Protocol(format!("not JSON: {error}"))),
        };
        let answer = match answer {
            Ok(mut found) => {
                found.insert("ok".into(), true.into());
                Value::Object(found)
            }
            Err(error) => json!({"ok": false, "error": error.name(), "message": error.to_string()}),
        };
        writeln!(answers, "{answer}")?;
        answers.flush()?;
    }
    Ok(())
}
