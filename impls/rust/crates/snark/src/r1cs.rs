//! circom's `.r1cs`: the constraints (A_k·z)(B_k·z) = C_k·z over the signals z, z_0 = 1.
//! Format: <https://github.com/iden3/r1csfile/blob/master/doc/r1cs_bin_format.md>, made exact in docs/contract.md.

use ark_bn254::Fr;
use ark_ff::PrimeField;

use crate::bytes::Reader;
use crate::container::{self, Format};
use crate::error::{Error, Place};
use crate::field::{fr_from_canonical, fr_to_canonical};
use crate::header::{expect_modulus, push_modulus};
use crate::key::{ProvingKey, domain_size, with_public_rows};
use crate::matrix::{Matrix, Term};

const HEADER: u32 = 1;
const CONSTRAINTS: u32 = 2;
const LABELS: u32 = 3;

const FORMAT: Format = Format {
    magic: "r1cs",
    version: 1,
    sections: &[(HEADER, "header"), (CONSTRAINTS, "constraints"), (LABELS, "wire to label")],
    advice: "sections 4 and 5 are custom gates for PLONK: compile the circuit without them",
};

/// A rank-1 constraint system with circom's counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct R1cs {
    /// Signals, the constant one included.
    pub num_signals: u32,
    /// Public outputs: signals 1 … num_outputs.
    pub num_outputs: u32,
    /// Public inputs: the signals after the outputs.
    pub num_public_inputs: u32,
    /// Private inputs: the signals after the public inputs.
    pub num_private_inputs: u32,
    /// Labels of the circom source before simplification; of no consequence here.
    pub num_labels: u64,
    /// Label of each signal; of no consequence here.
    pub labels: Vec<u64>,
    /// Left factors.
    pub a: Matrix,
    /// Right factors.
    pub b: Matrix,
    /// Products.
    pub c: Matrix,
}

impl R1cs {
    /// l: the public signals without the constant one.
    #[must_use]
    pub fn num_public(&self) -> u32 {
        self.num_outputs + self.num_public_inputs
    }

    /// m.
    #[must_use]
    pub fn num_constraints(&self) -> usize {
        self.a.num_rows()
    }

    /// Parses a `.r1cs`; `file` is the name that errors show.
    ///
    /// # Errors
    /// Anything that deviates from the format, with the place. No more memory than a small multiple of the file is taken.
    pub fn parse(bytes: &[u8], file: &str) -> Result<Self, Error> {
        let sections = container::parse(&FORMAT, bytes, file)?;

        let mut header = sections.reader(HEADER)?;
        expect_modulus(&mut header, "the field", &Fr::MODULUS.0)?;
        let num_signals = header.u32()?;
        let [num_outputs, num_public_inputs, num_private_inputs] = [header.u32()?, header.u32()?, header.u32()?];
        let num_labels = header.u64()?;
        let num_constraints = header.u32()?;
        let named = 1 + u64::from(num_outputs) + u64::from(num_public_inputs) + u64::from(num_private_inputs);
        if named > u64::from(num_signals) {
            return Err(Error::Header {
                place: header.place(),
                field: "nWires",
                found: num_signals.to_string().into(),
                rule: format!("the constant one, outputs and inputs are already {named}; compile the circuit again")
                    .into(),
            });
        }
        header.finish()?;

        let mut wire_to_label = sections.reader(LABELS)?;
        let expected = 8 * u64::from(num_signals);
        if wire_to_label.remaining() != expected {
            let found = wire_to_label.remaining();
            return Err(Error::SectionSize { place: wire_to_label.place(), expected, found });
        }
        let labels = wire_to_label.take(expected)?.as_chunks::<8>().0.iter().map(|word| u64::from_le_bytes(*word));
        let labels = labels.collect();

        let mut reader = sections.reader(CONSTRAINTS)?;
        let least = 12 * u64::from(num_constraints); // three counts each
        if reader.remaining() < least {
            let available = reader.remaining();
            return Err(Error::Truncated { place: reader.place(), needed: least, available });
        }
        let rows = num_constraints as usize;
        let [mut a, mut b, mut c] =
            [Matrix::with_capacity(rows), Matrix::with_capacity(rows), Matrix::with_capacity(rows)];
        for constraint in 0..u64::from(num_constraints) {
            for matrix in [&mut a, &mut b, &mut c] {
                read_linear_combination(&mut reader, constraint, num_signals, matrix)?;
            }
        }
        reader.finish()?;
        Ok(Self { num_signals, num_outputs, num_public_inputs, num_private_inputs, num_labels, labels, a, b, c })
    }

