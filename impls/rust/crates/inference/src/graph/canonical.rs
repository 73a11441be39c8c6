//! Is this the one form of the graph? Nodes depth first from the outputs, tensors in the order in which nodes name
//! them, equal ones once. (The names themselves are checked where they are read.)
use std::collections::{HashMap, HashSet};

use super::{
    Graph, Operand, Type,
    error::{Result, malformed},
};

/// Refuses any other form. Operands are known to lie before their users.
pub(super) fn check(graph: &Graph<'_>) -> Result<()> {
    check_nodes(graph)?;
    check_tensors(graph)
}

/// Walks depth first as the writer does: nodes are finished in the order 0, 1, 2, … and none is left.
fn check_nodes(graph: &Graph<'_>) -> Result<()> {
    let mut finished = 0;
    let mut waiting: Vec<(usize, bool)> = Vec::new();
    for &output in &graph.outputs {
        waiting.extend(output.checked_sub(graph.inputs).map(|place| (place, false)));
        while let Some((place, operands_done)) = waiting.pop() {
            if place < finished {
                continue;
            }
            if operands_done {
                if place != finished {
                    return Err(malformed("the nodes do not stand in their one order, depth first from the outputs"));
                }
                finished += 1;
                continue;
            }
            waiting.push((place, true));
            let operands = graph.nodes.get(place).map(|node| node.operands.as_slice()).unwrap_or_default();
            waiting.extend(operands.iter().rev().filter_map(|operand| match operand {
                // What is finished already would be dropped when its turn comes.
                Operand::Value(value) => value.checked_sub(graph.inputs).filter(|&p| p >= finished).map(|p| (p, false)),
                Operand::Tensor(_) => None,
            }));
        }
    }
    if finished == graph.nodes.len() { Ok(()) } else { Err(malformed("the graph has nodes that no output needs")) }
}

fn check_tensors(graph: &Graph<'_>) -> Result<()> {
    let mut named = 0;
    for operand in graph.nodes.iter().flat_map(|node| &node.operands) {
        if let Operand::Tensor(place) = *operand {
            if place > named {
                return Err(malformed("tensors are not numbered in the order in which nodes name them"));
            }
            named = named.max(place + 1);
        }
    }
    if named != graph.tensors.len() {
        return Err(malformed("the graph has tensors that no node needs"));
    }
    // Bytes are only hashed where type and shape do not tell tensors apart.
    let mut alike: HashMap<(Type, &[usize]), usize> = HashMap::new();
    for tensor in &graph.tensors {
        *alike.entry((tensor.type_, &tensor.shape)).or_default() += 1;
    }
    let mut seen: HashSet<(Type, &[usize], &[u8])> = HashSet::new();
    for tensor in &graph.tensors {
        let key = (tensor.type_, tensor.shape.as_slice());
        if alike.get(&key).is_some_and(|&count| count > 1) && !seen.insert((key.0, key.1, &tensor.bytes)) {
            return Err(malformed("two tensors are equal: they must be one"));
        }
    }
    Ok(())
}
