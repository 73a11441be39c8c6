//! What is reserved: the trace once, and for no bytes of a proof more than an honest proof takes. One test at a time: the counts are
//! of the whole process.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail
mod counting;

use std::sync::Mutex;

use counting::{Counting, counted};
use zkpair_stark::{Air, Cell, Error, FriCell, Hash, Setting, sample};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Held by the test that counts.
static COUNTS: Mutex<()> = Mutex::new(());

#[test]
fn a_trace_is_converted_once_and_no_bytes_reserve_much() {
    reserved(13);
}

#[test]
#[ignore = "slow"]
fn no_altered_byte_of_all_reserves_much() {
    reserved(1);
}

/// With one byte of the proof in so many altered.
fn reserved(step: usize) {
    let _alone = COUNTS.lock().unwrap();
    // A trace: the columns, and no second copy of it.
    let rows = 1 << 14;
    for air in [Air::Fibonacci, Air::HashChain] {
        let (trace, public) = sample::statement(air, rows, 0);
        let cell = Cell::new(air, Hash::Sha3_256, Setting::Default, rows).unwrap();
        let (checked, allocations) = counted(|| cell.check(&trace, &public));
        assert_eq!(checked, Ok(()));
        assert!((trace.len()..trace.len() + 64 * 1024).contains(&allocations.bytes), "{air:?}: {allocations:?}");
    }
    let zeros = vec![0; 16 * rows];
    let cell = Cell::new(Air::Fibonacci, Hash::Sha3_256, Setting::Default, rows).unwrap();
    let (refused, allocations) = counted(|| cell.prove(&zeros, &[0; 24]));
    assert_eq!(refused, Err(Error::Degenerate));
    assert!((zeros.len()..zeros.len() + 4096).contains(&allocations.bytes), "{allocations:?}");

    // Proofs: honest, altered in its bytes, and of ones.
    let cell = Cell::new(Air::Permutation, Hash::Blake3, Setting::Queries28, 64).unwrap();
    let (trace, public) = sample::statement(Air::Permutation, 64, 0);
    let mut proof = cell.prove(&trace, &public).unwrap();
    let (verdict, honest) = counted(|| cell.verify(&proof, &public));
    assert_eq!(verdict, Ok(()));
    assert!(honest.peak_bytes < 8 * proof.len(), "{honest:?}");
    for i in (proof.len() % step..proof.len()).step_by(step) {
        let original = proof[i];
        for value in [0, 1, 0x80, 0xff] {
            proof[i] = value;
            let (_, altered) = counted(|| cell.verify(&proof, &public));
            assert!(altered.bytes <= 2 * honest.bytes, "byte {i} = {value}: {altered:?}");
        }
        proof[i] = original;
    }
    for length in [0, 1, 100, 100_000] {
        for byte in [0, 1, 0xfe, 0xff] {
            let bytes = vec![byte; length];
            let (_, any) = counted(|| cell.verify(&bytes, &public));
            let (_, fri) = counted(|| FriCell::new(Hash::Blake3, 1 << 20).unwrap().verify(&bytes));
            assert!(any.bytes < 4096 && fri.bytes < 4096, "{length} times {byte}: {any:?} {fri:?}");
        }
    }
}
