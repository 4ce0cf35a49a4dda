//! Somebody's own career: where it can lead, what it is to lead to, and the place on a talent grid.

mod competencies;
mod read;
mod talent;
mod target;

pub use competencies::{CompetencyRow, CompetencyView, ReadCompetencies, WhichPost, read_competencies};
pub use read::{CareerView, ReadCareer, read_career};
pub use talent::{AxisView, BoxView, ReadTalent, TalentView, read_talent};
pub use target::{ChooseTarget, choose_target, drop_target};
