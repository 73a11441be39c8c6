//! FRI (ePrint 2018/046) by four, as winterfell folds: every layer's domain is the coset of the same offset.
use winter_fri::{FriProof, folding::fold_positions};
use winter_math::{FieldElement, StarkField};
use winter_utils::{ByteWriter, Deserializable, Serializable};

use zkpair_algebra::simd;

use super::{
    fold::{self, Folding},
    pool,
    rows::ManyHasher,
    transcript::Channel,
    transform::{Column, OFFSET, interpolate_coset},
    tree::Tree,
};
use crate::{
    BaseElement, Error, Extension,
    options::{BLOWUP, FOLDING, REMAINDER_MAX_DEGREE},
};

/// Places that one task folds.
const TASK: usize = 1 << 10;

/// A function's values: c0 and c1.
type Values = [Column; 2];

struct Layer {
    values: Values,
    tree: Tree,
}

/// The layers and the remainder's coefficients, the highest first.
pub(super) struct Fri {
    layers: Vec<Layer>,
    remainder: Vec<Extension>,
}

/// The value at place j + k·n/4 for k = 0 … 3, c0 and c1 of each: the columns of a layer's matrix.
fn quarters([c0, c1]: &Values) -> Vec<&[u64]> {
    let quarter = c0.len() / FOLDING;
    c0.chunks_exact(quarter).zip(c1.chunks_exact(quarter)).flat_map(|(c0, c1)| [c0, c1]).collect()
}

impl Fri {
    /// Commits and folds until the remainder.
    pub(super) fn build<H: ManyHasher>(mut values: Values, channel: &mut impl Channel<H>) -> Result<Self, Error> {
        let mut layers = Vec::new();
        while values[0].len() > (REMAINDER_MAX_DEGREE + 1) * BLOWUP {
            let tree = Tree::over::<H>(&quarters(&values));
            channel.commit(tree.root::<H>());
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
    pub(super) fn open<H: ManyHasher>(&self, positions: &[usize]) -> Result<FriProof, Error> {
        let failed = |error: &dyn std::fmt::Display| Error::Prover(error.to_string());
        let mut positions = positions.to_vec();
        let mut bytes = vec![self.layers.len() as u8];
        for Layer { values, tree } in &self.layers {
            positions = fold_positions(&positions, values[0].len(), FOLDING);
            let columns = quarters(values);
            let opened = positions.iter().flat_map(|&j| columns.iter().filter_map(move |column| column.get(j)));
            let opened: Vec<u8> = opened.flat_map(|word| word.to_le_bytes()).collect();
            for part in [opened, tree.open::<H>(&columns, &positions).to_bytes()] {
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

/// The next layer's values, see [`Folding`].
fn fold(values: &Values, alpha: Extension) -> Values {
    let n = values[0].len();
    let quarter = n / FOLDING;
    let generator = BaseElement::get_root_of_unity(n.ilog2()).inv();
    let columns = quarters(values);
    let constants = [BaseElement::get_root_of_unity(2), BaseElement::new(4)].map(|x| x.inv().as_int());
    let part = |first: usize, folded: [&mut [u64]; 2]| {
        let inverse = BaseElement::new(OFFSET).inv() * generator.exp(first as u64);
        let folding = Folding {
            alpha: [0, 1].map(|i| alpha.base_element(i).as_int()),
            inverse: [inverse, generator].map(|x| x.as_int()),
            constants,
        };
        let places = first..first + folded[0].len();
        let mut parts = [[&[][..]; 2]; 4];
        for (part, column) in parts.as_flattened_mut().iter_mut().zip(&columns) {
            *part = column.get(places.clone()).unwrap_or_default();
        }
        fold::fold(simd::level(), &folding, parts, folded);
    };
    let mut folded = [vec![0; quarter], vec![0; quarter]];
    let [f0, f1] = &mut folded;
    let parts = f0.chunks_mut(TASK).zip(f1.chunks_mut(TASK)).enumerate();
    pool::each(parts, |(index, (f0, f1))| part(index * TASK, [f0, f1]));
    folded
}
