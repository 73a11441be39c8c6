//! Bytes to a graph.
use std::borrow::Cow;

use super::{
    Graph, GraphError, Tensor, Type, canonical,
    error::{Result, malformed, require},
    limits,
    manifest::{self, Declared},
    validate,
};

pub(super) const MAGIC: &[u8; 8] = b"zkgraph1";
pub(super) const ALIGNMENT: usize = 64;

impl<'a> Graph<'a> {
    /// The graph of these bytes; its tensors lie in them.
    ///
    /// # Errors
    /// [`GraphError`], for any bytes but the one form of a well-formed graph.
    pub fn read(bytes: &'a [u8]) -> Result<Self> {
        require(|| "graph, bytes".to_owned(), bytes.len() as u64, limits::FILE_BYTES)?;
        let Some((head, rest)) = bytes.split_first_chunk::<16>().filter(|(head, _)| head.starts_with(MAGIC)) else {
            return Err(malformed("not a graph: it does not begin with zkgraph1"));
        };
        let [.., a, b, c, d, e, f, g, h] = *head;
        let length = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
        require(|| "manifest, bytes".to_owned(), length, limits::MANIFEST_BYTES)?;
        let length = length as usize; // at most 2^24
        let Some(text) = rest.get(..length) else {
            return Err(malformed(format!("the manifest has {length} bytes, and {} are left", rest.len())));
        };
        let manifest = manifest::parse(text)?;
        let mut graph = Self {
            kind: manifest.kind,
            name: manifest.name,
            inputs: manifest.inputs.len(),
            values: Vec::new(),
            nodes: Vec::new(),
            outputs: manifest.outputs,
            tensors: tensors(bytes, 16 + length, manifest.tensors)?,
        };
        validate::add_inputs(&mut graph, manifest.inputs)?;
        validate::add_nodes(&mut graph, manifest.nodes)?;
        validate::add_exponents(&mut graph, &manifest.exponents)?;
        if graph.outputs.is_empty() || graph.outputs.iter().any(|&output| output >= graph.values.len()) {
            return Err(malformed("the outputs are values of the graph, at least one"));
        }
        canonical::check(&graph)?;
        Ok(graph)
    }

    /// The same graph with its tensors copied out of the bytes.
    pub fn into_owned(self) -> Graph<'static> {
        let own = |tensor: Tensor<'_>| Tensor {
            shape: tensor.shape,
            type_: tensor.type_,
            bytes: Cow::Owned(tensor.bytes.into_owned()),
        };
        Graph {
            kind: self.kind,
            name: self.name,
            inputs: self.inputs,
            values: self.values,
            nodes: self.nodes,
            outputs: self.outputs,
            tensors: self.tensors.into_iter().map(own).collect(),
        }
    }
}

fn tensors(bytes: &[u8], start: usize, declared: Vec<Declared>) -> Result<Vec<Tensor<'_>>> {
    let mut at = skip_zeros(bytes, start)?;
    let mut total = 0u64;
    let mut found = Vec::with_capacity(declared.len());
    for (place, Declared { shape, type_ }) in declared.into_iter().enumerate() {
        let sides = shape.iter().map(|&side| usize::try_from(side).ok().filter(|&side| side > 0));
        let Some(shape) = sides.collect::<Option<Vec<usize>>>() else {
            return Err(malformed(format!("tensor t{place}: impossible shape {shape:?}")));
        };
        let length = shape.iter().try_fold(type_.size(), |product, &side| product.checked_mul(side));
        let data = length.and_then(|length| bytes.get(at..at.checked_add(length)?));
        let Some(data) = data else {
            return Err(malformed(format!(
                "tensor t{place}: {shape:?} is declared, and {} bytes are left",
                bytes.len() - at
            )));
        };
        total += data.len() as u64;
        require(|| "tensors, bytes".to_owned(), total, limits::TENSOR_BYTES)?;
        let tensor = Tensor { shape, type_, bytes: Cow::Borrowed(data) };
        check_finite(place, &tensor)?;
        at = skip_zeros(bytes, at + data.len())?;
        found.push(tensor);
    }
    if at == bytes.len() {
        Ok(found)
    } else {
        Err(malformed(format!("{} bytes follow the last tensor", bytes.len() - at)))
    }
}

fn check_finite(place: usize, tensor: &Tensor<'_>) -> Result<()> {
    if tensor.type_ != Type::F32 {
        return Ok(());
    }
    match tensor.f32s().enumerate().find(|(_, x)| !x.is_finite()) {
        None => Ok(()),
        Some((index, value)) => Err(GraphError::NotFinite { tensor: format!("t{place}"), index, value }),
    }
}

/// The next multiple of 64; zeros lie before it.
fn skip_zeros(bytes: &[u8], at: usize) -> Result<usize> {
    let end = at.next_multiple_of(ALIGNMENT);
    match bytes.get(at..end) {
        Some(gap) if gap.iter().all(|&byte| byte == 0) => Ok(end),
        _ => Err(malformed(format!("bytes {at} to {end} must be there, and zero"))),
    }
}
