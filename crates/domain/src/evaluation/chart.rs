//! Who reports to whom: the organisation chart raters are proposed from.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::legal::Label;
use crate::people::id::{PersonId, PositionKindCode, UnitId};

/// A person's place in the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Member {
    /// The person.
    pub person: PersonId,
    /// Name to show, where one was given.
    pub name: Option<String>,
    /// Unit.
    pub unit: UnitId,
    /// Direct superior; absent at the top.
    pub superior: Option<PersonId>,
    /// Kind of position: peers have the same.
    pub kind: PositionKindCode,
    /// Whether the person leads others; absent: whoever is somebody's superior does.
    pub leads: Option<bool>,
}

/// What is wrong with a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChartProblem {
    /// A person twice.
    Duplicate {
        /// The person.
        person: PersonId,
    },
    /// A superior who is not in the chart.
    UnknownSuperior {
        /// The person.
        person: PersonId,
        /// Whom the chart does not have.
        superior: PersonId,
    },
    /// People who are each other's superiors, or somebody who is the own one.
    Circle {
        /// From the person up and around.
        people: Vec<PersonId>,
    },
}

impl ChartProblem {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            ChartProblem::Duplicate { .. } => "duplicate-person",
            ChartProblem::UnknownSuperior { .. } => "unknown-superior",
            ChartProblem::Circle { .. } => "superiors-in-a-circle",
        }
    }

    /// The sentence.
    pub fn message(&self) -> Label {
        match self {
            ChartProblem::Duplicate { person } => Label::new(
                format!("orang `{person}` didaftar dua kali, diharapkan sekali"),
                format!("person `{person}` is listed twice, expected once"),
            ),
            ChartProblem::UnknownSuperior { person, superior } => Label::new(
                format!("atasan `{superior}` dari `{person}` tidak ada dalam daftar orang"),
                format!("superior `{superior}` of `{person}` is not among the people"),
            ),
            ChartProblem::Circle { people } => {
                let way = people.iter().map(|person| format!("`{person}`")).collect::<Vec<_>>().join(" → ");
                Label::new(format!("atasan berputar kembali ke bawahannya: {way}"), format!("the superiors go round in a circle: {way}"))
            }
        }
    }
}

/// An organisation chart: every superior is in it, and nobody is above himself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    members: BTreeMap<PersonId, Member>,
    reports: BTreeMap<PersonId, Vec<PersonId>>,
    /// Those with the same superior and kind of position, so that one huge group is looked through once.
    alike: BTreeMap<(PersonId, PositionKindCode), Vec<PersonId>>,
}

impl Chart {
    /// Checks and orders the members.
    ///
    /// # Errors
    /// Every [`ChartProblem`] found, with the place of its member in `members`.
    pub fn try_new(members: Vec<Member>) -> Result<Chart, Vec<(usize, ChartProblem)>> {
        let mut problems = Vec::new();
        let mut places: BTreeMap<&PersonId, usize> = BTreeMap::new();
        for (place, member) in members.iter().enumerate() {
            if places.contains_key(&member.person) {
                problems.push((place, ChartProblem::Duplicate { person: member.person.clone() }));
            } else {
                places.insert(&member.person, place);
            }
        }
        let mut above: BTreeMap<&PersonId, &PersonId> = BTreeMap::new();
        for (person, place) in &places {
            match &members[*place].superior {
                Some(superior) if places.contains_key(superior) => {
                    above.insert(person, superior);
                }
                Some(superior) => {
                    problems.push((*place, ChartProblem::UnknownSuperior { person: (*person).clone(), superior: superior.clone() }))
                }
                None => {}
            }
        }
        for circle in circles(&above) {
            if let Some(place) = circle.first().and_then(|person| places.get(person)) {
                problems.push((*place, ChartProblem::Circle { people: circle }));
            }
        }
        if !problems.is_empty() {
            problems.sort_by_key(|(place, _)| *place);
            return Err(problems);
        }
        let members: BTreeMap<PersonId, Member> = members.into_iter().map(|member| (member.person.clone(), member)).collect();
        let mut reports: BTreeMap<PersonId, Vec<PersonId>> = BTreeMap::new();
        let mut alike: BTreeMap<(PersonId, PositionKindCode), Vec<PersonId>> = BTreeMap::new();
        // INVARIANT (order does not matter): reports stand in the order of their ids
        for member in members.values() {
            if let Some(superior) = &member.superior {
                reports.entry(superior.clone()).or_default().push(member.person.clone());
                alike.entry((superior.clone(), member.kind.clone())).or_default().push(member.person.clone());
            }
        }
        Ok(Chart { members, reports, alike })
    }

