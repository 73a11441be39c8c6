//! Bytes as a STARK proof and its public inputs, and as a FRI proof: never a panic, never a large reservation, and nothing accepted
//! but what is the honest proof itself.
#![no_main]
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use zkpair_stark::{Air, Cell, FriCell, Hash, Setting, sample};

const ROWS: usize = 64;

struct Honest {
    cell: Cell,
    public: Vec<u8>,
    proof: Vec<u8>,
}

static CELLS: LazyLock<Vec<Honest>> = LazyLock::new(|| {
    [Air::Fibonacci, Air::HashChain, Air::Permutation, Air::Chain]
        .map(|air| {
            let cell = Cell::new(air, Hash::Blake3, Setting::Queries28, ROWS).expect("64 rows are in range");
            let (trace, public) = sample::statement(air, ROWS, 0);
            let proof = cell.prove(&trace, &public).expect("an honest trace");
            Honest { cell, public, proof }
        })
        .into()
});

fuzz_target!(|data: &[u8]| {
    for Honest { cell, public, proof } in CELLS.iter() {
        assert_eq!(cell.verify(data, public).is_ok(), data == proof);
        let (claim, rest) = data.split_at(data.len().min(public.len()));
        assert_eq!(cell.verify(rest, claim).is_ok(), rest == proof && claim == public);
    }
    let _ = FriCell::new(Hash::Blake3, 1024).expect("1024 points are in range").verify(data);
});
