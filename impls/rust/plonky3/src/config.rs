//! The proof systems: field, extension, Merkle hash, transcript, FRI.
//!
//! A commitment scheme is made once for each setting and kept: its clones share the roots of unity. The transcript starts
//! with a label (header of the envelope and AIR), so that a proof belongs to its cell before anything is committed.
use std::sync::OnceLock;

use p3_challenger::{CanObserve, DuplexChallenger, HashChallenger, SerializingChallenger32, SerializingChallenger64};
use p3_commit::ExtensionMmcs;
use p3_dft::Radix2DitParallel;
use p3_field::extension::BinomialExtensionField;
use p3_field::{Field, PrimeCharacteristicRing};
use p3_fri::{FriParameters, TwoAdicFriPcs};
use p3_goldilocks::{Goldilocks, Poseidon2Goldilocks, default_goldilocks_poseidon2_8};
use p3_keccak::VECTOR_LEN;
use p3_koala_bear::{KoalaBear, Poseidon2KoalaBear, default_koalabear_poseidon2_16};
use p3_merkle_tree::MerkleTreeMmcs;
use p3_symmetric::{CompressionFunctionFromHasher, PaddingFreeSponge, SerializingHasher, TruncatedPermutation};
use p3_uni_stark::StarkConfig;

use crate::blake3::ManyBlake3;
use crate::cell::{Cell, LOG_BLOWUP, Setting};
use crate::envelope;
use crate::sha3::{Sha3Bytes, Sha3Words};

/// log2 of FRI's folding arity and of the length of its final polynomial: chosen by measurement (README).
pub const FRI_LOG_ARITY: usize = 2;
/// See [`FRI_LOG_ARITY`].
pub const FRI_LOG_FINAL: usize = 5;

/// Goldilocks' quadratic extension.
pub type Goldilocks2 = BinomialExtensionField<Goldilocks, 2>;
/// KoalaBear's extension of degree 4.
pub type KoalaBear4 = BinomialExtensionField<KoalaBear, 4>;

type Pcs<F, E, M> = TwoAdicFriPcs<F, Radix2DitParallel<F>, M, ExtensionMmcs<F, E, M>>;
type Packed<F> = <F as Field>::Packing;

/// SHA3-256 Merkle trees, many leaves at a time in vector lanes.
pub type Sha3Mmcs<F> = MerkleTreeMmcs<
    [F; VECTOR_LEN],
    [u64; VECTOR_LEN],
    SerializingHasher<Sha3Words>,
    CompressionFunctionFromHasher<Sha3Words, 2, 4>,
    2,
    4,
>;
/// BLAKE3 Merkle trees.
pub type Blake3Mmcs<F> =
    MerkleTreeMmcs<F, u8, SerializingHasher<ManyBlake3>, CompressionFunctionFromHasher<ManyBlake3, 2, 32>, 2, 32>;
/// Poseidon2 Merkle trees over Goldilocks: width 8, digests of 4 elements.
pub type GoldilocksPoseidon2Mmcs = MerkleTreeMmcs<
    Packed<Goldilocks>,
    Packed<Goldilocks>,
    PaddingFreeSponge<Poseidon2Goldilocks<8>, 8, 4, 4>,
    TruncatedPermutation<Poseidon2Goldilocks<8>, 2, 4, 8>,
    2,
    4,
>;
/// Poseidon2 Merkle trees over KoalaBear: width 16, digests of 8 elements.
pub type KoalaPoseidon2Mmcs = MerkleTreeMmcs<
    Packed<KoalaBear>,
    Packed<KoalaBear>,
    PaddingFreeSponge<Poseidon2KoalaBear<16>, 16, 8, 8>,
    TruncatedPermutation<Poseidon2KoalaBear<16>, 2, 8, 16>,
    2,
    8,
>;

/// Goldilocks, SHA3-256.
pub type GoldilocksSha3 = StarkConfig<
    Pcs<Goldilocks, Goldilocks2, Sha3Mmcs<Goldilocks>>,
    Goldilocks2,
    SerializingChallenger64<Goldilocks, HashChallenger<u8, Sha3Bytes, 32>>,
>;
/// Goldilocks, BLAKE3.
pub type GoldilocksBlake3 = StarkConfig<
    Pcs<Goldilocks, Goldilocks2, Blake3Mmcs<Goldilocks>>,
    Goldilocks2,
    SerializingChallenger64<Goldilocks, HashChallenger<u8, ManyBlake3, 32>>,
>;
/// KoalaBear, BLAKE3.
pub type KoalaBlake3 = StarkConfig<
    Pcs<KoalaBear, KoalaBear4, Blake3Mmcs<KoalaBear>>,
    KoalaBear4,
    SerializingChallenger32<KoalaBear, HashChallenger<u8, ManyBlake3, 32>>,
>;
/// KoalaBear, Poseidon2.
pub type KoalaPoseidon2 = StarkConfig<
    Pcs<KoalaBear, KoalaBear4, KoalaPoseidon2Mmcs>,
    KoalaBear4,
    DuplexChallenger<KoalaBear, Poseidon2KoalaBear<16>, 16, 8>,
>;

