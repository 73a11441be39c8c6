//! Expressions as one list of operations, each subexpression once, carried out on blocks of points.
use std::collections::HashMap;

use ff::Field;
use pasta_curves::Fp;

use super::{
    columns::Columns,
    constraint_system::{Expression, Kind, Query},
};

/// Points that are worked on at once; a coset has at least so many.
pub const BLOCK: usize = 32;
/// Values at consecutive points.
pub type Block = [Fp; BLOCK];

/// The columns' values at all points.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    pub fixed: &'a Columns,
    pub advice: &'a Columns,
    pub instance: &'a Columns,
    /// Points from a row to the next.
    pub step: usize,
}

impl<'a> Table<'a> {
    /// A column.
    pub fn column(&self, (kind, index): (Kind, usize)) -> &'a [Fp] {
        let columns = match kind {
            Kind::Fixed => self.fixed,
            Kind::Advice => self.advice,
            Kind::Instance => self.instance,
        };
        columns.get(index).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The values `shift` points after `first` and on; after the last point comes the first.
pub fn load(column: &[Fp], first: usize, shift: isize) -> Block {
    let mut block = [Fp::ZERO; BLOCK];
    let start = (first as isize + shift).rem_euclid((column.len() as isize).max(1)) as usize;
    let (before, after) = column.split_at(start.min(column.len()));
    block.iter_mut().zip(after.iter().chain(before)).for_each(|(to, value)| *to = *value);
    block
}

/// f at each point.
pub fn map2(a: &Block, b: &Block, f: impl Fn(&Fp, &Fp) -> Fp) -> Block {
    let mut out = *a;
    out.iter_mut().zip(b).for_each(|(to, b)| *to = f(to, b));
    out
}

/// The operands are earlier results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Operation {
    Constant(usize),
    Cell(Query),
    Negate(usize),
    Add(usize, usize),
    Subtract(usize, usize),
    Multiply(usize, usize),
}

/// Operations in an order in which they can be carried out.
#[derive(Debug, Default)]
pub struct Program {
    operations: Vec<Operation>,
    constants: Vec<Fp>,
    known: HashMap<Operation, usize>,
}

impl Program {
    /// Where the values of these expressions will be.
    pub fn add_all(&mut self, expressions: &[Expression]) -> Vec<usize> {
        expressions.iter().map(|expression| self.add(expression)).collect()
    }

    fn add(&mut self, expression: &Expression) -> usize {
        let operation = match expression {
            Expression::Constant(value) => self.constant(value),
            Expression::Cell(query) => Operation::Cell(*query),
            Expression::Negated(a) => Operation::Negate(self.add(a)),
            Expression::Sum(both) => match both.as_ref() {
                [a, Expression::Negated(b)] => Operation::Subtract(self.add(a), self.add(b)),
                [a, b] => Operation::Add(self.add(a), self.add(b)),
            },
            Expression::Product(both) => {
                let [a, b] = both.as_ref();
                Operation::Multiply(self.add(a), self.add(b))
            }
            Expression::Scaled(a, factor) => {
                let (a, factor) = (self.add(a), self.constant(factor));
                Operation::Multiply(a, self.place(factor))
            }
        };
        self.place(operation)
    }

    fn constant(&mut self, value: &Fp) -> Operation {
        let index = self.constants.iter().position(|known| known == value).unwrap_or_else(|| {
            self.constants.push(*value);
            self.constants.len() - 1
        });
        Operation::Constant(index)
    }

    fn place(&mut self, operation: Operation) -> usize {
        let operations = &mut self.operations;
        *self.known.entry(operation).or_insert_with(|| {
            operations.push(operation);
            operations.len() - 1
        })
    }

    /// Memory for the results, the constants in their places.
    pub fn registers(&self) -> Vec<Block> {
        let constant = |operation: &Operation| match operation {
            Operation::Constant(index) => self.constants.get(*index).copied().unwrap_or_default(),
            _ => Fp::ZERO,
        };
        self.operations.iter().map(|operation| [constant(operation); BLOCK]).collect()
    }

