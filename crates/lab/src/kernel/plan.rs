//! Typed trees to operations over the columns of one segment.
//!
//! What a column holds decides how it is worked on: a comparison with a number that nobody's value reaches is a constant, sums take the
//! narrowest integers that hold every sum there can be. Equal operations are one, across all policies of a kernel. A part that has no
//! operation is answered person by person by the functions that decide one person, and goes on as a column.

use std::collections::HashMap;
use std::sync::Arc;

use jenjang::policy::decide::{PolicyOnDate, value_of};
use jenjang::policy::expression::evaluate::Truth;
use jenjang::policy::expression::node::{Node, NodeKind};
use jenjang::policy::scale::Scale;
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};

use super::lanes::Lane;
use super::operation::{
    Binary, Blanks, ColumnId, Half, MaskId, MaskInfo, MaskOp, Operand, Program, Step, Test, VectorId, VectorInfo, VectorOp,
};
use crate::column::{Column, Meaning, Shape};
use crate::segment::Segment;

mod compare;
mod lists;
mod missing;
mod policy;
mod tables;
mod truths;
mod values;

pub(super) use policy::{Outcome, PolicyPlan};

/// A part has no operation: it is answered person by person.
#[derive(Clone, Copy, Debug)]
pub(super) struct NoOperation;

/// What an integer register stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number { places: u32 },
    Date,
    Months,
    Days,
    Choice(Arc<Scale>),
    Text(Arc<[Arc<str>]>),
}

impl Kind {
    /// As the meaning of a column.
    pub(super) fn meaning(&self) -> Meaning {
        match self {
            Kind::Number { places } => Meaning::Number { places: *places },
            Kind::Date => Meaning::Date,
            Kind::Months => Meaning::Months,
            Kind::Days => Meaning::Days,
            Kind::Choice(scale) => Meaning::Choice(Arc::clone(scale)),
            Kind::Text(texts) => Meaning::Text(Arc::clone(texts)),
        }
    }
}

/// What is asked of an integer, before it is known whether anybody's reaches the limit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) half: Half,
    pub(super) limit: i128,
    pub(super) inverted: bool,
    pub(super) equality: bool,
}

/// An integer register and what it stands for.
#[derive(Clone, Debug)]
pub(super) struct Vector {
    pub(super) id: VectorId,
    pub(super) kind: Kind,
}

/// A variable of a quantifier or filter.
#[derive(Clone, Copy, Debug)]
pub(super) enum Local<'n> {
    /// An item of a column of lists.
    Column(ColumnId),
    /// An item that is written out.
    Node(&'n Node),
}

/// Where trees are planned: which policy they belong to, and the variables bound around them, outermost first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope<'s, 'n> {
    pub(super) policy: &'n PolicyOnDate,
    pub(super) locals: &'s [Local<'n>],
    /// The total, inside the bands of a score.
    pub(super) score: Option<&'s Vector>,
    pub(super) depth: u32,
}

impl<'n> Scope<'n, 'n> {
    pub(super) fn of(policy: &'n PolicyOnDate) -> Scope<'n, 'n> {
        Scope { policy, locals: &[], score: None, depth: 0 }
    }
}

/// How deep derivations, definitions and policies are followed.
const DEPTH_LIMIT: u32 = 48;

/// Builds a program for a segment.
pub(super) struct Planner<'k> {
    pub(super) program: Program,
    segment: &'k Segment,
    facts: &'k [FactIndex],
    masks: HashMap<MaskKey, MaskId>,
    vectors: HashMap<VectorKey, VectorId>,
    columns: HashMap<(FactIndex, Option<u16>), ColumnId>,
    answered: HashMap<(usize, usize), ColumnId>,
    definitions: HashMap<(usize, u8, u16), Planned>,
    totals: HashMap<usize, Option<Vector>>,
    outcomes: HashMap<usize, MaskId>,
}

type MaskKey = MaskOp;
type VectorKey = (VectorOp, Lane);

/// What a definition, table or tie-breaker became.
#[derive(Clone, Debug)]
pub(super) enum Planned {
    Mask(MaskId),
    Vector(Vector),
}

