//! Operands, types and shapes of the nodes, in order; what each of them gives.
use super::{
    Graph, Kind, Moving, Node, Op, Operand, Type, Value,
    accumulators::{self, Facts},
    error::{Result, malformed, mismatch, require},
    limits,
    manifest::{Declared, RawNode},
    shapes::shape_of,
    typed::typed,
};

/// Appends the inputs to the values.
pub(super) fn add_inputs(graph: &mut Graph<'_>, inputs: Vec<Declared>) -> Result<()> {
    let allowed = [if graph.kind == Kind::Float { Type::F32 } else { Type::I8 }, Type::I32];
    for (place, input) in inputs.into_iter().enumerate() {
        if !allowed.contains(&input.type_) {
            return Err(malformed(format!(
                "input v{place}: type {} in a graph of kind {}",
                input.type_.name(),
                graph.kind.name()
            )));
        }
        let fits = |(axis, &side): (usize, &i64)| (i64::from(axis > 0)..=limits::LONGEST_SIDE).contains(&side);
        if !input.shape.iter().enumerate().all(fits) {
            let reason = format!("impossible shape {:?}; only the first may be 0, for the batch", input.shape);
            return Err(mismatch(&format!("input v{place}"), reason));
        }
        let shape: Vec<usize> = input.shape.iter().map(|&side| side as usize).collect();
        require(|| format!("input v{place}: elements"), super::elements(&shape) as u64, limits::VALUE_ELEMENTS)?;
        graph.values.push(Value { shape, type_: input.type_, exponent: None });
    }
    let batched = |value: &Value| value.shape.first() == Some(&0);
    if graph.values.iter().any(batched) && !graph.values.iter().all(batched) {
        return Err(malformed("either every input has a batch in front, or none"));
    }
    Ok(())
}

/// Appends the nodes and the values that they give.
pub(super) fn add_nodes(graph: &mut Graph<'_>, nodes: Vec<RawNode>) -> Result<()> {
    let facts = Facts::of(&graph.tensors);
    let type_ = if graph.kind == Kind::Float { Type::F32 } else { Type::I8 };
    for mut raw in nodes {
        let label = format!("{} v{}", raw.op.get(..32).unwrap_or(&raw.op), raw.output);
        if raw.output != graph.values.len() {
            return Err(malformed(format!("{label}: this node gives v{}", graph.values.len())));
        }
        let known = |operand: &Operand| match *operand {
            Operand::Value(place) => place < graph.values.len(),
            Operand::Tensor(place) => place < graph.tensors.len(),
        };
        if !raw.operands.iter().all(known) {
            return Err(malformed(format!("{label} uses what nothing before it gives")));
        }
        raw.attributes.label.clone_from(&label);
        let weights = raw.operands.get(1).map(|&operand| graph.shape(operand)).unwrap_or_default();
        let op = typed(graph.kind, &raw.op, raw.attributes, weights)?;
        let node = Node { op, operands: raw.operands, output: raw.output };
        check_operands(&label, &node)?;
        let shapes: Vec<&[usize]> = node.operands.iter().map(|&operand| graph.shape(operand)).collect();
        let shape = shape_of(&label, &node.op, &shapes)?;
        check_types(graph, &facts, &label, &node)?;
        accumulators::check(graph, &facts, &node)?;
        graph.values.push(Value { shape, type_, exponent: None });
        graph.nodes.push(node);
    }
    Ok(())
}

fn check_operands(label: &str, node: &Node) -> Result<()> {
    let is_tensor = |operand: &Operand| matches!(operand, Operand::Tensor(_));
    let count = node.operands.len();
    let roles = match node.op.roles() {
        "*" => "v".repeat(count),
        roles => roles.to_owned(),
    };
    if count != roles.len() || node.operands.iter().all(is_tensor) {
        return Err(malformed(format!(
            "{label}: {count} operands; {} are expected, one a value at least",
            roles.len()
        )));
    }
    for (operand, role) in node.operands.iter().zip(roles.chars()) {
        if role != 'a' && is_tensor(operand) != (role == 't') {
            return Err(malformed(format!(
                "{label}: operand {operand:?} must be a {}",
                if role == 't' { "tensor" } else { "value" }
            )));
        }
    }
    Ok(())
}

/// Float graphs compute in f32, integer graphs in i8; indices are i32, and lie on their axis where they are known.
fn check_types(graph: &Graph<'_>, facts: &[Facts], label: &str, node: &Node) -> Result<()> {
    let main = if graph.kind == Kind::Float { Type::F32 } else { Type::I8 };
    let wanted = |place: usize| match &node.op {
        Op::Moving(Moving::Gather { .. }) if place == 1 => Type::I32,
        Op::Integer(op) => match (op, place) {
            (super::Integer::Linear { .. } | super::Integer::Conv { .. } | super::Integer::LayerNorm { .. }, 2) => {
                Type::I32
            }
            (super::Integer::Softmax { .. }, 1) => Type::I32,
            _ => main,
        },
        _ => main,
    };
    for (place, operand) in node.operands.iter().enumerate() {
        let type_ = match *operand {
            Operand::Value(value) => graph.values.get(value).map(|value| value.type_),
            Operand::Tensor(tensor) => graph.tensors.get(tensor).map(|tensor| tensor.type_),
        };
        if type_ != Some(wanted(place)) {
            return Err(mismatch(label, format!("operand {operand:?} is {type_:?}, expected {:?}", wanted(place))));
        }
    }
    if let (Op::Moving(Moving::Gather { axis }), &[a, Operand::Tensor(indices)]) = (&node.op, node.operands.as_slice())
        && let (Some(facts), Some(tensor), Some(&size)) =
            (facts.get(indices), graph.tensors.get(indices), graph.shape(a).get(*axis))
    {
        let (low, high) = facts.extremes(tensor);
        if low < 0 || high >= size as i64 {
            let index = if low < 0 { low } else { high };
            return Err(mismatch(label, format!("index {index} lies beyond an axis of {size} elements")));
        }
    }
    Ok(())
}

/// Sets the exponents: given for exactly the int8 values.
pub(super) fn add_exponents(graph: &mut Graph<'_>, exponents: &[(usize, i64)]) -> Result<()> {
    for &(place, exponent) in exponents {
        let value = graph.values.get_mut(place).filter(|value| value.type_ == Type::I8);
        match (value, i8::try_from(exponent)) {
            (Some(value), Ok(exponent @ -64..=64)) => value.exponent = Some(exponent),
            _ => {
                return Err(malformed(format!(
                    "the exponent {exponent} of v{place}: expected -64 … 64, of an int8 value"
                )));
            }
        }
    }
    if graph.values.iter().any(|value| value.type_ == Type::I8 && value.exponent.is_none()) {
        return Err(malformed("exponents are given for exactly the int8 values of an int8 graph"));
    }
    Ok(())
}
