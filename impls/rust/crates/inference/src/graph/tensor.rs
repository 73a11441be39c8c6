//! Weights, as they lie in a graph's bytes: little-endian, C order.
use std::borrow::Cow;

use super::Shape;

/// Types of tensors and inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Type {
    /// IEEE 754, 32 bits.
    F32,
    /// Signed, 8 bits.
    I8,
    /// Signed, 32 bits.
    I32,
    /// Unsigned, 8 bits.
    U8,
}

impl Type {
    /// As the bytes spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::I8 => "i8",
            Self::I32 => "i32",
            Self::U8 => "u8",
        }
    }

    /// Bytes of an element.
    pub fn size(self) -> usize {
        match self {
            Self::F32 | Self::I32 => 4,
            Self::I8 | Self::U8 => 1,
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::F32, Self::I8, Self::I32, Self::U8].into_iter().find(|type_| type_.name() == name)
    }
}

/// A tensor; a borrowed one lies in the graph's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tensor<'a> {
    /// Its shape; no side is 0.
    pub shape: Shape,
    /// The type of its elements.
    pub type_: Type,
    /// The elements, little-endian, in C order.
    pub bytes: Cow<'a, [u8]>,
}

impl Tensor<'_> {
    /// A tensor of f32.
    pub fn from_f32(shape: Shape, elements: &[f32]) -> Tensor<'static> {
        let bytes = elements.iter().flat_map(|x| x.to_le_bytes()).collect();
        Tensor { shape, type_: Type::F32, bytes: Cow::Owned(bytes) }
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.bytes.len() / self.type_.size()
    }

    /// Never: no side of a tensor in a graph is 0.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The elements of a tensor of type f32 (of another type with 32 bits: their bits).
    pub fn f32s(&self) -> impl ExactSizeIterator<Item = f32> + '_ {
        self.bytes.as_chunks().0.iter().map(|word| f32::from_le_bytes(*word))
    }

    /// The elements of a tensor of type i32.
    pub fn i32s(&self) -> impl ExactSizeIterator<Item = i32> + '_ {
        self.bytes.as_chunks().0.iter().map(|word| i32::from_le_bytes(*word))
    }

    /// The elements of a tensor of type i8.
    pub fn i8s(&self) -> impl ExactSizeIterator<Item = i8> + '_ {
        self.bytes.iter().map(|byte| byte.cast_signed())
    }

    /// The elements of a tensor of integers, widened.
    pub fn integers(&self) -> Box<dyn ExactSizeIterator<Item = i64> + '_> {
        match self.type_ {
            Type::I8 => Box::new(self.i8s().map(i64::from)),
            Type::U8 => Box::new(self.bytes.iter().map(|&byte| i64::from(byte))),
            Type::I32 | Type::F32 => Box::new(self.i32s().map(i64::from)),
        }
    }
}
