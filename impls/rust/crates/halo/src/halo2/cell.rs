//! A statement of one size in one version: keys, proofs, verdicts.
use std::{fmt, sync::Arc};

use halo2_proofs::{
    plonk::{ProvingKey, VerifyingKey, create_proof, keygen_pk, keygen_vk},
    poly::commitment::Params,
    transcript::{Blake2bWrite, Challenge255},
};
use pasta_curves::{EqAffine, Fp};

use super::{
    Error, Rejection, Statement, chain,
    keys::{self, Keys, Shape},
    laid::{Laid, Witness},
    linear_regression, poseidon, prover, range_lookup, verify,
};
use crate::{Stream, encoding};

/// How a statement is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Version {
    /// General chips, wired by copies.
    Plain,
    /// Fewer rows, columns and arguments.
    Optimised,
}

impl Version {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Plain, Self::Optimised];

    /// As a cell's parameter names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Optimised => "optimised",
        }
    }

    /// By its name.
    ///
    /// # Errors
    /// [`Error::Unsupported`].
    pub fn named(name: &str) -> Result<Self, Error> {
        let unsupported =
            || Error::Unsupported { parameter: "version", got: name.into(), supported: "plain, optimised" };
        Self::ALL.into_iter().find(|one| one.name() == name).ok_or_else(unsupported)
    }
}

/// A statement, its version and its size 2^k.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cell {
    statement: Statement,
    version: Version,
    k: u32,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "circuit={}, version={}, 2^{} rows", self.statement.name(), self.version.name(), self.k)
    }
}

/// A witness that was found to give its public element.
#[derive(Debug, Clone)]
pub struct Witnessed {
    pub(super) witness: Witness,
    pub(super) public: Fp,
}

/// What is done with a circuit of whichever type.
pub(super) trait Visitor {
    type Out;
    fn visit<C: Laid>(self, k: u32) -> Self::Out;
}

impl Cell {
    /// For a size of `rows`.
    ///
    /// # Errors
    /// [`crate::Error::Size`] for one that the statement does not have.
    pub fn new(statement: Statement, version: Version, rows: usize) -> Result<Self, Error> {
        let (min_log2, max_log2) = (*statement.sizes().start(), *statement.sizes().end());
        match rows.checked_ilog2() {
            Some(k) if rows.is_power_of_two() && statement.sizes().contains(&k) => Ok(Self { statement, version, k }),
            _ => Err(crate::Error::Size { name: "the number of rows", got: rows, min_log2, max_log2 }.into()),
        }
    }

    /// The statement.
    pub fn statement(&self) -> Statement {
        self.statement
    }

    /// How it is laid out.
    pub fn version(&self) -> Version {
        self.version
    }

    /// log2 of the statement's size.
    pub fn k(&self) -> u32 {
        self.k
    }

    /// log2 of the rows of the circuit.
    pub fn log_rows(&self) -> u32 {
        struct LogRows;
        impl Visitor for LogRows {
            type Out = u32;
            fn visit<C: Laid>(self, k: u32) -> u32 {
                C::log_rows(k)
            }
        }
        self.visit(LogRows)
    }

    pub(super) fn visit<V: Visitor>(&self, visitor: V) -> V::Out {
        use Version::{Optimised, Plain};
        let k = self.k;
        match (self.statement, self.version) {
            (Statement::Chain, Plain) => visitor.visit::<chain::Plain>(k),
            (Statement::Chain, Optimised) => visitor.visit::<chain::Optimised>(k),
            (Statement::Poseidon, Plain) => visitor.visit::<poseidon::Plain>(k),
            (Statement::Poseidon, Optimised) => visitor.visit::<poseidon::Optimised>(k),
            (Statement::LinearRegression, Plain) => visitor.visit::<linear_regression::Plain>(k),
            (Statement::LinearRegression, Optimised) => visitor.visit::<linear_regression::Optimised>(k),
            (Statement::RangeLookup, version) => match (range_lookup::limb_bits(k), version) {
                (4, Plain) => visitor.visit::<range_lookup::Plain<4>>(k),
                (5, Plain) => visitor.visit::<range_lookup::Plain<5>>(k),
                (6, Plain) => visitor.visit::<range_lookup::Plain<6>>(k),
                (_, Plain) => visitor.visit::<range_lookup::Plain<8>>(k),
                (4, Optimised) => visitor.visit::<range_lookup::Optimised<4>>(k),
                (5, Optimised) => visitor.visit::<range_lookup::Optimised<5>>(k),
                (6, Optimised) => visitor.visit::<range_lookup::Optimised<6>>(k),
                (_, Optimised) => visitor.visit::<range_lookup::Optimised<8>>(k),
            },
        }
    }

    /// halo2's parameters for the circuit's rows; made or read from the disk once a process.
    ///
    /// # Errors
    /// [`crate::Error::Cache`].
    pub fn params(&self) -> Result<Arc<Params<EqAffine>>, Error> {
        keys::params(self.log_rows())
    }

