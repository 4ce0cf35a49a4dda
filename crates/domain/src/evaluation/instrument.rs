//! What raters are asked: items about dimensions (competencies or values) on one anchored scale.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::Serialize;

use crate::legal::{Label, LegalReference};
use crate::people::id::{CompetencyCode, FrameworkId, ItemId};
use crate::period::EffectivePeriod;

/// A point of the scale with its meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Anchor {
    /// The number answered.
    pub value: Decimal,
    /// Short name (`Selalu`).
    pub label: Label,
    /// What it looks like.
    pub description: Label,
}

/// The answer scale. Only the anchored values may be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Scale {
    /// Lowest value.
    pub minimum: Decimal,
    /// Highest value.
    pub maximum: Decimal,
    /// The words for "not observed", which is an answer but never a number.
    pub not_observed: Label,
    /// Every value that may be answered, from low to high.
    pub anchors: Vec<Anchor>,
}

/// Something rated: a competency of a framework or a value such as *Akuntabel*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Dimension {
    /// Code of the competency or value.
    pub code: CompetencyCode,
    /// Its name.
    pub label: Label,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// What it is about.
    pub dimension: CompetencyCode,
    /// The sentence raters read.
    pub text: Label,
    /// Asked only about people who lead others.
    pub leaders_only: bool,
}

/// The parts of an instrument as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct InstrumentParts {
    /// Id (`berakhlak`).
    pub id: String,
    /// Version of the wording.
    pub version: String,
    /// Title.
    pub title: Label,
    /// What raters read first, anonymity included.
    pub instruction: Label,
    /// When it may be used.
    pub effective: EffectivePeriod,
    /// Legal basis, where there is one.
    pub reference: Option<LegalReference>,
    /// The framework its dimensions are competencies of.
    pub framework: Option<FrameworkId>,
    /// The scale.
    pub scale: Scale,
    /// Dimensions in the order shown.
    pub dimensions: Vec<Dimension>,
    /// Items in the order shown.
    pub items: Vec<Item>,
}

/// A questionnaire that can be used: every item has a dimension, every dimension an item, the scale is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Instrument {
    #[serde(flatten)]
    parts: InstrumentParts,
    /// Place of each item's dimension, in the order of the items.
    #[serde(skip)]
    dimension_of: Vec<usize>,
    #[serde(skip)]
    place_of: BTreeMap<ItemId, usize>,
}

/// What is wrong with an instrument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InstrumentProblem {
    /// No items at all.
    NoItems,
    /// The lowest value is not below the highest.
    EmptyScale {
        /// Lowest value.
        minimum: Decimal,
        /// Highest value.
        maximum: Decimal,
    },
    /// A value too far from 0 for an answer scale.
    FarAway {
        /// The value.
        found: Decimal,
    },
    /// Fewer than two anchors, anchors out of order, or the first and last are not the ends of the scale.
    Anchors {
        /// The values found, in their order.
        found: Vec<Decimal>,
    },
    /// The same id twice.
    Repeated {
        /// The item or dimension.
        id: String,
    },
    /// An item about something that is not a dimension.
    UnknownDimension {
        /// The item.
        item: ItemId,
        /// What it names.
        dimension: CompetencyCode,
    },
    /// A dimension nobody asks about.
    NoItemFor {
        /// The dimension.
        dimension: CompetencyCode,
    },
}

impl InstrumentProblem {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            InstrumentProblem::NoItems => "no-items",
            InstrumentProblem::EmptyScale { .. } => "empty-range",
            InstrumentProblem::FarAway { .. } => "number-out-of-range",
            InstrumentProblem::Anchors { .. } => "anchors-not-whole",
            InstrumentProblem::Repeated { .. } => "duplicate-code",
            InstrumentProblem::UnknownDimension { .. } => "unknown-dimension",
            InstrumentProblem::NoItemFor { .. } => "dimension-without-item",
        }
    }

    /// The sentence.
    pub fn message(&self) -> Label {
        match self {
            InstrumentProblem::NoItems => Label::new(
                "instrumen tidak memuat satu butir pun, diharapkan sedikitnya satu",
                "the instrument has no items, expected at least one",
            ),
            InstrumentProblem::EmptyScale { minimum, maximum } => Label::new(
                format!("skala dari {minimum} sampai {maximum}, diharapkan nilai terendah di bawah nilai tertinggi"),
                format!("the scale runs from {minimum} to {maximum}, expected the lowest value below the highest"),
            ),
            InstrumentProblem::FarAway { found } => Label::new(
                format!("skala memuat {found}, diharapkan -1000 sampai 1000 dengan paling banyak 4 angka di belakang koma"),
                format!("the scale holds {found}, expected -1000 to 1000 with at most 4 decimal places"),
            ),
            InstrumentProblem::Anchors { found } => {
                let shown = found.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                Label::new(
                    format!("tingkat jawaban `{shown}`, diharapkan sedikitnya dua, urut naik, dari nilai terendah sampai tertinggi skala"),
                    format!(
                        "the answer values are `{shown}`, expected at least two, rising, from the lowest to the highest value of the scale"
                    ),
                )
            }
            InstrumentProblem::Repeated { id } => {
                Label::new(format!("`{id}` ditulis dua kali, diharapkan sekali"), format!("`{id}` is written twice, expected once"))
            }
            InstrumentProblem::UnknownDimension { item, dimension } => Label::new(
                format!("butir `{item}` menyebut dimensi `{dimension}` yang tidak ada"),
                format!("item `{item}` names the unknown dimension `{dimension}`"),
            ),
            InstrumentProblem::NoItemFor { dimension } => Label::new(
                format!("dimensi `{dimension}` tidak memiliki butir, diharapkan sedikitnya satu"),
                format!("dimension `{dimension}` has no item, expected at least one"),
            ),
        }
    }
}

