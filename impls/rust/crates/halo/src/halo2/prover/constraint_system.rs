//! What a key fixes of a circuit, read from its text: gates, queries, the permutation's columns, lookups.
//!
//! ```text
//! degree            d = max(3, 2 + deg input + deg table (at least 4) of each lookup, deg gate, the minimum asked for)
//! quotient pieces   d − 1: h(X) has degree below (d − 1)·n
//! permutation       d − 2 columns a set
//! blinding rows     b = max(3, most queries to one advice column) + 2
//! ```
use pasta_curves::Fp;

use super::debug_text::{Tree, unexpected};
use crate::halo2::Error;

/// What fills a column: the circuit, the prover, or the statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Fixed,
    Advice,
    Instance,
}

/// A column.
pub type Column = (Kind, usize);

/// A column at a row relative to the current one: rotation r means the value at ω^r·X.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Query {
    pub column: Column,
    pub rotation: i32,
}

/// A polynomial in the queried cells.
#[derive(Debug, Clone)]
pub enum Expression {
    Constant(Fp),
    Cell(Query),
    Negated(Box<Self>),
    Sum(Box<[Self; 2]>),
    Product(Box<[Self; 2]>),
    Scaled(Box<Self>, Fp),
}

/// Each row of the inputs is a row of the table.
#[derive(Debug, Clone)]
pub struct Lookup {
    pub inputs: Vec<Expression>,
    pub table: Vec<Expression>,
}

/// All of it.
#[derive(Debug, Clone)]
pub struct ConstraintSystem {
    pub log_rows: u32,
    pub log_coset: u32,
    pub fixed_columns: usize,
    pub advice_columns: usize,
    pub gates: Vec<Expression>,
    pub fixed_queries: Vec<Query>,
    pub advice_queries: Vec<Query>,
    pub instance_queries: Vec<Query>,
    pub permutation: Vec<Column>,
    pub lookups: Vec<Lookup>,
    /// Fixed columns of constants.
    pub constants: Vec<usize>,
    minimum_degree: usize,
}

impl ConstraintSystem {
    /// Of a pinned key's text.
    pub fn of_key(text: &str) -> Result<Self, Error> {
        let key = Tree::parse(text)?;
        let (domain, cs) = (key.field("domain")?, key.field("cs")?);
        let queries = |name: &str| cs.field(name)?.items()?.map(query).collect::<Result<_, Error>>();
        let minimum = cs.field("minimum_degree")?;
        Ok(Self {
            log_rows: domain.field("k")?.integer()?,
            log_coset: domain.field("extended_k")?.integer()?,
            fixed_columns: cs.field("num_fixed_columns")?.integer()?,
            advice_columns: cs.field("num_advice_columns")?.integer()?,
            gates: expressions(cs.field("gates")?)?,
            fixed_queries: queries("fixed_queries")?,
            advice_queries: queries("advice_queries")?,
            instance_queries: queries("instance_queries")?,
            permutation: cs.field("permutation")?.field("columns")?.items()?.map(column).collect::<Result<_, _>>()?,
            lookups: cs.field("lookups")?.items()?.map(lookup).collect::<Result<_, _>>()?,
            constants: cs.field("constants")?.items()?.map(|c| Ok(column(c)?.1)).collect::<Result<_, Error>>()?,
            minimum_degree: if minimum.name() == "None" { 1 } else { minimum.tuple::<1>()?[0].integer()? },
        })
    }

    /// n.
    pub fn rows(&self) -> usize {
        1 << self.log_rows
    }

    /// d.
    pub fn degree(&self) -> usize {
        let gates = self.gates.iter().map(Expression::degree);
        gates.chain(self.lookups.iter().map(Lookup::degree)).fold(self.minimum_degree.max(3), usize::max)
    }

    /// How many polynomials of n coefficients the quotient is.
    pub fn quotient_pieces(&self) -> usize {
        self.degree() - 1
    }

    /// How many columns share a product.
    pub fn columns_a_set(&self) -> usize {
        self.degree() - 2
    }

    /// b.
    pub fn blinding_rows(&self) -> usize {
        let asked = |column| self.advice_queries.iter().filter(|query| query.column == (Kind::Advice, column)).count();
        (0..self.advice_columns).map(asked).fold(3, usize::max) + 2
    }

    /// The rows that a circuit can use; the row after them is *last*.
    pub fn usable_rows(&self) -> usize {
        self.rows().saturating_sub(self.blinding_rows() + 1)
    }
}

impl Expression {
    fn degree(&self) -> usize {
        match self {
            Self::Constant(_) => 0,
            Self::Cell(_) => 1,
            Self::Negated(a) | Self::Scaled(a, _) => a.degree(),
            Self::Sum(both) => both.iter().map(Self::degree).fold(0, usize::max),
            Self::Product(both) => both.iter().map(Self::degree).sum(),
        }
    }
}

impl Lookup {
    /// Of (1 − l_last − l_blind)·z(X)·(input + β)·(table + γ), or of the other side, 4.
    fn degree(&self) -> usize {
        let most = |of: &[Expression]| of.iter().map(Expression::degree).fold(1, usize::max);
        (2 + most(&self.inputs) + most(&self.table)).max(4)
    }
}

fn kind(name: &str) -> Result<Kind, Error> {
    match name {
        "Fixed" => Ok(Kind::Fixed),
        "Advice" => Ok(Kind::Advice),
        "Instance" => Ok(Kind::Instance),
        other => Err(unexpected(other)),
    }
}

fn column(tree: &Tree<'_>) -> Result<Column, Error> {
    Ok((kind(tree.field("column_type")?.name())?, tree.field("index")?.integer()?))
}

fn rotation(tree: &Tree<'_>) -> Result<i32, Error> {
    let [rotation] = tree.tuple()?;
    rotation.integer()
}

fn query(tree: &Tree<'_>) -> Result<Query, Error> {
    let [of, at] = tree.tuple()?;
    Ok(Query { column: column(of)?, rotation: rotation(at)? })
}

fn lookup(tree: &Tree<'_>) -> Result<Lookup, Error> {
    Ok(Lookup {
        inputs: expressions(tree.field("input_expressions")?)?,
        table: expressions(tree.field("table_expressions")?)?,
    })
}

fn expressions(tree: &Tree<'_>) -> Result<Vec<Expression>, Error> {
    tree.items()?.map(expression).collect()
}

fn expression(tree: &Tree<'_>) -> Result<Expression, Error> {
    let both = || {
        let [a, b] = tree.tuple()?;
        Ok::<_, Error>(Box::new([expression(a)?, expression(b)?]))
    };
    match tree.name() {
        "Constant" => Ok(Expression::Constant(tree.tuple::<1>()?[0].element()?)),
        "Negated" => Ok(Expression::Negated(expression(tree.tuple::<1>()?[0])?.into())),
        "Sum" => Ok(Expression::Sum(both()?)),
        "Product" => Ok(Expression::Product(both()?)),
        "Scaled" => {
            let [a, factor] = tree.tuple()?;
            Ok(Expression::Scaled(expression(a)?.into(), factor.element()?))
        }
        name => {
            let column = (kind(name)?, tree.field("column_index")?.integer()?);
            Ok(Expression::Cell(Query { column, rotation: rotation(tree.field("rotation")?)? }))
        }
    }
}
