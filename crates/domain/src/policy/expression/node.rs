//! The typed tree: what decisions, checks, plain-language texts, columns and SQL all read.

use std::sync::Arc;

use crate::policy::diagnostic::Span;
use crate::policy::types::Type;
use crate::policy::value::{FactIndex, Value};

/// A typed expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// The type of its value.
    pub ty: Type,
    /// Where it stands in its file.
    pub span: Span,
}

/// A comparison operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// The operator as written.
    pub fn as_str(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::NotEqual => "!=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        }
    }

    /// The operator with its sides exchanged: `a < b` is `b > a`.
    #[must_use]
    pub fn flipped(self) -> Comparison {
        match self {
            Comparison::Less => Comparison::Greater,
            Comparison::LessOrEqual => Comparison::GreaterOrEqual,
            Comparison::Greater => Comparison::Less,
            Comparison::GreaterOrEqual => Comparison::LessOrEqual,
            same => same,
        }
    }

    /// The operator that holds exactly where this one does not.
    #[must_use]
    pub fn negated(self) -> Comparison {
        match self {
            Comparison::Equal => Comparison::NotEqual,
            Comparison::NotEqual => Comparison::Equal,
            Comparison::Less => Comparison::GreaterOrEqual,
            Comparison::LessOrEqual => Comparison::Greater,
            Comparison::Greater => Comparison::LessOrEqual,
            Comparison::GreaterOrEqual => Comparison::Less,
        }
    }

    /// Whether the operator accepts this ordering of left and right.
    pub fn accepts(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Comparison::Equal => ordering.is_eq(),
            Comparison::NotEqual => ordering.is_ne(),
            Comparison::Less => ordering.is_lt(),
            Comparison::LessOrEqual => ordering.is_le(),
            Comparison::Greater => ordering.is_gt(),
            Comparison::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

/// An arithmetic operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `**`
    Power,
}

impl Arithmetic {
    /// The operator as written.
    pub fn as_str(self) -> &'static str {
        match self {
            Arithmetic::Add => "+",
            Arithmetic::Subtract => "-",
            Arithmetic::Multiply => "*",
            Arithmetic::Divide => "/",
            Arithmetic::Power => "**",
        }
    }
}

/// One alternative of `x in (…)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InTest {
    /// `>= c`, or a bare `c` as equality.
    Compare(Comparison, Node),
    /// A range written out: `[a..b)`. An absent end is open.
    Range {
        /// Lower end and whether it belongs.
        low: Option<(Node, bool)>,
        /// Upper end and whether it belongs.
        high: Option<(Node, bool)>,
    },
    /// A list or range valued expression: membership.
    Member(Node),
}

/// Quantifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// At least one.
    Some,
    /// All.
    Every,
}

/// A function of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each variant is the function of the same name in docs/policy-format.md")]
pub enum Function {
    Abs,
    Floor,
    Ceiling,
    Modulo,
    Even,
    Odd,
    Decimal,
    RoundUp,
    RoundDown,
    RoundHalfUp,
    RoundHalfDown,
    Count,
    Sum,
    Min,
    Max,
    Mean,
    Median,
    All,
    Any,
    ListContains,
    Sublist,
    Append,
    Concatenate,
    Remove,
    Reverse,
    IndexOf,
    Union,
    DistinctValues,
    InsertBefore,
    Flatten,
    Date,
    Duration,
    YearsAndMonthsDuration,
    YearsBetween,
    MonthsBetween,
    DaysBetween,
    DayOfYear,
    /// The property `.year` of a date, or `.years` of a duration.
    Year,
    /// The property `.month` of a date, or `.months` of a duration.
    Month,
    /// The property `.day` of a date, or `.days` of a day duration.
    Day,
    Successor,
    Predecessor,
    StepsBetween,
    StringLength,
    UpperCase,
    LowerCase,
    Contains,
    StartsWith,
    EndsWith,
    Substring,
    SubstringBefore,
    SubstringAfter,
    String,
    Number,
    Range,
}