    /// The person's place, where the chart has the person.
    pub fn get(&self, person: &PersonId) -> Option<&Member> {
        self.members.get(person)
    }

    /// Everybody, in the order of their ids.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.members.values()
    }

    /// The direct superior.
    pub fn superior_of(&self, person: &PersonId) -> Option<&PersonId> {
        self.members.get(person)?.superior.as_ref()
    }

    /// Those who report to a person directly, in the order of their ids.
    pub fn reports_of(&self, person: &PersonId) -> &[PersonId] {
        self.reports.get(person).map_or(&[], Vec::as_slice)
    }

    /// Those with the same superior and the same kind of position, in the order of their ids.
    pub fn peers_of<'c>(&'c self, person: &'c PersonId) -> impl Iterator<Item = &'c PersonId> {
        let alike = self.members.get(person).and_then(|own| self.alike.get(&(own.superior.clone()?, own.kind.clone())));
        alike.into_iter().flatten().filter(move |other| *other != person)
    }

    /// Whether a person leads others: as the chart says, else whether anybody reports to the person.
    pub fn leads(&self, person: &PersonId) -> bool {
        self.members.get(person).and_then(|member| member.leads).unwrap_or_else(|| !self.reports_of(person).is_empty())
    }
}

/// Every circle of superiors once, from its smallest id.
fn circles(above: &BTreeMap<&PersonId, &PersonId>) -> Vec<Vec<PersonId>> {
    let mut found = Vec::new();
    let mut done: BTreeSet<&PersonId> = BTreeSet::new();
    for start in above.keys() {
        let mut way: Vec<&PersonId> = Vec::new();
        let mut on_way: BTreeMap<&PersonId, usize> = BTreeMap::new();
        let mut at = *start;
        while !done.contains(at) {
            if let Some(from) = on_way.get(at) {
                let circle = &way[*from..];
                let least = (0..circle.len()).min_by_key(|place| circle[*place]).unwrap_or(0);
                let mut people: Vec<PersonId> = circle[least..].iter().chain(&circle[..least]).map(|person| (*person).clone()).collect();
                people.extend(people.first().cloned());
                found.push(people);
                break;
            }
            on_way.insert(at, way.len());
            way.push(at);
            match above.get(at) {
                Some(superior) => at = superior,
                None => break,
            }
        }
        done.extend(way);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(person: &str, superior: Option<&str>, kind: &str) -> Member {
        Member {
            person: person.parse().unwrap(),
            name: None,
            unit: "u".parse().unwrap(),
            superior: superior.map(|s| s.parse().unwrap()),
            kind: kind.parse().unwrap(),
            leads: None,
        }
    }

    fn names<'a>(people: impl IntoIterator<Item = &'a PersonId>) -> Vec<&'a str> {
        people.into_iter().map(PersonId::as_str).collect()
    }

    #[test]
    fn peers_share_superior_and_kind_of_position() {
        let chart = Chart::try_new(vec![
            member("d", Some("a"), "staff"),
            member("c", Some("a"), "functional"),
            member("a", None, "head"),
            member("b", Some("a"), "staff"),
            member("e", Some("b"), "staff"),
        ])
        .unwrap();
        let person = |id: &str| -> PersonId { id.parse().unwrap() };
        assert_eq!(names(chart.peers_of(&person("b"))), ["d"]);
        assert_eq!(names(chart.reports_of(&person("a"))), ["b", "c", "d"]);
        assert_eq!(names(chart.peers_of(&person("a"))), [""; 0]);
        assert!(chart.leads(&person("b")) && !chart.leads(&person("e")));
        assert_eq!(chart.superior_of(&person("e")), Some(&person("b")));
    }

    #[test]
    fn every_fault_of_a_chart_is_found_at_its_member() {
        let problems = Chart::try_new(vec![
            member("a", Some("c"), "x"),
            member("b", Some("a"), "x"),
            member("c", Some("b"), "x"),
            member("d", Some("d"), "x"),
            member("e", Some("z"), "x"),
            member("e", None, "x"),
            member("f", Some("b"), "x"),
        ])
        .unwrap_err();
        let found: Vec<(usize, String)> = problems.iter().map(|(place, problem)| (*place, problem.message().en.to_string())).collect();
        assert_eq!(
            found,
            [
                (0, "the superiors go round in a circle: `a` → `c` → `b` → `a`".to_owned()),
                (3, "the superiors go round in a circle: `d` → `d`".to_owned()),
                (4, "superior `z` of `e` is not among the people".to_owned()),
                (5, "person `e` is listed twice, expected once".to_owned()),
            ]
        );
    }
}