    /// The file: sections 1, 2, 3 in ascending order.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let mut header = Vec::new();
        push_modulus(&mut header, &Fr::MODULUS.0);
        for count in [self.num_signals, self.num_outputs, self.num_public_inputs, self.num_private_inputs] {
            header.extend_from_slice(&count.to_le_bytes());
        }
        header.extend_from_slice(&self.num_labels.to_le_bytes());
        header.extend_from_slice(&(self.num_constraints() as u32).to_le_bytes());

        let mut constraints = Vec::new();
        for ((a, b), c) in self.a.rows().zip(self.b.rows()).zip(self.c.rows()) {
            for row in [a, b, c] {
                write_linear_combination(&mut constraints, row);
            }
        }
        let labels = self.labels.iter().flat_map(|label| label.to_le_bytes()).collect();
        container::write(&FORMAT, &[(HEADER, header), (CONSTRAINTS, constraints), (LABELS, labels)])
    }

    /// Whether `key` is for these constraints: the same A and B term by term, the same counts. (A key does not hold C.)
    ///
    /// # Errors
    /// [`Error::Mismatch`] naming what differs.
    pub fn check_key(&self, key: &ProvingKey, file: &str) -> Result<(), Error> {
        let num_public = self.num_public() as usize;
        let differs = if key.vk.num_signals != self.num_signals {
            "number of signals"
        } else if key.vk.num_public() != num_public {
            "number of public signals"
        } else if Some(key.vk.domain_size as usize) != domain_size(self.num_constraints(), num_public) {
            "domain size"
        } else if key.a != with_public_rows(&self.a, num_public) {
            "matrix A"
        } else if key.b != self.b {
            "matrix B"
        } else {
            return Ok(());
        };
        Err(Error::Mismatch {
            place: Place::file(file),
            what: format!("the key's {differs} is not the circuit's; give the .r1cs from which the key was made")
                .into(),
        })
    }

    /// Checks every constraint.
    ///
    /// # Errors
    /// [`Error::Unsatisfied`] with the index of the first violated constraint; [`Error::Mismatch`] when the witness
    /// has another number of signals.
    pub fn check(&self, z: &[Fr], file: &str) -> Result<(), Error> {
        if z.len() != self.num_signals as usize {
            return Err(Error::Mismatch {
                place: Place::file(file),
                what: format!(
                    "{} values, but the circuit has {} signals; give the witness of this circuit",
                    z.len(),
                    self.num_signals
                )
                .into(),
            });
        }
        let (a, (b, c)) = rayon::join(|| self.a.apply(z), || rayon::join(|| self.b.apply(z), || self.c.apply(z)));
        match a.iter().zip(&b).zip(&c).position(|((a, b), c)| *a * b != *c) {
            None => Ok(()),
            Some(constraint) => Err(Error::Unsatisfied {
                constraint: constraint as u64,
                num_constraints: self.num_constraints() as u64,
            }),
        }
    }
}

/// u32 count, then count × (u32 signal, canonical value).
fn read_linear_combination(
    reader: &mut Reader<'_>,
    constraint: u64,
    num_signals: u32,
    matrix: &mut Matrix,
) -> Result<(), Error> {
    let count = reader.u32()?;
    let terms = reader.take(36 * u64::from(count))?;
    for term in terms.as_chunks::<36>().0 {
        let (words, _) = term.as_chunks::<4>();
        let (Some(word), Some(value)) = (words.first(), term.last_chunk::<32>()) else { continue }; // 36 = 4 + 32
        let signal = u32::from_le_bytes(*word);
        if signal >= num_signals {
            return Err(Error::Inconsistent {
                place: reader.place().at(constraint),
                what: format!("a term of signal {signal}, but there are {num_signals}; compile the circuit again")
                    .into(),
            });
        }
        let value = fr_from_canonical(value)
            .ok_or_else(|| Error::NonCanonical { place: reader.place().at(constraint), what: "a coefficient" })?;
        matrix.push(signal, value);
    }
    matrix.end_row();
    Ok(())
}

fn write_linear_combination(out: &mut Vec<u8>, row: &[Term]) {
    out.extend_from_slice(&(row.len() as u32).to_le_bytes());
    for term in row {
        out.extend_from_slice(&term.signal.to_le_bytes());
        out.extend_from_slice(&fr_to_canonical(&term.value));
    }
}
