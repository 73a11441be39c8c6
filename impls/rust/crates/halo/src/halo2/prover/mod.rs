//! The prover, byte for byte halo2's `create_proof` for one circuit with one public column.
//!
//! Messages and draws in their order (docs/protocols/halo.md); with the same stream of scalars the proofs are the same.
//!
//! ```text
//! advice        the b + 1 last rows of each column; then a blind for each
//! lookups       each: the b + 1 last rows of a', those of s', the two blinds
//! permutation   b last rows and a blind, set by set
//! lookups       each: the product's b last rows and its blind
//! vanishing     n coefficients of a random polynomial and its blind; later a blind for each piece of the quotient
//! multiopen     f's blind; the inner-product argument's
//! ```
mod columns;
mod commit;
mod constraint_system;
mod debug_text;
mod domain;
mod key;
mod lookup;
mod multiopen;
mod permutation;
mod program;
mod quotient;
mod witness;

use ff::Field;
use halo2_proofs::{
    plonk::{Circuit, Error},
    transcript::{Transcript, TranscriptWrite},
};
use pasta_curves::{EqAffine, Fp};
use zkpair_algebra::spread::{each, spread};

use crate::{
    Stream,
    ipa::{Writer, evaluate},
};
use columns::Columns;
use commit::Basis;
use constraint_system::Query;
pub use key::Key;
use multiopen::{folded, open_all};
use program::Table;

/// A polynomial by its n coefficients, and the blind of its commitment.
#[derive(Debug, Clone, Default)]
pub struct Blinded {
    polynomial: Vec<Fp>,
    blind: Fp,
}

/// The challenges that constraints depend on, and y, by which they are folded.
#[derive(Debug, Clone, Copy)]
pub struct Challenges {
    theta: Fp,
    beta: Fp,
    gamma: Fp,
    y: Fp,
}

/// The proof that the circuit holds for the public column `public`. Whether it does is not looked for here.
///
/// # Errors
/// The circuit's own, `ConstraintSystemFailure` for a lookup of what is not in the table, `InstanceTooLarge`, `Transcript` for a
/// commitment to zero.
pub fn create_proof<C: Circuit<Fp>>(key: &Key, circuit: &C, public: &[Fp], stream: Stream) -> Result<Vec<u8>, Error> {
    if public.len() > key.cs.usable_rows() {
        return Err(Error::InstanceTooLarge);
    }
    let advice = witness::advice(&key.cs, circuit, public)?;
    // Nothing from here on is generic: it is compiled once for all circuits.
    let mut prover = Prover { key, transcript: Writer::init(Vec::new()), stream };
    prover.create(advice, public)?;
    Ok(prover.transcript.finalize())
}

/// All that is committed to of the circuit, but for the quotient.
struct Committed {
    instance: Vec<Blinded>,
    advice: Vec<Blinded>,
    products: Vec<Blinded>,
    lookups: Vec<lookup::Committed>,
    random: Blinded,
}

/// A polynomial and at which rotation of x it is opened.
pub type Opening<'a> = (&'a Blinded, i32);

fn queried<'a>(of: &'a [Blinded], queries: &'a [Query]) -> impl Iterator<Item = Opening<'a>> {
    queries.iter().filter_map(|query| Some((of.get(query.column.1)?, query.rotation)))
}

/// A proof on its way.
struct Prover<'a> {
    key: &'a Key,
    transcript: Writer,
    stream: Stream,
}

