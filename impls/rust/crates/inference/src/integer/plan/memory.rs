//! Slots share memory where they are not needed at the same time.
use super::{Slot, Step, step::Source};
use crate::integer::error::IntegerError;

/// From the step that first writes a slot to the last that needs it, both counted.
#[derive(Debug, Clone, Copy)]
struct Life {
    first: usize,
    last: usize,
}

/// Gives every slot its offset: the lowest that is free as long as it is needed. The bytes of all, for one sample.
pub(super) fn assign(
    slots: &mut [Slot],
    steps: &[Step],
    inputs: impl Iterator<Item = usize>,
    outputs: &[usize],
) -> Result<usize, IntegerError> {
    let lives = lives(slots.len(), steps, inputs, outputs);
    let mut order: Vec<usize> = (0..slots.len()).collect();
    order.sort_by_key(|slot| lives.get(*slot).map(|life| life.first));
    let mut placed: Vec<usize> = Vec::new(); // sorted by offset
    let mut memory = 0;
    for slot in order {
        let (Some(life), Some(reserved)) = (lives.get(slot), slots.get(slot).map(|slot| slot.reserved)) else {
            continue;
        };
        placed.retain(|other| lives.get(*other).is_some_and(|other| other.last >= life.first));
        let mut offset = 0_usize;
        for taken in placed.iter().filter_map(|other| slots.get(*other)) {
            if taken.offset >= offset + reserved {
                break;
            }
            offset = offset.max(taken.offset + taken.reserved);
        }
        let too_large = || IntegerError::TooLarge { what: "a sample".to_owned() };
        memory = memory.max(offset.checked_add(reserved).filter(|end| *end < usize::MAX / 4).ok_or_else(too_large)?);
        if let Some(slot) = slots.get_mut(slot) {
            slot.offset = offset;
        }
        let at = placed.partition_point(|other| slots.get(*other).is_some_and(|other| other.offset < offset));
        placed.insert(at, slot);
    }
    Ok(memory)
}

fn lives(slots: usize, steps: &[Step], inputs: impl Iterator<Item = usize>, outputs: &[usize]) -> Vec<Life> {
    let mut lives = vec![Life { first: usize::MAX, last: 0 }; slots];
    let mut needed = |slot: usize, at: usize| {
        if let Some(life) = lives.get_mut(slot) {
            *life = Life { first: life.first.min(at), last: life.last.max(at) };
        }
    };
    inputs.for_each(|slot| needed(slot, 0));
    for (at, step) in steps.iter().enumerate() {
        needed(step.output, at);
        for source in &step.sources {
            if let Source::Slot(slot) = source {
                needed(*slot, at);
            }
        }
    }
    outputs.iter().for_each(|slot| needed(*slot, steps.len()));
    lives
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::integer::{operators::lookup::Table, plan::Work};

    fn step(from: usize, to: usize) -> Step {
        let table: Table = [0; 256];
        Step { node: String::new(), work: Work::Lookup(Box::new(table)), sources: vec![Source::Slot(from)], output: to }
    }

    #[test]
    fn a_chain_takes_the_memory_of_two_and_what_lives_long_keeps_its_place() {
        let slot = Slot { size: 60, reserved: 64, offset: 0 };
        let mut slots = vec![slot; 5];
        let steps = [step(0, 1), step(1, 2), step(2, 3), step(3, 4)];
        assert_eq!(assign(&mut slots, &steps, [0].into_iter(), &[4]), Ok(128));
        let mut slots = vec![slot; 5];
        assert_eq!(assign(&mut slots, &steps, [0].into_iter(), &[1, 4]), Ok(192));
        let overlap = |a: &Slot, b: &Slot| a.offset < b.offset + 64 && b.offset < a.offset + 64;
        assert!((2..5).all(|other| !overlap(&slots[1], &slots[other])));
    }
}