/// What a typed expression is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A literal, or a folded part.
    Constant(Value),
    /// A fact of the dossier (its derivation where it is not given).
    Fact(FactIndex),
    /// The day decided for.
    AsOf,
    /// `parameters[i]` of the policy.
    Parameter(u16),
    /// `definitions[i]` of the policy.
    Definition(u16),
    /// `tables[i]` of the policy (decision tables and bands).
    Table(u16),
    /// The rounded total of a score policy, inside its own bands.
    Score,
    /// The result of another policy for the same person and day.
    Outcome(Arc<str>),
    /// A quantifier variable or `item`, counted from the outermost binder.
    Local(u8),
    /// `not(x)`
    Not(Box<Node>),
    /// All of them, at least two.
    And(Vec<Node>),
    /// Any of them, at least two.
    Or(Vec<Node>),
    /// `left op right`. `x = null` asks *is none*.
    Compare(Comparison, Box<Node>, Box<Node>),
    /// `x between a and b`, both ends included.
    Between(Box<Node>, Box<Node>, Box<Node>),
    /// `x in (…)`
    In(Box<Node>, Vec<InTest>),
    /// `left op right`
    Arithmetic(Arithmetic, Box<Node>, Box<Node>),
    /// `-x`
    Negate(Box<Node>),
    /// `if c then a else b`
    If(Box<Node>, Box<Node>, Box<Node>),
    /// `some x in list satisfies c`; the variable is the next local.
    Quantified(Quantifier, Box<Node>, Box<Node>),
    /// `list[condition over item]`; `item` is the next local.
    Filter(Box<Node>, Box<Node>),
    /// `list[n]`, from 1; negative from the end.
    Item(Box<Node>, Box<Node>),
    /// `[a, b, c]`
    List(Vec<Node>),
    /// A range as a value. An absent end is open; the flag says whether the end belongs.
    Range {
        /// Lower end.
        low: Option<(Box<Node>, bool)>,
        /// Upper end.
        high: Option<(Box<Node>, bool)>,
    },
    /// A function call, arguments in declared order; optional ones may be absent at the end.
    Call(Function, Vec<Node>),
}

impl Node {
    /// A constant without a place.
    pub fn constant(value: Value, ty: Type, span: Span) -> Node {
        Node { kind: NodeKind::Constant(value), ty, span }
    }

    /// Calls `visit` on this node and every node below it, parents first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Node)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }

    /// The nodes directly below this one, in reading order.
    pub fn children(&self) -> Vec<&Node> {
        match &self.kind {
            NodeKind::Constant(_)
            | NodeKind::Fact(_)
            | NodeKind::AsOf
            | NodeKind::Parameter(_)
            | NodeKind::Definition(_)
            | NodeKind::Table(_)
            | NodeKind::Score
            | NodeKind::Outcome(_)
            | NodeKind::Local(_) => Vec::new(),
            NodeKind::Not(x) | NodeKind::Negate(x) => vec![x],
            NodeKind::And(items) | NodeKind::Or(items) | NodeKind::List(items) | NodeKind::Call(_, items) => items.iter().collect(),
            NodeKind::Compare(_, a, b)
            | NodeKind::Arithmetic(_, a, b)
            | NodeKind::Quantified(_, a, b)
            | NodeKind::Filter(a, b)
            | NodeKind::Item(a, b) => vec![a, b],
            NodeKind::Between(a, b, c) | NodeKind::If(a, b, c) => vec![a, b, c],
            NodeKind::In(x, tests) => {
                let mut children: Vec<&Node> = vec![x];
                for test in tests {
                    match test {
                        InTest::Compare(_, node) | InTest::Member(node) => children.push(node),
                        InTest::Range { low, high } => children.extend(low.iter().chain(high).map(|(node, _)| node)),
                    }
                }
                children
            }
            NodeKind::Range { low, high } => low.iter().chain(high).map(|(node, _)| &**node).collect(),
        }
    }
}
