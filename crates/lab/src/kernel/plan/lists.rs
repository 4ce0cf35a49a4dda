//! Lists: a column for each place, and who has so many.

use jenjang::policy::expression::evaluate::Truth;
use jenjang::policy::expression::node::{Comparison, Function, Node, NodeKind, Quantifier};
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use rust_decimal::prelude::ToPrimitive;
use std::sync::Arc;

use super::{Asked, Kind, Local, NoOperation, Planner, Scope, Vector, kind_of};
use crate::column::{Column, Data, Meaning, Shape};
use crate::kernel::operation::{Blanks, ColumnId, Half, MaskId, Operand};

/// A column of lists, opened.
struct Opened {
    list: ColumnId,
    lengths: ColumnId,
    items: Vec<ColumnId>,
}

impl<'k> Planner<'k> {
    /// The places of a list fact.
    fn open(&mut self, scope: Scope<'_, 'k>, list: &Node) -> Result<Opened, NoOperation> {
        let NodeKind::Fact(fact) = list.kind else { return Err(NoOperation) };
        let id = self.fact_column(fact);
        if scope.policy.policy().catalogue.fact(fact).derive.is_some() && self.column(id).missing.is_some() {
            return Err(NoOperation);
        }
        let (items, lengths) = match &self.column(id).shape {
            Shape::Lists { items, lengths } => (items.clone(), lengths.clone()),
            _ if super::is_blank(self.column(id)) => (Vec::new(), vec![0_u16; self.column(id).len()].into()),
            _ => return Err(NoOperation),
        };
        let place = |place: usize| u16::try_from(place).map(Some).map_err(|_| NoOperation);
        let mut opened = Opened { list: id, lengths: id, items: Vec::with_capacity(items.len()) };
        for (at, item) in items.into_iter().enumerate() {
            let key = (fact, place(at)?);
            let id = match self.columns.get(&key) {
                Some(id) => *id,
                None => self.add_column(Arc::new(item)),
            };
            self.columns.insert(key, id);
            opened.items.push(id);
        }
        let key = (fact, Some(u16::MAX));
        opened.lengths = match self.columns.get(&key) {
            Some(id) => *id,
            None => {
                let (least, greatest) = lengths.iter().fold((u16::MAX, 0), |(least, most), length| (least.min(*length), most.max(*length)));
                let shape = Shape::Narrow {
                    meaning: Meaning::Number { places: 0 },
                    data: Data::U16(lengths),
                    base: 0,
                    least: least.min(greatest).into(),
                    greatest: greatest.into(),
                };
                self.add_column(Arc::new(Column { shape, missing: None, none: None }))
            }
        };
        self.columns.insert(key, opened.lengths);
        Ok(opened)
    }

    /// Whose list has more than so many items.
    fn longer(&mut self, opened: &Opened, than: usize) -> Result<MaskId, NoOperation> {
        let limit = i128::try_from(than).map_err(|_| NoOperation)? + 1;
        self.test_column(opened.lengths, Asked { half: Half::AtLeast, limit, inverted: false, equality: false })
    }

    /// `some x in list satisfies …`, `every x in list satisfies …`
    pub(super) fn quantified(
        &mut self,
        scope: Scope<'_, 'k>,
        quantifier: Quantifier,
        list: &'k Node,
        body: &'k Node,
    ) -> Result<MaskId, NoOperation> {
        let mut answers = Vec::new();
        if let NodeKind::List(items) = &list.kind {
            for item in items {
                answers.push(self.inside(scope, Local::Node(item), body)?);
            }
            return Ok(self.joined_answers(quantifier, answers));
        }
        let opened = self.open(scope, list)?;
        for (at, item) in opened.items.iter().enumerate() {
            let there = self.longer(&opened, at)?;
            let answer = self.inside(scope, Local::Column(*item), body)?;
            answers.push(match quantifier {
                Quantifier::Some => self.all(vec![there, answer]),
                Quantifier::Every => {
                    let absent = self.not(there);
                    self.any(vec![absent, answer])
                }
            });
        }
        let answer = self.joined_answers(quantifier, answers);
        Ok(self.under(Blanks::Column(opened.list), answer))
    }

    fn joined_answers(&mut self, quantifier: Quantifier, answers: Vec<MaskId>) -> MaskId {
        match quantifier {
            Quantifier::Some => self.any(answers),
            Quantifier::Every => self.all(answers),
        }
    }

    /// The body of a binder for one item.
    fn inside(&mut self, scope: Scope<'_, 'k>, item: Local<'k>, body: &'k Node) -> Result<MaskId, NoOperation> {
        let locals: Vec<Local<'k>> = scope.locals.iter().copied().chain([item]).collect();
        self.mask(Scope { locals: &locals, ..scope }, body)
    }

    /// The place `list[n]` means, from 0.
    fn place(index: &Node) -> Result<usize, NoOperation> {
        match &index.kind {
            NodeKind::Constant(Value::Number(n)) if n.is_integer() => n.to_usize().and_then(|n| n.checked_sub(1)).ok_or(NoOperation),
            _ => Err(NoOperation),
        }
    }

