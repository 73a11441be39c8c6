//! The manifest's JSON, read as it must be written: no spaces, keys in order, integers and strings in their one form.
//!
//! The keys of every object are known beforehand, so nothing generic is built: the reader states what comes next.
use super::error::{Result, malformed};

/// A place in the manifest.
pub(super) struct Text<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Text<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    /// Steps over `expected` if it comes next.
    pub(super) fn accept(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected.as_bytes());
        self.at += if found { expected.len() } else { 0 };
        found
    }

    /// `expected` must come next.
    pub(super) fn expect(&mut self, expected: &str) -> Result<()> {
        if self.accept(expected) {
            return Ok(());
        }
        let found = self.rest().get(..24).unwrap_or(self.rest()).escape_ascii();
        Err(malformed(format!("byte {} of the manifest: expected {expected}, found {found}", self.at)))
    }

    pub(super) fn end(&self) -> Result<()> {
        if self.rest().is_empty() { Ok(()) } else { Err(malformed("something follows the manifest's last bracket")) }
    }

    /// `[`, items with commas between them, `]`.
    pub(super) fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let mut items = Vec::new();
        self.expect("[")?;
        if self.accept("]") {
            return Ok(items);
        }
        loop {
            items.push(item(self)?);
            if self.accept("]") {
                return Ok(items);
            }
            self.expect(",")?;
        }
    }

    /// An integer of at most 63 bits and a sign, in its one form.
    pub(super) fn integer(&mut self) -> Result<i64> {
        let length = self.rest().iter().take_while(|c| matches!(c, b'-' | b'0'..=b'9')).count();
        let digits = self.rest().get(..length).unwrap_or_default();
        let text = std::str::from_utf8(digits).unwrap_or_default();
        match text.parse::<i64>() {
            Ok(value) if value != i64::MIN && value.to_string() == text => {
                self.at += length;
                Ok(value)
            }
            _ => Err(malformed(format!("byte {} of the manifest: expected an integer of at most 63 bits", self.at))),
        }
    }

    /// A string in its one form: ASCII, everything else escaped.
    pub(super) fn string(&mut self) -> Result<String> {
        let start = self.at;
        self.expect("\"")?;
        let mut units: Vec<u16> = Vec::new(); // UTF-16, as the escapes are
        loop {
            let Some(byte) = self.peek() else { return Err(malformed("a string without end in the manifest")) };
            self.at += 1;
            match byte {
                b'"' => break,
                b'\\' => units.push(self.escape()?),
                b' '..=b'~' => units.push(u16::from(byte)),
                _ => return Err(malformed(format!("byte {} of the manifest is not plain ASCII", self.at - 1))),
            }
        }
        let text = String::from_utf16(&units).map_err(|_| malformed("half a surrogate pair in the manifest"))?;
        if quoted(&text).as_bytes() != self.bytes.get(start..self.at).unwrap_or_default() {
            return Err(malformed(format!("byte {start} of the manifest: a string that is not in its one form")));
        }
        Ok(text)
    }

    fn escape(&mut self) -> Result<u16> {
        let kind = self.peek();
        self.at += 1;
        let code = match kind {
            Some(c @ (b'"' | b'\\')) => Some(u16::from(c)),
            Some(b'n') => Some(10),
            Some(b'r') => Some(13),
            Some(b't') => Some(9),
            Some(b'b') => Some(8),
            Some(b'f') => Some(12),
            Some(b'u') => {
                let digits = self.rest().get(..4).and_then(|digits| std::str::from_utf8(digits).ok());
                self.at += 4;
                digits.filter(|d| !d.starts_with('+')).and_then(|digits| u16::from_str_radix(digits, 16).ok())
            }
            _ => None,
        };
        code.ok_or_else(|| malformed(format!("byte {} of the manifest: no such escape", self.at)))
    }
}

/// A JSON string in ASCII, as Python's `json.dumps` writes it.
pub(super) fn quoted(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + 2);
    result.push('"');
    for c in text.chars() {
        match c {
            '"' => result.push_str("\\\""),
            '\\' => result.push_str("\\\\"),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            '\u{8}' => result.push_str("\\b"),
            '\u{c}' => result.push_str("\\f"),
            ' '..='~' => result.push(c),
            _ => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| result.push_str(&format!("\\u{unit:04x}"))),
        }
    }
    result.push('"');
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back_and_have_one_form() {
        for text in ["", "a\"b\\c/d", "\n\r\t\u{8}\u{c}\u{1}\u{7f}", "é, 漢 and 🦀"] {
            let encoded = quoted(text);
            assert!(encoded.is_ascii());
            assert_eq!(Text::new(encoded.as_bytes()).string().as_deref(), Ok(text));
        }
        assert_eq!(quoted("é🦀\u{7f}"), "\"\\u00e9\\ud83e\\udd80\\u007f\"");
        for text in [
            "\"\\u0041\"",
            "\"\\/\"",
            "\"\\u00E9\"",
            "\"\\ud800\"",
            "\"é\"",
            "\"a",
            "\"\\",
            "\"\\u+0e9\"",
            "\"\\x\"",
            "\"\u{1}\"",
        ] {
            assert!(Text::new(text.as_bytes()).string().is_err(), "{text}");
        }
    }

    #[test]
    fn integers_have_one_form() {
        for (text, value) in [("0", 0), ("-1", -1), ("9223372036854775807", i64::MAX), ("12,", 12)] {
            assert_eq!(Text::new(text.as_bytes()).integer(), Ok(value));
        }
        for text in ["", "-", "-0", "01", "+1", "9223372036854775808", "-9223372036854775808", "1-1", "true", "\"1\""] {
            assert!(Text::new(text.as_bytes()).integer().is_err(), "{text}");
        }
    }
}
