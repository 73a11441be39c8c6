//! snarkjs's `.zkey` for Groth16 on BN254 (sections in docs/contract.md), and the same container cut to the verifying key.

use ark_bn254::{Fq, Fr};
use ark_ff::PrimeField;
use rayon::prelude::*;

use crate::bytes::Reader;
use crate::coefficients;
use crate::container::{self, Format, Sections};
use crate::contributions;
use crate::error::Error;
use crate::header::{expect_modulus, push_modulus};
use crate::key::{MAX_DOMAIN_SIZE, ProvingKey, VerifyingKey};
use crate::points::{G1_BYTES, G2_BYTES, g1_to_bytes, g2_to_bytes, read_g1, read_g1s, read_g2, read_g2s};

const PROTOCOL: u32 = 1;
const HEADER: u32 = 2;
const IC: u32 = 3;
const COEFFICIENTS: u32 = 4;
const A: u32 = 5;
const B_G1: u32 = 6;
const B_G2: u32 = 7;
const C: u32 = 8;
const H: u32 = 9;
const CONTRIBUTIONS: u32 = 10;

const ADVICE: &str = "make the key again with snarkjs groth16 setup or our own";

const PROVING: Format = Format {
    magic: "zkey",
    version: 1,
    sections: &[
        (PROTOCOL, "protocol"),
        (HEADER, "header"),
        (IC, "IC"),
        (COEFFICIENTS, "coefficients"),
        (A, "A"),
        (B_G1, "B1"),
        (B_G2, "B2"),
        (C, "C"),
        (H, "H"),
        (CONTRIBUTIONS, "contributions"),
    ],
    advice: ADVICE,
};

const VERIFYING: Format = Format {
    magic: "zkey",
    version: 1,
    sections: &[(PROTOCOL, "protocol"), (HEADER, "header"), (IC, "IC")],
    advice: "a verifying key has sections 1, 2 and 3 only: cut the .zkey",
};

/// Parses a whole `.zkey`; `file` is the name that errors show. Points are checked in parallel.
///
/// # Errors
/// Anything that deviates from the format, with the place.
pub fn parse_proving(bytes: &[u8], file: &str) -> Result<ProvingKey, Error> {
    let sections = container::parse(&PROVING, bytes, file)?;
    let vk = parse_header_and_ic(&sections)?;
    let (signals, public, rows) = (u64::from(vk.num_signals), vk.num_public() as u64, u64::from(vk.domain_size));

    contributions::check(sections.reader(CONTRIBUTIONS)?, &vk.delta_g1)?;
    // All lengths are settled before the first long section is read.
    let private = signals - public - 1;
    let [g1, g2] = [G1_BYTES as u64, G2_BYTES as u64];
    for (id, expected) in
        [(A, signals * g1), (B_G1, signals * g1), (B_G2, signals * g2), (C, private * g1), (H, rows * g1)]
    {
        let reader = sections.reader(id)?;
        let found = reader.remaining();
        if found != expected {
            return Err(Error::SectionSize { place: reader.place(), expected, found });
        }
    }
    let (a, b) = coefficients::read(sections.reader(COEFFICIENTS)?, vk.domain_size, vk.num_signals)?;
    let key = ProvingKey {
        a,
        b,
        a_query: read_g1s(sections.reader(A)?, signals, "A")?,
        b_g1_query: read_g1s(sections.reader(B_G1)?, signals, "B1")?,
        b_g2_query: read_g2s(sections.reader(B_G2)?, signals, "B2")?,
        c_query: read_g1s(sections.reader(C)?, private, "C")?,
        h_query: read_g1s(sections.reader(H)?, rows, "H")?,
        vk,
    };
    key.vk.check_pairs(&sections.reader(HEADER)?.place(), false)?; // last: pairings cost more than a flipped bit is worth
    Ok(key)
}

/// Parses a verifying key: a `.zkey` cut to its sections 1, 2 and 3, or one made from a `verification_key.json`, which has no
/// β₁ and δ₁: there both are infinity, nVars = l + 1 and N the smallest power of two that holds these.
///
/// # Errors
/// Anything that deviates from the format, with the place.
pub fn parse_verifying(bytes: &[u8], file: &str) -> Result<VerifyingKey, Error> {
    let sections = container::parse(&VERIFYING, bytes, file)?;
    let vk = parse_header_and_ic(&sections)?;
    vk.check_pairs(&sections.reader(HEADER)?.place(), true)?;
    Ok(vk)
}

/// Cuts a `.zkey` to its sections 1, 2 and 3, whose data are copied as they are.
///
/// # Errors
/// When `bytes` are no `.zkey` container, or one of the three sections is unsound.
pub fn cut_to_verifying(bytes: &[u8], file: &str) -> Result<Vec<u8>, Error> {
    let sections = container::parse(&PROVING, bytes, file)?;
    let vk = parse_header_and_ic(&sections)?;
    vk.check_pairs(&sections.reader(HEADER)?.place(), false)?;
    let copy = |id: u32| -> Result<(u32, Vec<u8>), Error> {
        let mut reader = sections.reader(id)?;
        let length = reader.remaining();
        Ok((id, reader.take(length)?.to_vec()))
    };
    Ok(container::write(&VERIFYING, &[copy(PROTOCOL)?, copy(HEADER)?, copy(IC)?]))
}