    /// All results for the points from `first` on.
    pub fn run(&self, table: &Table<'_>, first: usize, registers: &mut [Block]) {
        const NOTHING: Block = [Fp::ZERO; BLOCK];
        for (index, operation) in self.operations.iter().enumerate() {
            let (done, rest) = registers.split_at_mut(index.min(registers.len()));
            let at = |index: &usize| done.get(*index).unwrap_or(&NOTHING);
            let Some(to) = rest.first_mut() else { return };
            *to = match operation {
                Operation::Constant(_) => continue,
                Operation::Cell(query) => {
                    load(table.column(query.column), first, query.rotation as isize * table.step as isize)
                }
                Operation::Negate(a) => map2(at(a), at(a), |a, _| -a),
                Operation::Add(a, b) => map2(at(a), at(b), |a, b| a + b),
                Operation::Subtract(a, b) => map2(at(a), at(b), |a, b| a - b),
                Operation::Multiply(a, b) if a == b => map2(at(a), at(a), |a, _| a.square()),
                Operation::Multiply(a, b) => map2(at(a), at(b), |a, b| a * b),
            };
        }
    }
}

/// Σ factor^(m−1−i)·register_i, the places' values folded.
pub fn folded(registers: &[Block], places: &[usize], factor: &Fp) -> Block {
    let mut total = [Fp::ZERO; BLOCK];
    for (i, block) in places.iter().filter_map(|place| registers.get(*place)).enumerate() {
        total = if i == 0 { *block } else { map2(&total, block, |total, value| total * factor + value) };
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Stream;
    use Expression::{Cell, Constant, Negated, Product, Scaled, Sum};

    const SIZE: usize = 2 * BLOCK;

    fn at(expression: &Expression, columns: &Columns, point: usize) -> Fp {
        match expression {
            Constant(value) => *value,
            Cell(query) => {
                columns[query.column.1][(point + SIZE).wrapping_add_signed(query.rotation as isize * 4) % SIZE]
            }
            Negated(a) => -at(a, columns, point),
            Sum(both) => at(&both[0], columns, point) + at(&both[1], columns, point),
            Product(both) => at(&both[0], columns, point) * at(&both[1], columns, point),
            Scaled(a, factor) => at(a, columns, point) * factor,
        }
    }

    #[test]
    fn is_what_the_expressions_are_at_each_point() {
        let mut stream = Stream::new(&[3; 32]);
        let columns: Columns = (0..3).map(|_| (0..SIZE).map(|_| stream.scalar()).collect()).collect();
        let cell = |index: usize, rotation| Cell(Query { column: (Kind::Advice, index), rotation });
        let a = Sum(Box::new([cell(0, -1), Negated(Box::new(cell(1, 1)))]));
        let b = Product(Box::new([a.clone(), a.clone()]));
        let c = Sum(Box::new([Scaled(Box::new(b.clone()), Fp::from(9)), Constant(Fp::from(9))]));
        let d = Negated(Box::new(Product(Box::new([c.clone(), cell(2, 0)]))));
        let all = [a, b, c, d];
        let mut program = Program::default();
        let places = program.add_all(&all);
        // Two cells, −, ², a constant, ·, +, the third cell, ·, −: what occurs again is not done again.
        assert_eq!(program.operations.len(), 10);
        let table = Table { fixed: &Vec::new(), advice: &columns, instance: &Vec::new(), step: 4 };
        let mut registers = program.registers();
        for first in [0, BLOCK] {
            program.run(&table, first, &mut registers);
            for i in 0..BLOCK {
                let expected: Vec<Fp> = all.iter().map(|one| at(one, &columns, first + i)).collect();
                assert_eq!(places.iter().map(|place| registers[*place][i]).collect::<Vec<_>>(), expected);
                let powers = [27, 9, 3, 1].map(Fp::from);
                let sum: Fp = expected.iter().zip(powers).map(|(value, power)| value * power).sum();
                assert_eq!(folded(&registers, &places, &Fp::from(3))[i], sum);
            }
        }
    }
}
