//! A cursor over the bytes. Nothing is copied and nothing is reserved; every refusal says where.
use super::Rejection;
use crate::field::all_canonical;

pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// A reader of a part that begins at `at` of the whole: places are told in the whole.
    pub(crate) fn part(whole: &'a [u8], part: std::ops::Range<usize>) -> Self {
        Self { bytes: whole.get(..part.end).unwrap_or_default(), at: part.start }
    }

    pub(crate) fn malformed(&self, what: &'static str) -> Rejection {
        Rejection::Malformed { at: self.at, what }
    }

    pub(crate) fn position(&self) -> usize {
        self.at
    }

    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], Rejection> {
        let end = self.at.checked_add(length);
        let Some(taken) = end.and_then(|end| self.bytes.get(self.at..end)) else {
            return Err(self.malformed("the proof ends early"));
        };
        self.at += length;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Rejection> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Rejection> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, Rejection> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Rejection> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Rejection> {
        self.array().map(u64::from_le_bytes)
    }

    /// These bytes and no others.
    pub(crate) fn expect(&mut self, expected: &[u8], what: &'static str) -> Result<(), Rejection> {
        let begin = self.at;
        let found = self.take(expected.len())?;
        match found.iter().zip(expected).position(|(found, expected)| found != expected) {
            None => Ok(()),
            Some(i) => Err(Rejection::Malformed { at: begin + i, what }),
        }
    }

    /// winterfell's variable-length integer: as many zeros at the low end of the first byte as there are bytes after it, then a one.
    /// Only the shortest encoding of `expected` is taken.
    pub(crate) fn varint(&mut self, expected: usize, what: &'static str) -> Result<(), Rejection> {
        let (encoded, length) = encode_varint(expected as u64);
        self.expect(encoded.get(..length).unwrap_or_default(), what)
    }

    /// A varint that is the shortest encoding of what it says, at most `max`.
    pub(crate) fn varint_up_to(&mut self, max: usize, what: &'static str) -> Result<usize, Rejection> {
        let begin = self.at;
        let refused = Rejection::Malformed { at: begin, what };
        let first = *self.bytes.get(begin).ok_or_else(|| self.malformed("the proof ends early"))?;
        let length = first.trailing_zeros() as usize + 1;
        let value = if length == 9 {
            self.take(1)?;
            u64::from_le_bytes(self.array()?)
        } else {
            let mut encoded = [0; 8];
            encoded.iter_mut().zip(self.take(length)?).for_each(|(to, from)| *to = *from);
            u64::from_le_bytes(encoded) >> length
        };
        match usize::try_from(value) {
            Ok(value) if value <= max && encode_varint(value as u64).1 == self.at - begin => Ok(value),
            _ => Err(refused),
        }
    }

    /// `count` canonical elements of the base field.
    pub(crate) fn elements(&mut self, count: usize) -> Result<&'a [u8], Rejection> {
        let begin = self.at;
        let bytes = self.take(count * crate::field::ELEMENT_BYTES)?;
        if !all_canonical(bytes) {
            return Err(Rejection::Malformed { at: begin, what: "a field element is not below p" });
        }
        Ok(bytes)
    }

    pub(crate) fn end(&self) -> Result<(), Rejection> {
        if self.at == self.bytes.len() { Ok(()) } else { Err(self.malformed("bytes after the end")) }
    }
}

/// The shortest encoding and its length.
fn encode_varint(value: u64) -> ([u8; 9], usize) {
    let length = (0..9).find(|&more| value >> (7 * (more + 1)) == 0 || more == 8).unwrap_or(8) + 1;
    let mut encoded = [0; 9];
    if length == 9 {
        encoded.iter_mut().skip(1).zip(value.to_le_bytes()).for_each(|(to, from)| *to = from);
    } else {
        let bits = (value << length) | (1 << (length - 1));
        encoded.iter_mut().zip(bits.to_le_bytes()).for_each(|(to, from)| *to = from);
    }
    (encoded, length as usize)
}

#[cfg(test)]
mod tests {
    use winter_utils::Serializable;

    use super::*;

    #[test]
    fn varints_are_winterfells() {
        let around = (0..64).flat_map(|k| [1_u64 << k, (1 << k) - 1, (1 << k) + 1]).chain([u64::MAX]);
        for value in around {
            let (encoded, length) = encode_varint(value);
            assert_eq!(encoded[..length], (value as usize).to_bytes(), "{value}");
            let mut reader = Reader::new(&encoded[..length]);
            assert_eq!(reader.varint_up_to(usize::MAX, "").unwrap(), value as usize);
            reader.end().unwrap();
        }
    }

    #[test]
    fn longer_varints_are_refused() {
        assert!(Reader::new(&[0b10, 0]).varint_up_to(9, "").is_err(), "0 in two bytes");
        assert!(Reader::new(&[0, 1, 0, 0, 0, 0, 0, 0, 0]).varint_up_to(9, "").is_err(), "1 in nine bytes");
        assert!(Reader::new(&[0, 1]).varint_up_to(9, "").is_err(), "cut");
        assert!(Reader::new(&[0b1111]).varint_up_to(6, "").is_err(), "7 above the bound");
    }
}