impl Prover<'_> {
    fn create(&mut self, advice: Columns, public: &[Fp]) -> Result<(), Error> {
        self.transcript.common_scalar(self.key.representative)?;
        let (circuit, challenges) = self.commit_to_circuit(advice, public)?;
        let pieces = self.commit_to_quotient(&circuit, &challenges)?;
        let x = self.challenge();
        self.evaluate(&circuit, x)?;
        self.open(&circuit, &pieces, x).map_err(|_| Error::Opening)
    }

    /// The messages up to y.
    fn commit_to_circuit(&mut self, mut advice: Columns, public: &[Fp]) -> Result<(Committed, Challenges), Error> {
        let key = self.key;
        let instance = vec![self.instance(public)?];
        let advice_blinds = self.advice(&mut advice)?;
        let rows = Table { fixed: &key.fixed.rows, advice: &advice, instance: &instance, step: 1 };

        let theta = self.challenge();
        let permuted = lookup::permuted(key, &rows, &theta, &mut self.stream)?;
        self.commit_rows(permuted.iter().flat_map(|found| found.permuted.iter().zip(&found.blinds)))?;
        let (beta, gamma) = (self.challenge(), self.challenge());
        let mut challenges = Challenges { theta, beta, gamma, y: Fp::ZERO };
        let (mut products, mut blinds) = permutation::products(key, &rows, &challenges, &mut self.stream);
        let sets = products.len();
        for found in &permuted {
            let (z, blind) = found.product(key, &challenges, &mut self.stream);
            products.push(z);
            blinds.push(blind);
        }
        self.commit_rows(products.iter().zip(&blinds))?;
        let random = self.random_polynomial();
        self.commit(&[&random])?;
        challenges.y = self.challenge();

        let mut products = self.polynomials(products.iter().zip(&blinds));
        let of_lookups = products.split_off(sets);
        let committed = |(found, product): (&lookup::Permuted, Blinded)| {
            let mut permuted = self.polynomials(found.permuted.iter().zip(&found.blinds)).into_iter();
            let [inputs, table] = [(); 2].map(|()| permuted.next().unwrap_or_default());
            lookup::Committed { inputs, table, product }
        };
        let circuit = Committed {
            instance: self.polynomials(instance.iter().zip([&Fp::ONE])), // the blind that verifiers take
            advice: self.polynomials(advice.iter().zip(&advice_blinds)),
            products,
            lookups: permuted.iter().zip(of_lookups).map(committed).collect(),
            random,
        };
        Ok((circuit, challenges))
    }

    fn commit_to_quotient(&mut self, circuit: &Committed, challenges: &Challenges) -> Result<Vec<Blinded>, Error> {
        let (key, domain) = (self.key, &self.key.domain);
        let on_coset = |all: &[Blinded]| -> Columns { each(all, |one| domain.on_coset(&one.polynomial)) };
        let of = quotient::OnCoset {
            advice: on_coset(&circuit.advice),
            instance: on_coset(&circuit.instance),
            products: on_coset(&circuit.products),
            lookups: each(&circuit.lookups, |lookup| {
                [&lookup.inputs, &lookup.table, &lookup.product].map(|one| domain.on_coset(&one.polynomial))
            }),
        };
        let pieces: Vec<Blinded> = quotient::pieces(key, &of, challenges)
            .into_iter()
            .map(|polynomial| Blinded { polynomial, blind: self.stream.scalar() })
            .collect();
        self.commit(&pieces.iter().collect::<Vec<_>>())?;
        Ok(pieces)
    }

    /// Writes all values at x and its rotations. This is not the order in which they are opened.
    fn evaluate(&mut self, circuit: &Committed, x: Fp) -> Result<(), Error> {
        let (key, last) = (self.key, self.key.last_rotation());
        let queried: Vec<Opening<'_>> = queried(&circuit.instance, &key.cs.instance_queries)
            .chain(queried(&circuit.advice, &key.cs.advice_queries))
            .chain(queried(&key.fixed.polynomials, &key.cs.fixed_queries))
            .chain([(&circuit.random, 0)])
            .chain(key.sigmas.polynomials.iter().map(|sigma| (sigma, 0)))
            .chain(permutation::evaluations(&circuit.products, last))
            .chain(circuit.lookups.iter().flat_map(lookup::Committed::evaluations))
            .collect();
        let values = each(&queried, |(of, rotation)| evaluate(&of.polynomial, &key.domain.rotate(x, *rotation)));
        values.into_iter().try_for_each(|value| Ok(self.transcript.write_scalar(value)?))
    }

    fn open(&mut self, circuit: &Committed, pieces: &[Blinded], x: Fp) -> std::io::Result<()> {
        let (key, last) = (self.key, self.key.last_rotation());
        let h = folded(pieces.iter().rev(), &x.pow_vartime([key.domain.rows() as u64]));
        let openings: Vec<(&Blinded, Fp)> = queried(&circuit.instance, &key.cs.instance_queries)
            .chain(queried(&circuit.advice, &key.cs.advice_queries))
            .chain(permutation::openings(&circuit.products, last))
            .chain(circuit.lookups.iter().flat_map(lookup::Committed::openings))
            .chain(queried(&key.fixed.polynomials, &key.cs.fixed_queries))
            .chain(key.sigmas.polynomials.iter().map(|sigma| (sigma, 0)))
            .chain([(&h, 0), (&circuit.random, 0)])
            .map(|(of, rotation)| (of, key.domain.rotate(x, rotation)))
            .collect();
        open_all(&key.bases, &mut self.transcript, &openings, self.stream.clone())
    }

    fn challenge(&mut self) -> Fp {
        *self.transcript.squeeze_challenge_scalar::<()>()
    }

    fn polynomials<'a>(&self, columns: impl Iterator<Item = (&'a Vec<Fp>, &'a Fp)>) -> Vec<Blinded> {
        let columns: Vec<_> = columns.collect();
        each(&columns, |(rows, blind)| Blinded { polynomial: self.key.domain.coefficients(rows), blind: **blind })
    }

    fn write(&mut self, commitments: Vec<EqAffine>) -> Result<(), Error> {
        commitments.into_iter().try_for_each(|commitment| Ok(self.transcript.write_point(commitment)?))
    }

    /// Commits to columns by their values.
    fn commit_rows<'a>(&mut self, columns: impl Iterator<Item = (&'a Vec<Fp>, &'a Fp)>) -> Result<(), Error> {
        let all: Vec<(&[Fp], Fp)> = columns.map(|(rows, blind)| (rows.as_slice(), *blind)).collect();
        self.write(self.key.bases.commit(Basis::Rows, &all))
    }

    fn commit(&mut self, all: &[&Blinded]) -> Result<(), Error> {
        let all: Vec<(&[Fp], Fp)> = all.iter().map(|one| (one.polynomial.as_slice(), one.blind)).collect();
        self.write(self.key.bases.commit(Basis::Coefficients, &all))
    }

    /// Absorbs the commitment to the public column; gives its rows.
    fn instance(&mut self, public: &[Fp]) -> Result<Vec<Fp>, Error> {
        for commitment in self.key.bases.commit(Basis::Rows, &[(public, Fp::ONE)]) {
            self.transcript.common_point(commitment)?;
        }
        let mut rows = public.to_vec();
        rows.resize(self.key.domain.rows(), Fp::ZERO);
        Ok(rows)
    }

    /// Blinds and commits to the secret columns; gives the commitments' blinds.
    fn advice(&mut self, advice: &mut Columns) -> Result<Vec<Fp>, Error> {
        for cell in advice.iter_mut().flat_map(|column| column.iter_mut().skip(self.key.cs.usable_rows())) {
            *cell = self.stream.scalar();
        }
        let blinds: Vec<Fp> = advice.iter().map(|_| self.stream.scalar()).collect();
        self.commit_rows(advice.iter().zip(&blinds))?;
        Ok(blinds)
    }

    fn random_polynomial(&mut self) -> Blinded {
        let mut polynomial = vec![Fp::ZERO; self.key.domain.rows()];
        let stream = &self.stream;
        spread(&mut polynomial, |first, part| {
            part.iter_mut().zip(first as u64..).for_each(|(to, ahead)| *to = stream.peek(ahead));
        });
        self.stream.skip(polynomial.len() as u64);
        Blinded { polynomial, blind: self.stream.scalar() }
    }
}
