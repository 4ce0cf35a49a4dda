//! What is wrong with a questionnaire, in sentences.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::questionnaire::{IndexMethod, MOST_OPTIONS, MOST_QUESTIONS};
use crate::legal::Label;
use crate::people::id::ItemId;

/// Which part of a questionnaire, counted from 0 in the order written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The whole.
    File,
    /// The thresholds.
    Release,
    /// A scale.
    Scale(Arc<str>),
    /// A question.
    Question(usize),
    /// An option of a question.
    Option(usize, usize),
    /// A condition of a question.
    Condition(usize, usize),
    /// A question named by an index.
    Index(usize, usize),
}

/// A problem and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionnaireProblem {
    /// Where.
    pub at: Place,
    /// What.
    pub fault: Fault,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No questions at all.
    NoQuestions,
    /// More questions than anybody answers.
    TooManyQuestions {
        /// How many.
        found: usize,
    },
    /// The same name twice.
    Repeated {
        /// The name.
        id: String,
    },
    /// Fewer people behind a figure than may be.
    Thresholds {
        /// Behind a mean.
        mean: u64,
        /// Behind a distribution.
        detail: u64,
    },
    /// A share that is none.
    Rate {
        /// What was found, in percent.
        found: Decimal,
    },
    /// A scale with fewer than two points, points out of order or far away.
    Points {
        /// The values.
        found: Vec<Decimal>,
    },
    /// A scale that is not there.
    UnknownScale {
        /// The question.
        question: ItemId,
        /// What it names.
        scale: Arc<str>,
    },
    /// Fewer than two options, or more than anybody reads.
    Options {
        /// The question.
        question: ItemId,
        /// How many.
        found: usize,
    },
    /// How many to choose does not fit the options.
    Counts {
        /// The question.
        question: ItemId,
        /// At least.
        at_least: usize,
        /// At most.
        at_most: usize,
        /// Options there are.
        options: usize,
    },
    /// Bounds of a number that hold nothing, or are too wide.
    Bounds {
        /// The question.
        question: ItemId,
        /// Lowest.
        minimum: Decimal,
        /// Highest.
        maximum: Decimal,
    },
    /// Room for no text, or too much.
    Length {
        /// The question.
        question: ItemId,
        /// Characters.
        found: usize,
    },
    /// A question that is not there.
    UnknownQuestion {
        /// What is named.
        found: ItemId,
    },
    /// A condition over the question itself or a later one.
    LooksForward {
        /// The question.
        question: ItemId,
        /// What it looks at.
        other: ItemId,
    },
    /// A test that does not fit the question looked at.
    WrongTest {
        /// The question looked at.
        other: ItemId,
        /// The test.
        test: &'static str,
        /// How the question is answered.
        kind: Label,
    },
    /// An option the question looked at does not have.
    UnknownOption {
        /// The question looked at.
        question: ItemId,
        /// What is named.
        found: Arc<str>,
    },
    /// A test without options.
    EmptyTest {
        /// The question.
        question: ItemId,
    },
    /// No answers ever show it.
    Unreachable {
        /// The question.
        question: ItemId,
    },
    /// An index of something that is not on a scale.
    IndexOfOther {
        /// The question.
        question: ItemId,
    },
    /// An index on a scale its method is not defined on.
    IndexScale {
        /// The question.
        question: ItemId,
        /// The method.
        method: IndexMethod,
    },
    /// An index of nothing, or of scales with different ends.
    IndexMixed {
        /// The index.
        code: Arc<str>,
        /// The ends found.
        found: Vec<(Decimal, Decimal)>,
    },
}

