//! snarkjs's `.wtns`: the value of each signal, z_0 = 1, in the circuit's order.

use ark_bn254::Fr;
use ark_ff::{BigInt, Field, PrimeField};
use zkpair_algebra::spread::convert;

use crate::bytes::limbs;
use crate::container::{self, Format};
use crate::error::{Error, Place};
use crate::field::fr_to_canonical;
use crate::header::{expect_modulus, push_modulus};

const HEADER: u32 = 1;
const VALUES: u32 = 2;

const FORMAT: Format = Format {
    magic: "wtns",
    version: 2,
    sections: &[(HEADER, "header"), (VALUES, "values")],
    advice: "compute the witness again with snarkjs or circom's own calculator",
};

/// The signals' values as a `.wtns` holds them: canonical, four words each, least significant first.
///
/// # Errors
/// Anything that deviates from the format, with the place.
pub fn parse(bytes: &[u8], file: &str) -> Result<Vec<[u64; 4]>, Error> {
    let sections = container::parse(&FORMAT, bytes, file)?;
    let mut header = sections.reader(HEADER)?;
    expect_modulus(&mut header, "the field", &Fr::MODULUS.0)?;
    let count = header.u32()?;
    header.finish()?;
    let mut values = sections.reader(VALUES)?;
    let expected = 32 * u64::from(count);
    if values.remaining() != expected {
        return Err(Error::SectionSize { place: values.place(), expected, found: values.remaining() });
    }
    let place = values.place();
    let words: Vec<[u64; 4]> = values.take(expected)?.as_chunks::<32>().0.iter().map(limbs).collect();
    check(&words, &place)?;
    Ok(words)
}

/// The file of a witness: sections 1 and 2.
#[must_use]
pub fn write(z: &[Fr]) -> Vec<u8> {
    let mut header = Vec::new();
    push_modulus(&mut header, &Fr::MODULUS.0);
    header.extend_from_slice(&(z.len() as u32).to_le_bytes());
    let values = z.iter().flat_map(fr_to_canonical).collect();
    container::write(&FORMAT, &[(HEADER, header), (VALUES, values)])
}

/// A witness ready for the prover: as field elements for the polynomials, as words for the multi-scalar multiplications.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    pub(crate) z: Vec<Fr>,
    pub(crate) scalars: Vec<BigInt<4>>,
}

impl Witness {
    /// Converts canonical words, in parallel; `file` is the name that errors show.
    ///
    /// # Errors
    /// A value at or above r, with its index; a first value other than one.
    pub fn from_words(words: &[[u64; 4]], file: &str) -> Result<Self, Error> {
        check(words, &Place::file(file))?;
        let scalars = convert(words, |word| BigInt(*word));
        // All words are canonical: the fallback is never taken.
        let z = convert(&scalars, |scalar| Fr::from_bigint(*scalar).unwrap_or_default());
        Ok(Self { z, scalars })
    }

    /// The signals' values.
    #[must_use]
    pub fn values(&self) -> &[Fr] {
        &self.z
    }
}

fn check(words: &[[u64; 4]], place: &Place) -> Result<(), Error> {
    if let Some(index) = words.iter().position(|word| BigInt(*word) >= Fr::MODULUS) {
        return Err(Error::NonCanonical { place: place.clone().at(index as u64), what: "the value" });
    }
    if words.first() != Some(&Fr::ONE.into_bigint().0) {
        return Err(Error::Inconsistent {
            place: place.clone().at(0),
            what: "the first value is the constant signal and has to be 1; compute the witness again".into(),
        });
    }
    Ok(())
}