impl<'k> Planner<'k> {
    pub(super) fn new(segment: &'k Segment, facts: &'k [FactIndex]) -> Planner<'k> {
        Planner {
            program: Program::default(),
            segment,
            facts,
            masks: HashMap::new(),
            vectors: HashMap::new(),
            columns: HashMap::new(),
            answered: HashMap::new(),
            definitions: HashMap::new(),
            totals: HashMap::new(),
            outcomes: HashMap::new(),
        }
    }

    /// Whether no part was answered person by person.
    pub(super) fn is_columnar(&self) -> bool {
        self.answered.is_empty()
    }

    /// The truth of a tree.
    pub(super) fn mask(&mut self, scope: Scope<'_, 'k>, node: &'k Node) -> Result<MaskId, NoOperation> {
        if scope.depth > DEPTH_LIMIT {
            return Err(NoOperation);
        }
        let deeper = Scope { depth: scope.depth + 1, ..scope };
        match self.truth(deeper, node) {
            Ok(mask) => Ok(mask),
            Err(NoOperation) => {
                let column = self.one_by_one(scope, node)?;
                self.truth_column(column)
            }
        }
    }

    /// The integers of a tree that is no truth value.
    pub(super) fn vector(&mut self, scope: Scope<'_, 'k>, node: &'k Node) -> Result<Vector, NoOperation> {
        if scope.depth > DEPTH_LIMIT {
            return Err(NoOperation);
        }
        let deeper = Scope { depth: scope.depth + 1, ..scope };
        match self.value(deeper, node) {
            Ok(vector) => Ok(vector),
            Err(NoOperation) => {
                let column = self.one_by_one(scope, node)?;
                self.load(column, &node.ty)
            }
        }
    }

    /// Answers a tree person by person and keeps the answers as a column.
    fn one_by_one(&mut self, scope: Scope<'_, 'k>, node: &'k Node) -> Result<ColumnId, NoOperation> {
        // the bands of a score read its total, which a person decided by himself would not show here
        if scope.score.is_some() || !stands_alone(node) {
            return Err(NoOperation);
        }
        let key = (std::ptr::from_ref(scope.policy) as usize, std::ptr::from_ref(node) as usize);
        if let Some(known) = self.answered.get(&key) {
            return Ok(*known);
        }
        let mut dossier = jenjang::policy::dossier::Dossier::new(Arc::clone(self.segment.catalogue()), scope.policy.as_of());
        let values = (0..self.segment.len()).map(|place| {
            self.segment.fill(&mut dossier, self.facts, place);
            value_of(scope.policy, &dossier, node)
        });
        let values: Vec<Value> = values.collect();
        let id = self.add_column(Arc::new(Column::of(&node.ty, values)));
        self.answered.insert(key, id);
        Ok(id)
    }

    fn add_column(&mut self, column: Arc<Column>) -> ColumnId {
        self.program.columns.push(column);
        ColumnId(u32::try_from(self.program.columns.len() - 1).unwrap_or(u32::MAX))
    }

    pub(super) fn column(&self, id: ColumnId) -> &Column {
        &self.program.columns[id.0 as usize]
    }

    /// The column of a fact as given, before any derivation.
    fn fact_column(&mut self, fact: FactIndex) -> ColumnId {
        if let Some(known) = self.columns.get(&(fact, None)) {
            return *known;
        }
        let column = self.segment.fact(fact).map_or_else(|| Arc::new(Column::silent(self.segment.len())), Arc::clone);
        let id = self.add_column(column);
        self.columns.insert((fact, None), id);
        id
    }

    pub(super) fn constant(&mut self, truth: Truth) -> MaskId {
        self.add_mask(MaskOp::Constant(truth.into()), MaskInfo { missing: truth == Truth::Missing, none: truth == Truth::None })
    }

    /// The truth values of a column.
    fn truth_column(&mut self, id: ColumnId) -> Result<MaskId, NoOperation> {
        let column = self.column(id);
        let blank = MaskInfo { missing: column.missing.is_some(), none: column.none.is_some() };
        match &column.shape {
            // a column in which everybody said no has nothing to test
            Shape::Narrow { meaning: Meaning::Boolean, greatest: 0, .. } => {
                let no = self.constant(Truth::False);
                Ok(self.under(Blanks::Column(id), no))
            }
            Shape::Narrow { meaning: Meaning::Boolean, .. } => Ok(self.add_mask(MaskOp::Truth(id), blank)),
            _ => Err(NoOperation),
        }
    }

    /// The integers of a column.
    fn load(&mut self, id: ColumnId, ty: &Type) -> Result<Vector, NoOperation> {
        let column = self.column(id);
        let Shape::Narrow { meaning, least, greatest, .. } = &column.shape else { return Err(NoOperation) };
        let nobody = is_blank(column);
        let (least, greatest) = (*least, *greatest);
        let kind = match (meaning, ty) {
            (Meaning::Number { places }, _) => Kind::Number { places: *places },
            (Meaning::Date, _) => Kind::Date,
            (Meaning::Months, _) => Kind::Months,
            (Meaning::Days, _) => Kind::Days,
            (Meaning::Choice(scale), _) => Kind::Choice(Arc::clone(scale)),
            (Meaning::Text(texts), _) => Kind::Text(Arc::clone(texts)),
            // nobody has a value to tell the kind from
            (Meaning::Boolean, ty) if nobody => kind_of(ty)?,
            (Meaning::Boolean, _) => return Err(NoOperation),
        };
        let info = VectorInfo {
            lane: Lane::holding(least, greatest),
            least,
            greatest,
            missing: column.missing.is_some(),
            none: column.none.is_some(),
        };
        Ok(Vector { id: self.add_vector(VectorOp::Load(id), info), kind })
    }

    pub(super) fn add_mask(&mut self, operation: MaskOp, info: MaskInfo) -> MaskId {
        if let Some(known) = self.masks.get(&operation) {
            return *known;
        }
        let id = MaskId(u32::try_from(self.program.masks.len()).unwrap_or(u32::MAX));
        // constants are set once and for all, before the first block
        if !matches!(operation, MaskOp::Constant(_)) {
            self.program.steps.push(Step::Mask(id));
        }
        self.program.masks.push((operation.clone(), info));
        self.masks.insert(operation, id);
        id
    }

    pub(super) fn add_vector(&mut self, operation: VectorOp, info: VectorInfo) -> VectorId {
        let key = (operation, info.lane);
        if let Some(known) = self.vectors.get(&key) {
            return *known;
        }
        let id = VectorId(u32::try_from(self.program.vectors.len()).unwrap_or(u32::MAX));
        if !matches!(key.0, VectorOp::Number(_) | VectorOp::Blank { .. }) {
            self.program.steps.push(Step::Vector(id));
        }
        self.program.vectors.push((key.0.clone(), info));
        self.vectors.insert(key, id);
        id
    }

    fn truth_of(&self, id: MaskId) -> Option<Truth> {
        use super::operation::TruthKey;
        match self.program.masks.get(id.0 as usize) {
            Some((MaskOp::Constant(truth), _)) => Some(match truth {
                TruthKey::True => Truth::True,
                TruthKey::False => Truth::False,
                TruthKey::None => Truth::None,
                TruthKey::Missing => Truth::Missing,
            }),
            _ => None,
        }
    }

    /// All of these.
    pub(super) fn all(&mut self, parts: Vec<MaskId>) -> MaskId {
        let mut kept: Vec<MaskId> = Vec::with_capacity(parts.len());
        for part in parts {
            match self.truth_of(part) {
                Some(Truth::True) => {}
                Some(Truth::False) => return part,
                _ if kept.contains(&part) => {}
                _ => kept.push(part),
            }
        }
        match kept.as_slice() {
            [] => self.constant(Truth::True),
            [only] => *only,
            _ => {
                let info = self.join(&kept);
                self.add_mask(MaskOp::And(kept), info)
            }
        }
    }

    /// Any of these.
    pub(super) fn any(&mut self, parts: Vec<MaskId>) -> MaskId {
        let mut kept: Vec<MaskId> = Vec::with_capacity(parts.len());
        for part in parts {
            match self.truth_of(part) {
                Some(Truth::False) => {}
                Some(Truth::True) => return part,
                _ if kept.contains(&part) => {}
                _ => kept.push(part),
            }
        }
        match kept.as_slice() {
            [] => self.constant(Truth::False),
            [only] => *only,
            _ => {
                let info = self.join(&kept);
                self.add_mask(MaskOp::Or(kept), info)
            }
        }
    }

    fn join(&self, parts: &[MaskId]) -> MaskInfo {
        parts
            .iter()
            .map(|part| self.program.mask(*part))
            .fold(MaskInfo::default(), |all, one| MaskInfo { missing: all.missing || one.missing, none: all.none || one.none })
    }

    pub(super) fn not(&mut self, part: MaskId) -> MaskId {
        match self.truth_of(part) {
            Some(truth) => self.constant(truth.not()),
            None => {
                let info = self.program.mask(part);
                self.add_mask(MaskOp::Not(part), info)
            }
        }
    }

    /// None as no.
    pub(super) fn settled(&mut self, part: MaskId) -> MaskId {
        let info = self.program.mask(part);
        if info.none { self.add_mask(MaskOp::Settled(part), MaskInfo { none: false, ..info }) } else { part }
    }

    /// A mask where somebody else's blanks come first.
    pub(super) fn under(&mut self, of: Blanks, part: MaskId) -> MaskId {
        let (outer, inner) = (self.program.blanks(of), self.program.mask(part));
        if !outer.missing && !outer.none {
            return part;
        }
        let info = MaskInfo { missing: outer.missing || inner.missing, none: outer.none || inner.none };
        self.add_mask(MaskOp::Under(of, part), info)
    }

    /// A test of a register; constant where everybody's value lies on one side.
    pub(super) fn test_vector(&mut self, id: VectorId, asked: Asked) -> MaskId {
        let info = self.program.vector(id);
        self.test(asked, (info.least, info.greatest), Blanks::Vector(id), |test| MaskOp::Vector(id, test))
    }

    fn test_column(&mut self, id: ColumnId, asked: Asked) -> Result<MaskId, NoOperation> {
        let Shape::Narrow { base, least, greatest, .. } = &self.column(id).shape else { return Err(NoOperation) };
        let (base, bounds) = (*base, (*least, *greatest));
        Ok(self.test(asked, bounds, Blanks::Column(id), |test| MaskOp::Column(id, Test { limit: test.limit.wrapping_sub(base), ..test })))
    }

    fn test(&mut self, asked: Asked, (least, greatest): (i64, i64), of: Blanks, operation: impl FnOnce(Test) -> MaskOp) -> MaskId {
        let Asked { half, limit, inverted, equality } = asked;
        let blank = self.program.blanks(of);
        let holds = match half {
            Half::AtLeast if limit <= least.into() => Some(true),
            Half::AtLeast if limit > greatest.into() => Some(false),
            Half::Equal if limit < least.into() || limit > greatest.into() => Some(false),
            Half::Equal if least == greatest => Some(true),
            _ => None,
        };
        match (holds, i64::try_from(limit)) {
            (None, Ok(limit)) => {
                let info = MaskInfo { missing: blank.missing, none: blank.none && !equality };
                self.add_mask(operation(Test { half, limit, inverted, equality }), info)
            }
            (holds, _) => self.same_for_all(holds.unwrap_or(false), inverted, equality, of),
        }
    }

    /// The answer of everybody who has a value is the same.
    fn same_for_all(&mut self, holds: bool, inverted: bool, equality: bool, of: Blanks) -> MaskId {
        let blank = self.program.blanks(of);
        let same = self.constant((holds != inverted).into());
        if !equality || !blank.none {
            return self.under(of, same);
        }
        // who has none is unequal to every number
        let none = self.add_mask(MaskOp::IsNone(of), MaskInfo { missing: blank.missing, none: false });
        let not_none = self.not(none);
        match (inverted, holds != inverted) {
            (true, true) => self.any(vec![none, not_none]),
            (true, false) => none,
            (false, true) => not_none,
            (false, false) => self.all(vec![none, not_none]),
        }
    }

    /// Nobody has a value.
    pub(super) fn blank(&mut self, missing: bool) -> VectorId {
        let info = VectorInfo { lane: Lane::I8, least: 0, greatest: 0, missing, none: !missing };
        self.add_vector(VectorOp::Blank { missing }, info)
    }

    /// The same integers in a lane.
    pub(super) fn cast(&mut self, id: VectorId, lane: Lane) -> VectorId {
        let info = self.program.vector(id);
        if info.lane == lane { id } else { self.add_vector(VectorOp::Cast(id), VectorInfo { lane, ..info }) }
    }

    fn bounds(&self, operand: Operand) -> VectorInfo {
        match operand {
            Operand::Vector(id) => self.program.vector(id),
            Operand::Number(n) => VectorInfo { lane: Lane::holding(n, n), least: n, greatest: n, missing: false, none: false },
        }
    }

    /// A register of one number is that number.
    fn plain(&self, operand: Operand) -> Operand {
        match operand {
            Operand::Vector(id) => match self.program.vectors.get(id.0 as usize) {
                Some((VectorOp::Number(n), _)) => Operand::Number(*n),
                _ => operand,
            },
            number @ Operand::Number(_) => number,
        }
    }

    fn cast_operand(&mut self, operand: Operand, lane: Lane) -> Operand {
        match operand {
            Operand::Vector(id) => Operand::Vector(self.cast(id, lane)),
            number @ Operand::Number(_) => number,
        }
    }

    /// An operation of two, in the narrowest lane that holds both sides and every result.
    pub(super) fn binary(&mut self, operation: Binary, a: Operand, b: Operand) -> Result<Operand, NoOperation> {
        let (a, b) = (self.plain(a), self.plain(b));
        let (left, right) = (self.bounds(a), self.bounds(b));
        let (al, ag, bl, bg) = (i128::from(left.least), i128::from(left.greatest), i128::from(right.least), i128::from(right.greatest));
        let (least, greatest) = match operation {
            Binary::Add => (al + bl, ag + bg),
            Binary::Subtract => (al - bg, ag - bl),
            Binary::Multiply => {
                let products = [al * bl, al * bg, ag * bl, ag * bg];
                (products.into_iter().min().unwrap_or(0), products.into_iter().max().unwrap_or(0))
            }
            Binary::Min => (al.min(bl), ag.min(bg)),
            Binary::Max => (al.max(bl), ag.max(bg)),
        };
        let (Ok(least), Ok(greatest)) = (i64::try_from(least), i64::try_from(greatest)) else { return Err(NoOperation) };
        if let (Operand::Number(_), Operand::Number(_)) = (a, b) {
            return Ok(Operand::Number(least));
        }
        let lane = Lane::holding(least, greatest).max(left.lane).max(right.lane);
        let (a, b) = (self.cast_operand(a, lane), self.cast_operand(b, lane));
        let info = VectorInfo { lane, least, greatest, missing: left.missing || right.missing, none: left.none || right.none };
        Ok(Operand::Vector(self.add_vector(VectorOp::Binary(operation, a, b), info)))
    }

    /// One where the mask holds, else the other.
    pub(super) fn select(&mut self, mask: MaskId, a: Operand, b: Operand) -> VectorId {
        let (a, b) = (self.plain(a), self.plain(b));
        let (left, right, condition) = (self.bounds(a), self.bounds(b), self.program.mask(mask));
        let lane = left.lane.max(right.lane);
        let (a, b) = (self.cast_operand(a, lane), self.cast_operand(b, lane));
        let info = VectorInfo {
            lane,
            least: left.least.min(right.least),
            greatest: left.greatest.max(right.greatest),
            missing: left.missing || right.missing || condition.missing,
            none: left.none || right.none,
        };
        self.add_vector(VectorOp::Select(mask, a, b), info)
    }

    /// A register where somebody else's blanks come first.
    pub(super) fn vector_under(&mut self, of: Blanks, id: VectorId) -> VectorId {
        let (outer, inner) = (self.program.blanks(of), self.program.vector(id));
        if !outer.missing && !outer.none {
            return id;
        }
        let info = VectorInfo { missing: outer.missing || inner.missing, none: outer.none || inner.none, ..inner };
        self.add_vector(VectorOp::Under(of, id), info)
    }

    /// A register, missing where a mask holds.
    pub(super) fn hidden(&mut self, id: VectorId, mask: MaskId) -> VectorId {
        if self.truth_of(mask) == Some(Truth::False) {
            return id;
        }
        let info = VectorInfo { missing: true, ..self.program.vector(id) };
        self.add_vector(VectorOp::Hide(id, mask), info)
    }

    /// A register, made of a number where it is one.
    pub(super) fn as_vector(&mut self, operand: Operand) -> VectorId {
        match operand {
            Operand::Vector(id) => id,
            Operand::Number(n) => {
                let info = VectorInfo { lane: Lane::holding(n, n), least: n, greatest: n, missing: false, none: false };
                self.add_vector(VectorOp::Number(n), info)
            }
        }
    }
}

