//! Rust's `{:?}` as a tree: what halo2 shows of its keys it shows in this form alone.
//!
//! ```text
//! value := "…" | 0x… | integer | [value, …] | (value, …) | Name | Name(value, …) | Name { field: value, … }
//! ```
use ff::PrimeField;
use pasta_curves::Fp;

use crate::halo2::Error;

/// A value, its words still in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree<'a> {
    /// A number, an element, a name without items.
    Word(&'a str),
    /// A list, a tuple, or the fields of a struct, with their names where they have any.
    Items { name: &'a str, items: Vec<(&'a str, Tree<'a>)> },
}

/// That the text is not what this crate's halo2 writes, which no key shows.
pub fn unexpected(what: &str) -> Error {
    Error::Halo2(format!("a key's text: {what}"))
}

impl<'a> Tree<'a> {
    /// Of a whole text.
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        let mut rest = text;
        let tree = value(&mut rest)?;
        if rest.is_empty() { Ok(tree) } else { Err(unexpected("more than one value")) }
    }

    /// The field of a struct.
    pub fn field(&self, wanted: &str) -> Result<&Self, Error> {
        let found = self.all()?.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, tree)| tree).ok_or_else(|| unexpected(wanted))
    }

    fn all(&self) -> Result<&[(&'a str, Self)], Error> {
        match self {
            Self::Items { items, .. } => Ok(items),
            Self::Word(word) => Err(unexpected(word)),
        }
    }

    /// The items of a list or tuple.
    pub fn items(&self) -> Result<impl Iterator<Item = &Self>, Error> {
        Ok(self.all()?.iter().map(|(_, tree)| tree))
    }

    /// The items of a tuple of N.
    pub fn tuple<const N: usize>(&self) -> Result<[&Self; N], Error> {
        let items: Vec<&Self> = self.items()?.collect();
        items.try_into().map_err(|_| unexpected("a tuple of another length"))
    }

    /// The name of a tuple, a struct or a value without items.
    pub fn name(&self) -> &'a str {
        match self {
            Self::Word(name) | Self::Items { name, .. } => name,
        }
    }

    /// An integer.
    pub fn integer<T: std::str::FromStr>(&self) -> Result<T, Error> {
        self.name().parse().map_err(|_| unexpected(self.name()))
    }

    /// A field element.
    pub fn element(&self) -> Result<Fp, Error> {
        element(self.name()).ok_or_else(|| unexpected(self.name()))
    }
}

/// 0x and 64 digits, the highest first.
pub fn element(word: &str) -> Option<Fp> {
    let digits = word.strip_prefix("0x").filter(|digits| digits.len() == 64)?;
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().rev().zip(digits.as_bytes().chunks_exact(2)) {
        *byte = pair.iter().try_fold(0, |byte, digit| Some(byte << 4 | char::from(*digit).to_digit(16)? as u8))?;
    }
    Fp::from_repr(bytes).into()
}

/// What is before the first character that belongs to no word.
fn word<'a>(rest: &mut &'a str) -> &'a str {
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    *rest = after;
    word
}

fn take(rest: &mut &str, literal: &str) -> bool {
    rest.strip_prefix(literal).map(|after| *rest = after).is_some()
}

fn value<'a>(rest: &mut &'a str) -> Result<Tree<'a>, Error> {
    if take(rest, "\"") {
        let (text, after) = rest.split_once('"').ok_or_else(|| unexpected("a string without end"))?;
        *rest = after;
        return Ok(Tree::Word(text));
    }
    let name = word(rest);
    let (closing, named) = match () {
        () if take(rest, "[") => ("]", false),
        () if take(rest, "(") => (")", false),
        () if take(rest, " { ") => (" }", true),
        () if name.is_empty() => return Err(unexpected(rest.get(..20).unwrap_or(rest))),
        () => return Ok(Tree::Word(name)),
    };
    let mut items = Vec::new();
    while !take(rest, closing) {
        if !items.is_empty() && !take(rest, ", ") {
            return Err(unexpected("items without a comma"));
        }
        let field = if named { word(rest) } else { "" };
        if named && !take(rest, ": ") {
            return Err(unexpected("a field without a value"));
        }
        items.push((field, value(rest)?));
    }
    Ok(Tree::Items { name, items })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ff::Field;

    #[test]
    fn what_rust_writes_is_read() {
        #[derive(Debug)]
        #[expect(dead_code, reason = "written by Debug")]
        struct Shown {
            list: Vec<(i32, Option<Fp>)>,
            empty: [u8; 0],
            text: &'static str,
        }
        let shown = Shown { list: vec![(-3, Some(-Fp::ONE)), (4, None)], empty: [], text: "0x, [" };
        let text = format!("{shown:?}");
        let tree = Tree::parse(&text).unwrap();
        assert_eq!(tree.name(), "Shown");
        let list: Vec<_> = tree.field("list").unwrap().items().unwrap().collect();
        let [[a, b], [c, d]] = [list[0], list[1]].map(|pair| pair.tuple().unwrap());
        assert_eq!((a.integer::<i32>().unwrap(), c.integer::<i32>().unwrap()), (-3, 4));
        assert_eq!(b.tuple::<1>().unwrap()[0].element().unwrap(), -Fp::ONE);
        assert_eq!(d, &Tree::Word("None"));
        assert_eq!(tree.field("empty").unwrap().items().unwrap().count(), 0);
        assert_eq!(tree.field("text").unwrap(), &Tree::Word("0x, ["));
        assert!(tree.field("other").is_err());
        for cut in "Shown ".len()..text.len() {
            assert!(Tree::parse(&text[..cut]).is_err(), "{cut}");
        }
    }
}
