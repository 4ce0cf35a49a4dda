//! Why a statistic has no value.

use jenjang::legal::Label;

/// Why a statistic is not defined for the data given: the `None` with a reason of this crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Undefined {
    /// Fewer values than the statistic needs.
    TooFew {
        /// How many there were.
        found: usize,
        /// How many it takes.
        needed: usize,
    },
    /// More members than the method can take at once.
    TooMany {
        /// How many there were.
        found: usize,
        /// How many it takes at most.
        most: usize,
    },
    /// All values are equal, so that there is nothing to compare or to divide by.
    NoVariation,
    /// The total that would divide is zero.
    EmptyTotal,
    /// A value is not a finite number.
    NotFinite,
    /// A value is outside of what it can be (a negative count, a share above 1).
    OutOfRange,
    /// Rows or lists that must have the same length do not.
    Shape,
    /// Parts of the design share no rater and no ratee, so that their levels cannot be compared.
    Disconnected,
    /// An iteration did not settle.
    NoConvergence,
    /// Nobody was selected in the group, or anywhere, that others are compared with.
    NoSelections,
    /// No group is large enough to compare the others with.
    NoReference,
    /// The value has no finite bound (an odds ratio with an empty cell).
    Unbounded,
}

impl Undefined {
    /// The reason in words, to stand beside a dash.
    pub fn label(self) -> Label {
        match self {
            Undefined::TooFew { found: 1, needed } => Label::new(
                format!("hanya ada 1 nilai, diperlukan sedikitnya {needed}"),
                format!("only 1 value, at least {needed} are needed"),
            ),
            Undefined::TooFew { found, needed } => Label::new(
                format!("hanya ada {found} nilai, diperlukan sedikitnya {needed}"),
                format!("only {found} {}, at least {needed} are needed", if found == 1 { "value" } else { "values" }),
            ),
            Undefined::TooMany { found, most } => Label::new(
                format!("ada {found} anggota, cara ini menerima paling banyak {most}"),
                format!("{found} members, this method takes at most {most}"),
            ),
            Undefined::NoVariation => {
                Label::new("semua nilai sama, tidak ada yang dapat dibandingkan", "all values are equal, there is nothing to compare")
            }
            Undefined::EmptyTotal => Label::new("jumlah pembagi nol", "the total to divide by is zero"),
            Undefined::NotFinite => Label::new("ada nilai yang bukan bilangan", "a value is not a finite number"),
            Undefined::OutOfRange => Label::new("ada nilai di luar rentangnya", "a value is outside its range"),
            Undefined::Shape => Label::new("baris atau daftar tidak sama panjang", "rows or lists differ in length"),
            Undefined::Disconnected => Label::new(
                "rancangan tidak terhubung antara penilai dan yang dinilai",
                "raters and ratees are not connected to one another",
            ),
            Undefined::NoConvergence => Label::new("perhitungan tidak mencapai hasil", "the computation did not settle"),
            Undefined::NoSelections => Label::new(
                "tidak ada seorang pun yang terpilih pada pembandingnya",
                "nobody was selected in the group others are compared with",
            ),
            Undefined::NoReference => {
                Label::new("tidak ada kelompok yang cukup besar sebagai pembanding", "no group is large enough to compare the others with")
            }
            Undefined::Unbounded => Label::new("nilainya tidak terhingga", "the value has no finite bound"),
        }
    }
}
