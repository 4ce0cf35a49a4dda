//! Did a course work? What is kept about its participants before and after, in four levels: reaction, learning, behaviour, results.
//!
//! A session has one [`Design`] (what it is compared with, declared beforehand), one [`PersonResult`] for each participant and for each member of the
//! comparison group, and [`Satisfaction`] figures of the units it was to help. Who filled in a form about somebody is not kept: a form has a code and a
//! role. Peers and subordinates are anonymous as in 360° evaluation: below the declared number their figure is neither shown nor scored.
//!
//! The statistics of the report are not here: they need floating point and stand in the use cases.

mod figures;
mod result;

#[cfg(test)]
mod tests;

pub use figures::{Part, PersonFigures, RoleFigure, Valid};
pub use result::{Arm, BehaviourForm, CourseResult, Design, PersonResult, Phase, RaterRole, Satisfaction, Test};
