//! What the manifest says, before it is known to make sense. Its keys stand in order, so the grammar is a straight line.
use super::{
    Kind, Operand, Type,
    attributes::{Attribute, Attributes},
    error::{Result, malformed, require},
    limits,
    text::Text,
};

/// Name, shape and type of an input or a tensor; the name is checked against its place while it is read.
pub(super) struct Declared {
    pub(super) shape: Vec<i64>,
    pub(super) type_: Type,
}

/// A node without types.
pub(super) struct RawNode {
    pub(super) op: String,
    pub(super) operands: Vec<Operand>,
    pub(super) output: usize,
    pub(super) attributes: Attributes,
}

/// The manifest.
pub(super) struct Manifest {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) exponents: Vec<(usize, i64)>,
    pub(super) inputs: Vec<Declared>,
    pub(super) nodes: Vec<RawNode>,
    pub(super) outputs: Vec<usize>,
    pub(super) tensors: Vec<Declared>,
}

/// Reads the whole of a manifest. Its kind and its exponents agree: they are there exactly where the kind is int8.
pub(super) fn parse(bytes: &[u8]) -> Result<Manifest> {
    let mut text = Text::new(bytes);
    text.expect("{")?;
    let exponents = if text.accept("\"exponents\":") { Some(exponents(&mut text)?) } else { None };
    text.expect("\"inputs\":")?;
    let inputs = declared(&mut text, 'v')?;
    text.expect(",\"kind\":")?;
    let kind = match text.string()?.as_str() {
        "float" => Kind::Float,
        "int8" => Kind::Int8,
        other => return Err(malformed(format!("kind {other:?} is not one of float, int8"))),
    };
    text.expect(",\"name\":")?;
    let name = text.string()?;
    text.expect(",\"nodes\":")?;
    let mut seen = 0;
    let nodes = text.list(|text| {
        seen += 1;
        require(|| "nodes".to_owned(), seen, limits::NODES)?;
        node(text)
    })?;
    text.expect(",\"outputs\":")?;
    let outputs = text.list(value)?;
    text.expect(",\"tensors\":")?;
    let tensors = declared(&mut text, 't')?;
    text.expect(",\"version\":1}")?;
    text.end()?;
    if exponents.is_some() != (kind == Kind::Int8) {
        return Err(malformed("exponents are given for exactly the int8 values of an int8 graph"));
    }
    Ok(Manifest { kind, name, exponents: exponents.unwrap_or_default(), inputs, nodes, outputs, tensors })
}

/// `{"v0":5,"v1":4,"v10":3,"v2":1}`: sorted as strings.
fn exponents(text: &mut Text<'_>) -> Result<Vec<(usize, i64)>> {
    let mut found: Vec<(usize, i64)> = Vec::new();
    let mut last = String::new();
    text.expect("{")?;
    if !text.accept("}") {
        loop {
            let name = text.string()?;
            if name <= last {
                return Err(malformed(format!("the exponents' keys are not in order at {name:?}")));
            }
            text.expect(":")?;
            found.push((value_number(&name)?, text.integer()?));
            last = name;
            if text.accept("}") {
                break;
            }
            text.expect(",")?;
        }
    }
    text.expect(",")?;
    Ok(found)
}

fn declared(text: &mut Text<'_>, letter: char) -> Result<Vec<Declared>> {
    let mut place = 0;
    text.list(|text| {
        text.expect(&format!("{{\"name\":\"{letter}{place}\",\"shape\":"))?;
        let mut rank = 0;
        let shape = text.list(|text| {
            rank += 1;
            require(|| format!("{letter}{place}: rank"), rank, limits::RANK)?;
            text.integer()
        })?;
        text.expect(",\"type\":")?;
        let name = text.string()?;
        let type_ = Type::named(&name).ok_or_else(|| malformed(format!("{letter}{place}: no such type: {name:?}")))?;
        text.expect("}")?;
        place += 1;
        Ok(Declared { shape, type_ })
    })
}

fn node(text: &mut Text<'_>) -> Result<RawNode> {
    text.expect("{\"attributes\":")?;
    let attributes = attributes(text)?;
    text.expect(",\"inputs\":")?;
    let operands = text.list(operand)?;
    text.expect(",\"op\":")?;
    let op = text.string()?;
    text.expect(",\"outputs\":[")?;
    let output = value(text)?;
    text.expect("]}")?;
    Ok(RawNode { op, operands, output, attributes })
}

fn attributes(text: &mut Text<'_>) -> Result<Attributes> {
    let mut found: Vec<(String, Attribute)> = Vec::new();
    text.expect("{")?;
    if text.accept("}") {
        return Ok(Attributes::new(found));
    }
    loop {
        let name = text.string()?;
        if found.last().is_some_and(|(last, _)| *last >= name) {
            return Err(malformed(format!("attributes are not in order at {name:?}")));
        }
        text.expect(":")?;
        let attribute = match text.peek() {
            Some(b'[') => Attribute::Integers(text.list(Text::integer)?),
            Some(b'"') => {
                let number = text.string()?;
                let exact = super::number::exact(&number);
                Attribute::Real(
                    exact.ok_or_else(|| malformed(format!("{number:?} is not the shortest form of a number")))?,
                )
            }
            _ => Attribute::Integer(text.integer()?),
        };
        found.push((name, attribute));
        if text.accept("}") {
            return Ok(Attributes::new(found));
        }
        text.expect(",")?;
    }
}

fn operand(text: &mut Text<'_>) -> Result<Operand> {
    let name = text.string()?;
    if let Some(place) = name.strip_prefix('t').and_then(numbered) {
        return Ok(Operand::Tensor(place));
    }
    value_number(&name).map(Operand::Value)
}

fn value(text: &mut Text<'_>) -> Result<usize> {
    value_number(&text.string()?)
}

fn value_number(name: &str) -> Result<usize> {
    name.strip_prefix('v')
        .and_then(numbered)
        .ok_or_else(|| malformed(format!("{name:?}: values are v0, v1, …, tensors t0, t1, …")))
}

/// The number in its one form.
fn numbered(digits: &str) -> Option<usize> {
    let number: u32 = digits.parse().ok()?;
    (number.to_string() == digits).then_some(number as usize)
}