    /// The verifying key anew.
    ///
    /// # Errors
    /// [`Error::Halo2`], which no cell shows.
    pub fn keygen(&self, params: &Params<EqAffine>) -> Result<VerifyingKey<EqAffine>, Error> {
        struct Keygen<'a>(&'a Params<EqAffine>);
        impl Visitor for Keygen<'_> {
            type Out = Result<VerifyingKey<EqAffine>, Error>;
            fn visit<C: Laid>(self, k: u32) -> Self::Out {
                Ok(keygen_vk(self.0, &C::of(k, Witness::unknown()))?)
            }
        }
        self.visit(Keygen(params))
    }

    /// The proving key of a verifying key.
    pub(super) fn proving_key(
        &self,
        params: &Params<EqAffine>,
        key: VerifyingKey<EqAffine>,
    ) -> Result<ProvingKey<EqAffine>, Error> {
        struct Extend<'a>(&'a Params<EqAffine>, VerifyingKey<EqAffine>);
        impl Visitor for Extend<'_> {
            type Out = Result<ProvingKey<EqAffine>, Error>;
            fn visit<C: Laid>(self, k: u32) -> Self::Out {
                Ok(keygen_pk(self.0, self.1, &C::of(k, Witness::unknown()))?)
            }
        }
        self.visit(Extend(params, key))
    }

    /// The cell's keys, made once a process.
    ///
    /// # Errors
    /// As [`Self::params`].
    pub fn keys(&self) -> Result<Arc<Keys>, Error> {
        keys::of(*self)
    }

    /// What a proof of this cell costs in rows, columns and bytes.
    ///
    /// # Errors
    /// As [`Self::params`].
    pub fn shape(&self) -> Result<Shape, Error> {
        Ok(self.keys()?.shape())
    }

    /// `text` is the cell's key.
    ///
    /// # Errors
    /// [`Error::WrongKey`].
    pub fn hold_key(&self, text: &[u8]) -> Result<(), Error> {
        if self.keys()?.text().as_bytes() == text { Ok(()) } else { Err(Error::WrongKey { cell: self.to_string() }) }
    }

    /// A witness and its public element, parsed and found to agree.
    ///
    /// # Errors
    /// Lengths and encodings, [`Error::OutOfRange`], [`Error::FalseWitness`].
    pub fn check(&self, witness: &[u8], public: &[u8]) -> Result<Witnessed, Error> {
        let public = encoding::scalar("public", public)?;
        let elements = encoding::scalars("witness", witness, self.statement.witness_elements(self.k))?;
        if self.statement.evaluate(self.k, &elements)? != public {
            return Err(Error::FalseWitness);
        }
        Ok(Witnessed { witness: Witness::known(&elements), public })
    }

    /// The proof of what was checked; every random draw is the stream's.
    ///
    /// # Errors
    /// [`Error::Halo2`] for a witness of another cell.
    pub fn prove(&self, checked: &Witnessed, random: Stream) -> Result<Vec<u8>, Error> {
        struct Prove<'a>(&'a Keys, &'a Witnessed, Stream);
        impl Visitor for Prove<'_> {
            type Out = Result<Vec<u8>, Error>;
            fn visit<C: Laid>(self, k: u32) -> Self::Out {
                let Self(keys, Witnessed { witness, public }, random) = self;
                Ok(prover::create_proof(keys.prover()?, &C::of(k, witness.clone()), &[*public], random)?)
            }
        }
        self.visit(Prove(&*self.keys()?, checked, random))
    }

    /// The same bytes by halo2's `create_proof`.
    ///
    /// # Errors
    /// As [`Self::prove`].
    pub fn prove_by_halo2(&self, checked: &Witnessed, random: Stream) -> Result<Vec<u8>, Error> {
        struct Prove<'a>(&'a Keys, &'a Witnessed, Stream);
        impl Visitor for Prove<'_> {
            type Out = Result<Vec<u8>, Error>;
            fn visit<C: Laid>(self, k: u32) -> Self::Out {
                let Self(keys, Witnessed { witness, public }, random) = self;
                let mut transcript = Blake2bWrite::<_, _, Challenge255<_>>::init(Vec::new());
                let circuit = [C::of(k, witness.clone())];
                create_proof(keys.params(), keys.proving()?, &circuit, &[&[&[*public]]], random, &mut transcript)?;
                Ok(transcript.finalize())
            }
        }
        self.visit(Prove(&*self.keys()?, checked, random))
    }

    /// The proof holds for the public element.
    ///
    /// # Errors
    /// The first thing that is wrong with either.
    pub fn verify(&self, proof: &[u8], public: &[u8]) -> Result<(), Rejection> {
        verify::one(&*self.keys()?, proof, public)
    }

    /// All of `count` proofs, one after the other, hold for their public elements.
    ///
    /// # Errors
    /// The first thing that is wrong with any; a proof that is well-formed and false makes the batch false, with no index.
    pub fn verify_batch(&self, proofs: &[u8], publics: &[u8], count: usize) -> Result<(), Rejection> {
        verify::batch(&*self.keys()?, proofs, publics, count)
    }
}