/// The file of a proving key, without contributions: a function of the key alone.
#[must_use]
pub fn write_proving(key: &ProvingKey) -> Vec<u8> {
    let g1s = |points: &[ark_bn254::G1Affine]| points.par_iter().flat_map_iter(g1_to_bytes).collect();
    container::write(
        &PROVING,
        &[
            (PROTOCOL, 1u32.to_le_bytes().to_vec()),
            (HEADER, write_header(&key.vk)),
            (IC, g1s(&key.vk.ic)),
            (COEFFICIENTS, coefficients::write(&key.a, &key.b)),
            (A, g1s(&key.a_query)),
            (B_G1, g1s(&key.b_g1_query)),
            (B_G2, key.b_g2_query.par_iter().flat_map_iter(g2_to_bytes).collect()),
            (C, g1s(&key.c_query)),
            (H, g1s(&key.h_query)),
            (CONTRIBUTIONS, contributions::none()),
        ],
    )
}

/// The file of a verifying key.
#[must_use]
pub fn write_verifying(vk: &VerifyingKey) -> Vec<u8> {
    let ic = vk.ic.iter().flat_map(g1_to_bytes).collect();
    container::write(&VERIFYING, &[(PROTOCOL, 1u32.to_le_bytes().to_vec()), (HEADER, write_header(vk)), (IC, ic)])
}

fn write_header(vk: &VerifyingKey) -> Vec<u8> {
    let mut out = Vec::with_capacity(660);
    push_modulus(&mut out, &Fq::MODULUS.0);
    push_modulus(&mut out, &Fr::MODULUS.0);
    for count in [vk.num_signals, vk.num_public() as u32, vk.domain_size] {
        out.extend_from_slice(&count.to_le_bytes());
    }
    out.extend_from_slice(&g1_to_bytes(&vk.alpha_g1));
    out.extend_from_slice(&g1_to_bytes(&vk.beta_g1));
    out.extend_from_slice(&g2_to_bytes(&vk.beta_g2));
    out.extend_from_slice(&g2_to_bytes(&vk.gamma_g2));
    out.extend_from_slice(&g1_to_bytes(&vk.delta_g1));
    out.extend_from_slice(&g2_to_bytes(&vk.delta_g2));
    out
}

fn parse_header_and_ic(sections: &Sections<'_>) -> Result<VerifyingKey, Error> {
    let mut protocol = sections.reader(PROTOCOL)?;
    let id = protocol.u32()?;
    if id != 1 {
        return Err(Error::Header {
            place: protocol.place(),
            field: "the protocol",
            found: id.to_string().into(),
            rule: "Groth16 is 1; make the key with snarkjs groth16 setup".into(),
        });
    }
    protocol.finish()?;

    let mut header = sections.reader(HEADER)?;
    expect_modulus(&mut header, "the base field", &Fq::MODULUS.0)?;
    expect_modulus(&mut header, "the scalar field", &Fr::MODULUS.0)?;
    let (num_signals, num_public, domain_size) = read_counts(&mut header)?;
    let alpha_g1 = read_g1(&mut header, "α in G1")?;
    let beta_g1 = read_g1(&mut header, "β in G1")?;
    let beta_g2 = read_g2(&mut header, "β in G2")?;
    let gamma_g2 = read_g2(&mut header, "γ in G2")?;
    let delta_g1 = read_g1(&mut header, "δ in G1")?;
    let delta_g2 = read_g2(&mut header, "δ in G2")?;
    header.finish()?;
    let ic = read_g1s(sections.reader(IC)?, u64::from(num_public) + 1, "IC")?;
    Ok(VerifyingKey { num_signals, domain_size, alpha_g1, beta_g1, beta_g2, gamma_g2, delta_g1, delta_g2, ic })
}

/// nVars, nPublic, N.
fn read_counts(header: &mut Reader<'_>) -> Result<(u32, u32, u32), Error> {
    let [num_signals, num_public, domain_size] = [header.u32()?, header.u32()?, header.u32()?];
    if u64::from(num_signals) < u64::from(num_public) + 1 {
        return Err(Error::Header {
            place: header.place(),
            field: "nVars",
            found: num_signals.to_string().into(),
            rule: format!("with nPublic = {num_public} it is at least one more; the key is corrupt, fetch it again")
                .into(),
        });
    }
    if !domain_size.is_power_of_two() || domain_size as usize > MAX_DOMAIN_SIZE || domain_size <= num_public {
        return Err(Error::Header {
            place: header.place(),
            field: "the domain size",
            found: domain_size.to_string().into(),
            rule: "it is a power of two up to 2^27 and above nPublic; the key is corrupt, fetch it again".into(),
        });
    }
    Ok((num_signals, num_public, domain_size))
}