/// The FRI parameters of a setting.
pub const fn fri<M>(setting: Setting, mmcs: M) -> FriParameters<M> {
    FriParameters {
        log_blowup: LOG_BLOWUP,
        log_final_poly_len: FRI_LOG_FINAL,
        max_log_arity: FRI_LOG_ARITY,
        num_queries: setting.queries(),
        batch_proof_of_work_bits: 0,
        commit_proof_of_work_bits: 0,
        query_proof_of_work_bits: setting.grinding(),
        mmcs,
    }
}

/// What the transcript starts with.
fn label(cell: &Cell) -> Vec<u8> {
    let mut bytes = envelope::header(cell);
    bytes.extend_from_slice(cell.air.name().as_bytes());
    bytes
}

/// A value for each setting, made at first use.
struct Kept<T>([OnceLock<T>; 2]);

impl<T> Kept<T> {
    const fn new() -> Self {
        Self([OnceLock::new(), OnceLock::new()])
    }

    fn get(&self, setting: Setting, make: impl FnOnce() -> T) -> &T {
        let [default, queries28] = &self.0;
        match setting {
            Setting::Default => default.get_or_init(make),
            Setting::Queries28 => queries28.get_or_init(make),
        }
    }
}

/// SHA3-256 Merkle trees.
#[must_use]
pub fn sha3_mmcs<F: Field>() -> Sha3Mmcs<F> {
    Sha3Mmcs::new(SerializingHasher::new(Sha3Words), CompressionFunctionFromHasher::new(Sha3Words), 0)
}

/// BLAKE3 Merkle trees.
#[must_use]
pub fn blake3_mmcs<F: Field>() -> Blake3Mmcs<F> {
    Blake3Mmcs::new(SerializingHasher::new(ManyBlake3), CompressionFunctionFromHasher::new(ManyBlake3), 0)
}

/// Poseidon2 Merkle trees over Goldilocks.
#[must_use]
pub fn goldilocks_poseidon2_mmcs() -> GoldilocksPoseidon2Mmcs {
    let permutation = default_goldilocks_poseidon2_8();
    MerkleTreeMmcs::new(PaddingFreeSponge::new(permutation.clone()), TruncatedPermutation::new(permutation), 0)
}

fn pcs<F: Field, E, M: Clone>(setting: Setting, mmcs: M) -> Pcs<F, E, M>
where
    Radix2DitParallel<F>: Default,
{
    TwoAdicFriPcs::new(Radix2DitParallel::default(), mmcs.clone(), fri(setting, ExtensionMmcs::new(mmcs)))
}

/// The proof system of a Goldilocks cell with SHA3-256.
#[must_use]
pub fn goldilocks_sha3(cell: &Cell) -> GoldilocksSha3 {
    static KEPT: Kept<Pcs<Goldilocks, Goldilocks2, Sha3Mmcs<Goldilocks>>> = Kept::new();
    let scheme = KEPT.get(cell.setting, || pcs(cell.setting, sha3_mmcs()));
    StarkConfig::new(scheme.clone(), SerializingChallenger64::from_hasher(label(cell), Sha3Bytes))
}

/// The proof system of a Goldilocks cell with BLAKE3.
#[must_use]
pub fn goldilocks_blake3(cell: &Cell) -> GoldilocksBlake3 {
    static KEPT: Kept<Pcs<Goldilocks, Goldilocks2, Blake3Mmcs<Goldilocks>>> = Kept::new();
    let scheme = KEPT.get(cell.setting, || pcs(cell.setting, blake3_mmcs()));
    StarkConfig::new(scheme.clone(), SerializingChallenger64::from_hasher(label(cell), ManyBlake3))
}

/// The proof system of a KoalaBear cell with BLAKE3.
#[must_use]
pub fn koala_blake3(cell: &Cell) -> KoalaBlake3 {
    static KEPT: Kept<Pcs<KoalaBear, KoalaBear4, Blake3Mmcs<KoalaBear>>> = Kept::new();
    let scheme = KEPT.get(cell.setting, || pcs(cell.setting, blake3_mmcs()));
    StarkConfig::new(scheme.clone(), SerializingChallenger32::from_hasher(label(cell), ManyBlake3))
}

/// The proof system of a KoalaBear cell with Poseidon2.
#[must_use]
pub fn koala_poseidon2(cell: &Cell) -> KoalaPoseidon2 {
    static KEPT: Kept<(Pcs<KoalaBear, KoalaBear4, KoalaPoseidon2Mmcs>, Poseidon2KoalaBear<16>)> = Kept::new();
    let (scheme, permutation) = KEPT.get(cell.setting, || {
        let permutation = default_koalabear_poseidon2_16();
        let leaf = PaddingFreeSponge::new(permutation.clone());
        let mmcs = MerkleTreeMmcs::new(leaf, TruncatedPermutation::new(permutation.clone()), 0);
        (pcs(cell.setting, mmcs), permutation)
    });
    let mut transcript = DuplexChallenger::new(permutation.clone());
    for byte in label(cell) {
        transcript.observe(KoalaBear::from_u8(byte));
    }
    StarkConfig::new(scheme.clone(), transcript)
}
