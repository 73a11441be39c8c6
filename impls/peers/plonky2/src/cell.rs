//! A case on disk (docs/contract.md) and the cell that its parameters name.
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::error::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    Sha3,
    Blake3,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    pub hash: Hash,
    pub log_n: u32,
    pub queries: usize,
    pub grinding: u32,
}

/// A case: its cell, the `format` parameter, and the blobs of each instance.
pub struct Case {
    pub cell: Cell,
    pub format: Option<String>,
    instances: Vec<Value>,
    folder: std::path::PathBuf,
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The cell of a case's parameters.
fn cell(params: &Value, n: u64) -> Result<Cell, Error> {
    let unsupported = |name: &str| {
        let found = text(params, name);
        Err(Error::UnsupportedCell(format!("{name}={found:?} is not done by plonky2 here")))
    };
    if text(params, "air") != "fibonacci" {
        return unsupported("air");
    }
    if text(params, "field") != "goldilocks" {
        return unsupported("field");
    }
    let hash = match text(params, "hash") {
        "sha3_256" => Hash::Sha3,
        "blake3" => Hash::Blake3,
        _ => return unsupported("hash"),
    };
    let (queries, grinding) = match params.get("setting").and_then(Value::as_str) {
        None | Some("default") => (121, 0),
        Some("queries28") => (28, 16),
        Some(_) => return unsupported("setting"),
    };
    if !n.is_power_of_two() || !(1 << 6..=1 << 18).contains(&n) {
        return Err(Error::UnsupportedCell(format!("n = {n} is not a power of two between 2^6 and 2^18")));
    }
    Ok(Cell { hash, log_n: n.trailing_zeros(), queries, grinding })
}

impl Case {
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("case.json");
        let failed = |what: String| Error::Case(format!("{}: {what}", path.display()));
        let bytes = fs::read(&path).map_err(|error| failed(error.to_string()))?;
        let about: Value = serde_json::from_slice(&bytes).map_err(|error| failed(error.to_string()))?;
        let params = about.get("params").cloned().unwrap_or_default();
        let size = about.get("size").and_then(Value::as_u64).ok_or_else(|| failed("no size".into()))?;
        let instances = about.get("instances").and_then(Value::as_array).cloned().unwrap_or_default();
        let format = params.get("format").and_then(Value::as_str).map(str::to_owned);
        Ok(Self { cell: cell(&params, size)?, format, instances, folder: folder.to_owned() })
    }

    pub fn len(&self) -> usize {
        self.instances.len()
    }

    /// A blob of an instance, read by its digest.
    pub fn blob(&self, instance: usize, name: &str) -> Result<Vec<u8>, Error> {
        let digest = self.instances.get(instance).map(|blobs| text(blobs, name)).unwrap_or_default();
        if digest.len() != 64 || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Error::Case(format!("instance {instance}: the blob {name:?} is missing")));
        }
        let path = self.folder.join(digest);
        fs::read(&path).map_err(|error| Error::Case(format!("{}: {error}", path.display())))
    }
}
