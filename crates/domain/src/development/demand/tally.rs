//! Counts of people, competency by competency.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::development::need::{Need, NeedSource, PersonNeeds};
use crate::people::id::{CompetencyCode, FrameworkId};

/// A competency of a framework.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// The framework.
    pub framework: FrameworkId,
    /// The competency.
    pub competency: CompetencyCode,
}

/// What is counted of one competency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// People whose post requires it.
    pub required: u32,
    /// Of these, how many have a usable assessment.
    pub measured: u32,
    /// Of those measured, how many are below.
    pub below: u32,
    /// Sum of the gaps of those below, in levels.
    pub gap: Decimal,
    /// Sum of the relative weights of those below.
    pub weight: Decimal,
    /// Those below for whose post it is critical.
    pub critical: u32,
    /// Those below who miss learning hours this year.
    pub missing_hours: u32,
    /// People whose released 360° score in a dimension of this code is below the threshold.
    pub feedback: u32,
    /// People who wish to learn it.
    pub wishes: u32,
}

impl Tally {
    /// Of those measured, how many have the level.
    pub fn competent(&self) -> u32 {
        self.measured.saturating_sub(self.below)
    }

    fn add(&mut self, other: &Tally) -> Option<()> {
        let counts = [
            (&mut self.required, other.required),
            (&mut self.measured, other.measured),
            (&mut self.below, other.below),
            (&mut self.critical, other.critical),
            (&mut self.missing_hours, other.missing_hours),
            (&mut self.feedback, other.feedback),
            (&mut self.wishes, other.wishes),
        ];
        for (count, more) in counts {
            *count = count.checked_add(more)?;
        }
        self.gap = self.gap.checked_add(other.gap)?;
        self.weight = self.weight.checked_add(other.weight)?;
        Some(())
    }
}

/// The tallies of a group of people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tallies {
    people: u32,
    by_subject: BTreeMap<Subject, Tally>,
    /// People with a performance label below the one expected.
    performance: u32,
    /// People who miss learning hours.
    hours: u32,
    /// Sum of the hours they miss.
    hours_missing: Decimal,
}

impl Tallies {
    /// Counts one person. `wished` are the competencies the person wishes to learn. `None` beyond the numbers kept.
    pub fn count(&mut self, person: &PersonNeeds, wished: &[CompetencyCode]) -> Option<()> {
        self.people = self.people.checked_add(1)?;
        let missing = person.missing_hours();
        let short = u32::from(!missing.is_zero());
        self.hours = self.hours.checked_add(short)?;
        self.hours_missing = self.hours_missing.checked_add(missing)?;
        for met in &person.met {
            let tally = self.required(&met.framework, &met.competency, person, wished)?;
            tally.measured = tally.measured.checked_add(1)?;
        }
        for not in &person.not_measured {
            self.required(&not.framework, &not.competency, person, wished)?;
        }
        for need in &person.needs {
            match &need.source {
                NeedSource::Gap { framework, competency, .. } => {
                    let tally = self.required(framework, competency, person, wished)?;
                    tally.measured = tally.measured.checked_add(1)?;
                    tally.below = tally.below.checked_add(1)?;
                    tally.gap = tally.gap.checked_add(need.size)?;
                    tally.weight = tally.weight.checked_add(need.weight.relative)?;
                    tally.critical = tally.critical.checked_add(u32::from(need.weight.critical))?;
                    tally.missing_hours = tally.missing_hours.checked_add(short)?;
                }
                NeedSource::Performance { .. } => self.performance = self.performance.checked_add(1)?,
                NeedSource::Feedback { .. } | NeedSource::Hours { .. } => {}
            }
        }
        Some(())
    }

    /// The tally of a competency that the post of a person requires, with the person in it.
    fn required(
        &mut self,
        framework: &FrameworkId,
        competency: &CompetencyCode,
        person: &PersonNeeds,
        wished: &[CompetencyCode],
    ) -> Option<&mut Tally> {
        let low = |need: &Need| matches!(&need.source, NeedSource::Feedback { dimension, .. } if dimension == competency);
        let subject = Subject { framework: framework.clone(), competency: competency.clone() };
        let tally = self.by_subject.entry(subject).or_default();
        tally.required = tally.required.checked_add(1)?;
        tally.feedback = tally.feedback.checked_add(u32::from(person.needs.iter().any(low)))?;
        tally.wishes = tally.wishes.checked_add(u32::from(wished.contains(competency)))?;
        Some(tally)
    }

    /// Adds another group of people. `None` beyond the numbers kept.
    pub fn add(&mut self, other: &Tallies) -> Option<()> {
        self.people = self.people.checked_add(other.people)?;
        self.performance = self.performance.checked_add(other.performance)?;
        self.hours = self.hours.checked_add(other.hours)?;
        self.hours_missing = self.hours_missing.checked_add(other.hours_missing)?;
        for (subject, tally) in &other.by_subject {
            self.by_subject.entry(subject.clone()).or_default().add(tally)?;
        }
        Some(())
    }

    /// How many people were counted.
    pub fn people(&self) -> u32 {
        self.people
    }

    /// People with a performance label below the one expected.
    pub fn performance(&self) -> u32 {
        self.performance
    }

    /// People who miss learning hours this year, and how many hours altogether.
    pub fn hours(&self) -> (u32, Decimal) {
        (self.hours, self.hours_missing)
    }

    /// Every competency with its tally, in the order of frameworks and codes.
    pub fn iter(&self) -> impl Iterator<Item = (&Subject, &Tally)> {
        self.by_subject.iter()
    }

    /// The tally of a competency.
    pub fn get(&self, subject: &Subject) -> Option<&Tally> {
        self.by_subject.get(subject)
    }
}