    /// `list[n]`
    pub(super) fn item(&mut self, scope: Scope<'_, 'k>, list: &'k Node, index: &Node, ty: &Type) -> Result<Vector, NoOperation> {
        let place = Self::place(index)?;
        let opened = self.open(scope, list)?;
        let none = self.blank(false);
        let (id, kind) = match opened.items.get(place) {
            Some(item) => {
                let item = self.load(*item, ty)?;
                let there = self.longer(&opened, place)?;
                (self.select(there, Operand::Vector(item.id), Operand::Vector(none)), item.kind)
            }
            None => (none, kind_of(ty)?),
        };
        Ok(Vector { id: self.vector_under(Blanks::Column(opened.list), id), kind })
    }

    /// `list[n]` of truth values.
    pub(super) fn truth_item(&mut self, scope: Scope<'_, 'k>, list: &'k Node, index: &Node) -> Result<MaskId, NoOperation> {
        let place = Self::place(index)?;
        let opened = self.open(scope, list)?;
        let none = self.constant(Truth::None);
        let answer = match opened.items.get(place) {
            Some(item) => {
                let item = self.truth_column(*item)?;
                let there = self.longer(&opened, place)?;
                self.choose(there, item, none)
            }
            None => none,
        };
        Ok(self.under(Blanks::Column(opened.list), answer))
    }

    /// `list contains(list, x)`
    pub(super) fn contains(&mut self, scope: Scope<'_, 'k>, list: &'k Node, x: &'k Node) -> Result<MaskId, NoOperation> {
        let opened = self.open(scope, list)?;
        let Type::List { item: ty, .. } = &list.ty else { return Err(NoOperation) };
        if **ty != x.ty || matches!(**ty, Type::Boolean | Type::List { .. } | Type::Any) {
            return Err(NoOperation);
        }
        let mut answers = Vec::new();
        for (at, item) in opened.items.iter().enumerate() {
            let there = self.longer(&opened, at)?;
            let equal = match &x.kind {
                NodeKind::Constant(_) => self.item_equals(scope, *item, x)?,
                _ => {
                    let (item, x) = (self.load(*item, ty)?, self.vector(scope, x)?);
                    self.compare_vectors(Comparison::Equal, &item, &x)?
                }
            };
            answers.push(self.all(vec![there, equal]));
        }
        let answer = self.any(answers);
        Ok(self.under(Blanks::Column(opened.list), answer))
    }

    fn item_equals(&mut self, scope: Scope<'_, 'k>, item: ColumnId, constant: &'k Node) -> Result<MaskId, NoOperation> {
        let (item, x) = (self.load(item, &constant.ty)?, self.vector(scope, constant)?);
        self.compare_vectors(Comparison::Equal, &item, &x)
    }

    /// `count(list)`, `count(list[condition])`
    pub(super) fn count(&mut self, scope: Scope<'_, 'k>, list: &'k Node) -> Result<Vector, NoOperation> {
        let number = Kind::Number { places: 0 };
        let (source, condition) = match &list.kind {
            NodeKind::Filter(source, condition) => (&**source, Some(&**condition)),
            _ => (list, None),
        };
        let opened = self.open(scope, source)?;
        let mut total = Operand::Number(0);
        let mut missing = Vec::new();
        for (at, item) in opened.items.iter().enumerate() {
            let there = self.longer(&opened, at)?;
            let counted = match condition {
                Some(condition) => {
                    let answer = self.inside(scope, Local::Column(*item), condition)?;
                    // an item that is kept must be known for the list to be counted
                    self.all(vec![there, answer])
                }
                None => there,
            };
            let gap = self.is_missing(Blanks::Column(*item));
            missing.push(self.all(vec![counted, gap]));
            let one = self.select(counted, Operand::Number(1), Operand::Number(0));
            total = self.binary(crate::kernel::operation::Binary::Add, total, Operand::Vector(one))?;
        }
        let id = self.as_vector(total);
        let open = self.any(missing);
        let id = self.hidden(id, open);
        Ok(Vector { id: self.vector_under(Blanks::Column(opened.list), id), kind: number })
    }

    /// `sum(list)`, `min(list)`, `max(list)`
    pub(super) fn fold_list(&mut self, scope: Scope<'_, 'k>, function: Function, list: &'k Node) -> Result<Vector, NoOperation> {
        let opened = self.open(scope, list)?;
        let Type::List { item: ty, .. } = &list.ty else { return Err(NoOperation) };
        let mut so_far: Option<Vector> = None;
        for (at, item) in opened.items.iter().enumerate() {
            let item = self.load(*item, ty)?;
            let there = self.longer(&opened, at)?;
            let (with, without) = match &so_far {
                None => {
                    let none = self.blank(false);
                    (item.clone(), Vector { id: none, kind: item.kind })
                }
                Some(so_far) => {
                    let joined = self.joined(function, so_far, &item)?;
                    let (joined, so_far) = self.aligned(&joined, so_far)?;
                    (joined, so_far)
                }
            };
            let id = self.select(there, Operand::Vector(with.id), Operand::Vector(without.id));
            so_far = Some(Vector { id, kind: with.kind });
        }
        let vector = match so_far {
            Some(vector) => vector,
            None => Vector { id: self.blank(false), kind: kind_of(ty)? },
        };
        if function == Function::Sum && !matches!(vector.kind, Kind::Number { .. }) {
            return Err(NoOperation);
        }
        Ok(Vector { id: self.vector_under(Blanks::Column(opened.list), vector.id), kind: vector.kind })
    }
}
