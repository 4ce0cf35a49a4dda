//! The code lists of the Indonesian civil service as types: for whoever reads registers or writes histories from Rust.
//!
//! Each type lists the codes of one scale of the fact catalogue, in the same order (a test compares them), and knows the codes that the
//! national register (SIASN) uses for them. Labels stand in the catalogue. What the *law* makes of a code stands in the policies: the grade
//! ranges and credit coefficients here are for building and checking records, never for deciding.

mod grade;
mod learning;
mod position;
mod records;

pub use grade::{Grade, GradeGroup};
pub use learning::LearningForm;
pub use position::{Echelon, PositionKind, RegisterEchelon, Tier, TierCategory};
pub use records::{EducationLevel, Employment, Exam, LeadershipTraining, Rating, Sanction, SanctionLaw, SanctionLevel};

/// A code that its list does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a code of `{list}`, expected one of {}", .expected.join(", "))]
pub struct UnknownCode {
    /// The list.
    pub list: &'static str,
    /// What was found.
    pub found: String,
    /// What it holds.
    pub expected: Vec<&'static str>,
}

/// Declares a code list: the enum, its codes in order, reading and printing.
macro_rules! code_list {
    ($(#[$doc:meta])* $name:ident of $list:literal { $($(#[$item_doc:meta])* $item:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$item_doc])* #[doc = concat!("`", $code, "`")] $item,)*
        }

        impl $name {
            /// The list's name; where the catalogue has a scale for it, the scale's name.
            pub const LIST: &'static str = $list;

            /// Every code in the list's order, from lowest to highest where the order means something.
            pub const ALL: &'static [$name] = &[$($name::$item),*];

            /// The code.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($name::$item => $code,)*
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::codes::UnknownCode;

            fn from_str(text: &str) -> Result<$name, crate::codes::UnknownCode> {
                $name::ALL.iter().copied().find(|item| item.as_str() == text).ok_or_else(|| crate::codes::UnknownCode {
                    list: $list,
                    found: text.to_owned(),
                    expected: $name::ALL.iter().map(|item| item.as_str()).collect(),
                })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
use code_list;

#[cfg(test)]
mod tests;