impl Instrument {
    /// Checks the parts.
    ///
    /// # Errors
    /// Every [`InstrumentProblem`] found.
    pub fn try_new(parts: InstrumentParts) -> Result<Instrument, Vec<InstrumentProblem>> {
        let mut problems = Vec::new();
        let scale = &parts.scale;
        if scale.minimum >= scale.maximum {
            problems.push(InstrumentProblem::EmptyScale { minimum: scale.minimum, maximum: scale.maximum });
        }
        let ends = [scale.minimum, scale.maximum];
        for found in ends.into_iter().chain(scale.anchors.iter().map(|anchor| anchor.value)) {
            if found.abs() > Decimal::ONE_THOUSAND || found.normalize().scale() > 4 {
                problems.push(InstrumentProblem::FarAway { found });
            }
        }
        let values: Vec<Decimal> = scale.anchors.iter().map(|anchor| anchor.value).collect();
        let whole = values.len() >= 2
            && values.windows(2).all(|pair| pair[0] < pair[1])
            && values.first() == Some(&scale.minimum)
            && values.last() == Some(&scale.maximum);
        if !whole {
            problems.push(InstrumentProblem::Anchors { found: values });
        }
        if parts.items.is_empty() {
            problems.push(InstrumentProblem::NoItems);
        }
        let mut dimensions = BTreeMap::new();
        for (place, dimension) in parts.dimensions.iter().enumerate() {
            if dimensions.insert(dimension.code.clone(), place).is_some() {
                problems.push(InstrumentProblem::Repeated { id: dimension.code.to_string() });
            }
        }
        let mut place_of = BTreeMap::new();
        let mut dimension_of = Vec::new();
        for (place, item) in parts.items.iter().enumerate() {
            if place_of.insert(item.id.clone(), place).is_some() {
                problems.push(InstrumentProblem::Repeated { id: item.id.to_string() });
            }
            match dimensions.get(&item.dimension) {
                Some(dimension) => dimension_of.push(*dimension),
                None => problems.push(InstrumentProblem::UnknownDimension { item: item.id.clone(), dimension: item.dimension.clone() }),
            }
        }
        let asked: BTreeSet<usize> = dimension_of.iter().copied().collect();
        for (place, dimension) in parts.dimensions.iter().enumerate() {
            if !asked.contains(&place) {
                problems.push(InstrumentProblem::NoItemFor { dimension: dimension.code.clone() });
            }
        }
        if problems.is_empty() { Ok(Instrument { parts, dimension_of, place_of }) } else { Err(problems) }
    }

    /// The parts, as checked.
    pub fn parts(&self) -> &InstrumentParts {
        &self.parts
    }

    /// The scale.
    pub fn scale(&self) -> &Scale {
        &self.parts.scale
    }

    /// Dimensions in the order shown.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.parts.dimensions
    }

    /// Items in the order shown.
    pub fn items(&self) -> &[Item] {
        &self.parts.items
    }

    /// Place of an item in [`Instrument::items`].
    pub fn place_of(&self, item: &ItemId) -> Option<usize> {
        self.place_of.get(item).copied()
    }

    /// Place of the dimension an item is about.
    pub fn dimension_of(&self, item: usize) -> Option<usize> {
        self.dimension_of.get(item).copied()
    }

    /// Whether an item is asked about somebody.
    pub fn is_asked(&self, item: usize, leads: bool) -> bool {
        self.parts.items.get(item).is_some_and(|item| leads || !item.leaders_only)
    }
}
