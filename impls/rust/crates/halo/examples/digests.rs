//! Prints the digests that `params/pinned.rs` pins: `cargo run --release -p zkpair-halo --example digests`.
use halo2_proofs::poly::commitment::Params;
use pasta_curves::EqAffine;

fn main() -> std::io::Result<()> {
    for k in 4..=14 {
        let mut bytes = Vec::new();
        Params::<EqAffine>::new(k).write(&mut bytes)?;
        let hash = blake2b_simd::Params::new().hash_length(32).hash(&bytes);
        println!("    \"{}\", // k = {k}", hash.to_hex());
    }
    Ok(())
}