/// Whether nobody has a value.
fn is_blank(column: &Column) -> bool {
    let count = |bits: &Option<crate::bits::Bits>| bits.as_ref().map_or(0, crate::bits::Bits::count);
    count(&column.missing) + count(&column.none) == column.len() as u64
}

/// The kind of a type's integers.
fn kind_of(ty: &Type) -> Result<Kind, NoOperation> {
    Ok(match ty {
        Type::Number(_) => Kind::Number { places: 0 },
        Type::Date => Kind::Date,
        Type::Months => Kind::Months,
        Type::Days => Kind::Days,
        Type::Choice(scale) => Kind::Choice(Arc::clone(scale)),
        Type::Text => Kind::Text(Arc::from([])),
        _ => return Err(NoOperation),
    })
}

/// Whether a tree reads no variable bound outside it, and no score.
fn stands_alone(node: &Node) -> bool {
    fn free(node: &Node, bound: u8) -> bool {
        match &node.kind {
            NodeKind::Local(index) => *index >= bound,
            NodeKind::Score => true,
            NodeKind::Quantified(_, list, body) | NodeKind::Filter(list, body) => free(list, bound) || free(body, bound + 1),
            _ => node.children().into_iter().any(|child| free(child, bound)),
        }
    }
    // variables count from the outermost binder, so inside another binder this one's variable is not the first
    !free(node, 0)
}