impl Fault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::NoQuestions => "no-questions",
            Fault::TooManyQuestions { .. } => "too-many-questions",
            Fault::Repeated { .. } => "duplicate-code",
            Fault::Thresholds { .. } => "threshold-too-low",
            Fault::Rate { .. } | Fault::Length { .. } => "number-out-of-range",
            Fault::Points { .. } => "anchors-not-whole",
            Fault::UnknownScale { .. } => "unknown-scale",
            Fault::Options { .. } => "too-few-options",
            Fault::Counts { .. } => "choices-not-whole",
            Fault::Bounds { .. } => "empty-range",
            Fault::UnknownQuestion { .. } => "unknown-question",
            Fault::LooksForward { .. } => "looks-forward",
            Fault::WrongTest { .. } | Fault::EmptyTest { .. } => "wrong-condition",
            Fault::UnknownOption { .. } => "unknown-option",
            Fault::Unreachable { .. } => "unreachable-question",
            Fault::IndexOfOther { .. } | Fault::IndexScale { .. } | Fault::IndexMixed { .. } => "index-not-whole",
        }
    }

    /// The sentence.
    pub fn message(&self) -> Label {
        let both = |id: String, en: String| Label::new(id, en);
        match self {
            Fault::NoQuestions => Label::new(
                "kuesioner tidak memuat satu pertanyaan pun, diharapkan sedikitnya satu",
                "the questionnaire has no questions, expected at least one",
            ),
            Fault::TooManyQuestions { found } => both(
                format!("kuesioner memuat {found} pertanyaan, diharapkan paling banyak {MOST_QUESTIONS}"),
                format!("the questionnaire has {found} questions, expected at most {MOST_QUESTIONS}"),
            ),
            Fault::Repeated { id } => {
                both(format!("`{id}` ditulis dua kali, diharapkan sekali"), format!("`{id}` is written twice, expected once"))
            }
            Fault::Thresholds { mean, detail } => both(
                format!(
                    "batas {mean} orang untuk rata-rata dan {detail} untuk rincian, diharapkan sedikitnya 3, dan rincian tidak di bawah rata-rata"
                ),
                format!(
                    "the thresholds are {mean} people for means and {detail} for detail, expected at least 3, and detail not below means"
                ),
            ),
            Fault::Rate { found } => {
                both(format!("persentase {found}, diharapkan 0 sampai 100"), format!("the percentage is {found}, expected 0 to 100"))
            }
            Fault::Points { found } => {
                let shown = found.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                both(
                    format!(
                        "titik skala `{shown}`, diharapkan sedikitnya dua, urut naik, -1000 sampai 1000 dengan paling banyak 4 angka di belakang koma"
                    ),
                    format!(
                        "the points of the scale are `{shown}`, expected at least two, rising, from -1000 to 1000 with at most 4 decimal places"
                    ),
                )
            }
            Fault::UnknownScale { question, scale } => both(
                format!("pertanyaan `{question}` memakai skala `{scale}` yang tidak ada"),
                format!("question `{question}` uses the unknown scale `{scale}`"),
            ),
            Fault::Options { question, found } => both(
                format!("pertanyaan `{question}` memuat {found} pilihan, diharapkan 2 sampai {MOST_OPTIONS}"),
                format!("question `{question}` has {found} options, expected 2 to {MOST_OPTIONS}"),
            ),
            Fault::Counts { question, at_least, at_most, options } => both(
                format!(
                    "pertanyaan `{question}` meminta {at_least} sampai {at_most} dari {options} pilihan, diharapkan batas yang urut dan tidak melebihi pilihannya"
                ),
                format!(
                    "question `{question}` asks for {at_least} to {at_most} of {options} options, expected limits in order and no more than there are"
                ),
            ),
            Fault::Bounds { question, minimum, maximum } => both(
                format!(
                    "pertanyaan `{question}` menerima {minimum} sampai {maximum}, diharapkan batas bawah di bawah batas atas, paling jauh 1000000000000, dengan paling banyak 6 angka di belakang koma"
                ),
                format!(
                    "question `{question}` takes {minimum} to {maximum}, expected the lower bound below the upper, at most 1000000000000 away, with at most 6 decimal places"
                ),
            ),
            Fault::Length { question, found } => both(
                format!("pertanyaan `{question}` menerima {found} huruf, diharapkan 1 sampai 10000"),
                format!("question `{question}` takes {found} characters, expected 1 to 10000"),
            ),
            Fault::UnknownQuestion { found } => both(format!("tidak ada pertanyaan `{found}`"), format!("there is no question `{found}`")),
            Fault::LooksForward { question, other } => both(
                format!("pertanyaan `{question}` bergantung pada `{other}`, diharapkan pertanyaan yang lebih awal"),
                format!("question `{question}` depends on `{other}`, expected an earlier question"),
            ),
            Fault::WrongTest { other, test, kind } => both(
                format!(
                    "syarat `{test}` tidak dapat dipakai pada `{other}` ({}); any-of dan none-of untuk pilihan, at-least dan at-most untuk skala dan bilangan",
                    kind.id
                ),
                format!(
                    "`{test}` cannot be asked of `{other}` ({}); any-of and none-of are for choices, at-least and at-most for scales and numbers",
                    kind.en
                ),
            ),
            Fault::UnknownOption { question, found } => both(
                format!("pertanyaan `{question}` tidak mempunyai pilihan `{found}`"),
                format!("question `{question}` has no option `{found}`"),
            ),
            Fault::EmptyTest { question } => both(
                format!("syarat pertanyaan `{question}` tidak menyebut satu pilihan pun"),
                format!("a condition of question `{question}` names no option, expected at least one"),
            ),
            Fault::Unreachable { question } => both(
                format!(
                    "pertanyaan `{question}` tidak pernah ditampilkan: syarat-syaratnya, bersama syarat pertanyaan yang dirujuknya, tidak dapat terpenuhi sekaligus"
                ),
                format!(
                    "question `{question}` is never shown: its conditions, with those of the questions they look at, cannot hold together"
                ),
            ),
            Fault::IndexOfOther { question } => both(
                format!("pertanyaan `{question}` bukan pertanyaan skala, diharapkan indeks atas pertanyaan skala"),
                format!("question `{question}` is not on a scale, expected an index of scale questions"),
            ),
            Fault::IndexScale { question, method } => match method {
                IndexMethod::Satisfaction => both(
                    format!("skala pertanyaan `{question}` bukan 1 sampai 4, diharapkan skala survei kepuasan masyarakat"),
                    format!("the scale of question `{question}` is not 1 to 4, expected that of a public satisfaction survey"),
                ),
                IndexMethod::ValidAnswers => both(
                    format!("skala pertanyaan `{question}` memuat pecahan atau nol, diharapkan bilangan bulat di atas nol"),
                    format!("the scale of question `{question}` holds fractions or zero, expected whole numbers above zero"),
                ),
            },
            Fault::IndexMixed { code, found } => {
                let shown = found.iter().map(|(low, high)| format!("{low}..{high}")).collect::<Vec<_>>().join(", ");
                both(
                    format!("indeks `{code}` atas skala `{shown}`, diharapkan sedikitnya satu pertanyaan dan satu skala yang sama"),
                    format!("index `{code}` is over the scales `{shown}`, expected at least one question and one and the same scale"),
                )
            }
        }
    }
}
