//! Buffers share memory where their lives do not meet: each takes the free slot that fits it best when it is written.
use std::collections::HashMap;

use super::plan::{Draft, DraftSource};

/// The slot of every buffer that these drafts write. What is kept beyond the stage lives to its end.
pub(super) fn assign(
    drafts: &[Draft],
    size_of: impl Fn(usize) -> usize,
    kept_as: impl Fn(usize) -> Option<usize>,
) -> HashMap<usize, usize> {
    let mut last_use: HashMap<usize, usize> = HashMap::new();
    for (i, draft) in drafts.iter().enumerate() {
        last_use.entry(draft.y).or_insert(i);
        for source in &draft.sources {
            if let DraftSource::Buffer(buffer) = source {
                last_use.insert(*buffer, i);
            }
        }
    }
    let mut slots: HashMap<usize, usize> = HashMap::new();
    let mut sizes: Vec<usize> = Vec::new();
    let mut free: Vec<usize> = Vec::new();
    for (i, draft) in drafts.iter().enumerate() {
        let wanted = size_of(draft.y);
        let waste = |slot: usize| {
            let size = sizes.get(slot).copied().unwrap_or(0);
            // Room to spare first, the least of it; else the largest, which grows.
            if size >= wanted { (0, size - wanted) } else { (1, wanted - size) }
        };
        let slot = match free.iter().copied().min_by_key(|&slot| waste(slot)) {
            Some(slot) => {
                free.retain(|&other| other != slot);
                slot
            }
            None => {
                sizes.push(0);
                sizes.len() - 1
            }
        };
        if let Some(size) = sizes.get_mut(slot) {
            *size = wanted.max(*size);
        }
        slots.insert(draft.y, slot);
        let mut done: Vec<usize> = draft
            .sources
            .iter()
            .filter_map(|source| match source {
                DraftSource::Buffer(buffer) => Some(*buffer),
                DraftSource::Input(_) | DraftSource::Constant(_) => None,
            })
            .chain([draft.y])
            .filter(|buffer| last_use.get(buffer) == Some(&i) && kept_as(*buffer).is_none())
            .collect();
        done.sort_unstable();
        done.dedup();
        free.extend(done.iter().filter_map(|buffer| slots.get(buffer)));
    }
    slots
}
