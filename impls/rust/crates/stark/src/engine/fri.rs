//! FRI (ePrint 2018/046) by four, as winterfell folds: every layer's domain is the coset of the same offset.
use winter_crypto::MerkleTree;
use winter_fri::{FriProof, folding::fold_positions};
use winter_math::{ExtensionOf, FieldElement, StarkField};
use winter_utils::{ByteWriter, Deserializable, Serializable};

use super::{
    pool,
    rows::ManyHasher,
    transcript::Channel,
    transform::{Column, OFFSET, interpolate_coset},
    tree,
};
use crate::{
    BaseElement, Error, Extension,
    options::{BLOWUP, FOLDING, REMAINDER_MAX_DEGREE},
};

/// Places that one task folds.
const TASK: usize = 1 << 10;

/// A function's values: c0 and c1.
type Values = [Column; 2];

struct Layer<H: ManyHasher> {
    values: Values,
    tree: MerkleTree<H>,
}

/// The layers and the remainder's coefficients, the highest first.
pub(super) struct Fri<H: ManyHasher> {
    layers: Vec<Layer<H>>,
    remainder: Vec<Extension>,
}

/// The value at place j + k·n/4 for k = 0 … 3, c0 and c1 of each: the columns of a layer's matrix.
fn quarters([c0, c1]: &Values) -> Vec<&[u64]> {
    let quarter = c0.len() / FOLDING;
    c0.chunks_exact(quarter).zip(c1.chunks_exact(quarter)).flat_map(|(c0, c1)| [c0, c1]).collect()
}

impl<H: ManyHasher> Fri<H> {
    /// Commits and folds until the remainder.
    pub(super) fn build(mut values: Values, channel: &mut impl Channel<H>) -> Result<Self, Error> {
        let mut layers = Vec::new();
        while values[0].len() > (REMAINDER_MAX_DEGREE + 1) * BLOWUP {
            let tree = tree::commit::<H>(&quarters(&values))?;
            channel.commit(*tree.root());
            let folded = fold(&values, channel.draw()?);
            layers.push(Layer { values, tree });
            values = folded;
        }
        let [c0, c1] = values.map(|values| interpolate_coset(values.into_iter()));
        let (c0, c1) = (c0?, c1?);
        let kept = c0.iter().zip(&c1).take(c0.len() / BLOWUP);
        let remainder: Vec<_> = kept.rev().map(|(&c0, &c1)| element(c0, c1)).collect();
        channel.commit(H::hash_elements(&remainder));
        Ok(Self { layers, remainder })
    }

    /// The opened places of each layer, in winter-fri's encoding.
    pub(super) fn open(&self, positions: &[usize]) -> Result<FriProof, Error> {
        let failed = |error: &dyn std::fmt::Display| Error::Prover(error.to_string());
        let mut positions = positions.to_vec();
        let mut bytes = vec![self.layers.len() as u8];
        for Layer { values, tree } in &self.layers {
            positions = fold_positions(&positions, values[0].len(), FOLDING);
            let columns = quarters(values);
            let opened = positions.iter().flat_map(|&j| columns.iter().filter_map(move |column| column.get(j)));
            let opened: Vec<u8> = opened.flat_map(|word| word.to_le_bytes()).collect();
            let (_, opening) = tree.prove_batch(&positions).map_err(|error| failed(&error))?;
            for part in [opened, opening.to_bytes()] {
                bytes.write_u32(part.len() as u32);
                bytes.write_bytes(&part);
            }
        }
        let mut remainder = Vec::new();
        remainder.write_many(&self.remainder);
        bytes.write_u16(remainder.len() as u16);
        bytes.write_bytes(&remainder);
        bytes.write_u8(0); // log₂ of one partition
        FriProof::read_from_bytes(&bytes).map_err(|error| failed(&error))
    }
}

fn element(c0: u64, c1: u64) -> Extension {
    Extension::new(BaseElement::new(c0), BaseElement::new(c1))
}

/// With x = 7·g^j and f(x·i^k) at the places j + k·n/4: f = Σ_m x^m·f_m(x⁴), and the folded value is Σ_m α^m·f_m(x⁴) =
/// ¼·Σ_m (α/x)^m·p_m, where p_m = Σ_k i^(−mk)·f(x·i^k).
fn fold(values: &Values, alpha: Extension) -> Values {
    let n = values[0].len();
    let quarter = n / FOLDING;
    let generator = BaseElement::get_root_of_unity(n.ilog2()).inv();
    let i = BaseElement::get_root_of_unity(2).inv();
    let fourth = BaseElement::new(4).inv();
    let columns = quarters(values);
    let [a0, a1, b0, b1, c0, c1, d0, d1] = *columns.first_chunk::<8>().unwrap_or(&[&[]; 8]);
    let part = |first: usize, out: (&mut [u64], &mut [u64])| {
        let mut t = alpha.mul_base((BaseElement::new(OFFSET)).inv() * generator.exp(first as u64));
        let places = first..first + out.0.len();
        let at = |c0: &'_ [u64], c1: &'_ [u64]| {
            let (c0, c1) = (c0.get(places.clone()).unwrap_or_default(), c1.get(places.clone()).unwrap_or_default());
            c0.iter().zip(c1).map(|(&c0, &c1)| element(c0, c1)).collect::<Vec<_>>()
        };
        let points = at(a0, a1).into_iter().zip(at(b0, b1)).zip(at(c0, c1).into_iter().zip(at(d0, d1)));
        for (((a, b), (c, d)), out) in points.zip(out.0.iter_mut().zip(out.1)) {
            let (even, odd, sum, difference) = (a + c, a - c, b + d, (b - d).mul_base(i));
            let p = [even + sum, odd + difference, even - sum, odd - difference];
            let folded = (((p[3] * t + p[2]) * t + p[1]) * t + p[0]).mul_base(fourth);
            (*out.0, *out.1) = (folded.base_element(0).as_int(), folded.base_element(1).as_int());
            t = t.mul_base(generator);
        }
    };
    let mut folded = [vec![0; quarter], vec![0; quarter]];
    let [f0, f1] = &mut folded;
    let parts = f0.chunks_mut(TASK).zip(f1.chunks_mut(TASK)).enumerate();
    pool::each(parts, |(index, out)| part(index * TASK, out));
    folded
}
