//! The kinds of numbers that a tensor can hold: their names here, in buffers and in DLPack.
use std::ffi::CStr;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dtype {
    Float32,
    Float64,
    Int64,
    Int32,
    Int8,
    UInt8,
    Bool,
}

/// Dtype, torch's name, the letter of Python's `struct`, bytes, DLPack's code and bits.
const TABLE: [(Dtype, &str, &CStr, usize, u8, u8); 7] = [
    (Dtype::Float32, "float32", c"f", 4, 2, 32),
    (Dtype::Float64, "float64", c"d", 8, 2, 64),
    (Dtype::Int64, "int64", c"q", 8, 0, 64),
    (Dtype::Int32, "int32", c"i", 4, 0, 32),
    (Dtype::Int8, "int8", c"b", 1, 0, 8),
    (Dtype::UInt8, "uint8", c"B", 1, 1, 8),
    (Dtype::Bool, "bool", c"?", 1, 6, 8),
];

impl Dtype {
    /// Its line in the table, which is in the enum's order.
    fn line(self) -> (Self, &'static str, &'static CStr, usize, u8, u8) {
        let [float32, float64, int64, int32, int8, uint8, boolean] = TABLE;
        match self {
            Self::Float32 => float32,
            Self::Float64 => float64,
            Self::Int64 => int64,
            Self::Int32 => int32,
            Self::Int8 => int8,
            Self::UInt8 => uint8,
            Self::Bool => boolean,
        }
    }

    pub(super) fn name(self) -> &'static str {
        self.line().1
    }

    /// As buffers call it.
    pub(super) fn format(self) -> &'static CStr {
        self.line().2
    }

    pub(super) fn bytes(self) -> usize {
        self.line().3
    }

    /// Code and bits.
    pub(super) fn dlpack(self) -> (u8, u8) {
        let (.., code, bits) = self.line();
        (code, bits)
    }

    pub(super) fn of_name(name: &str) -> Option<Self> {
        TABLE.iter().find(|line| line.1 == name).map(|line| line.0)
    }

    pub(super) fn of_dlpack(code: u8, bits: u8) -> Option<Self> {
        TABLE.iter().find(|line| (line.4, line.5) == (code, bits)).map(|line| line.0)
    }

    /// From a buffer's format in this machine's byte order and the bytes of an item; `l` is one of two kinds.
    pub(super) fn of_format(format: &[u8], item_bytes: usize) -> Option<Self> {
        let letter = match format {
            [letter] | [b'@' | b'=' | b'<', letter] => *letter,
            _ => return None,
        };
        let found = match letter {
            b'l' if item_bytes == 8 => Self::Int64,
            b'l' => Self::Int32,
            _ => TABLE.iter().find(|line| line.2.to_bytes() == [letter])?.0,
        };
        (found.bytes() == item_bytes).then_some(found)
    }
}
