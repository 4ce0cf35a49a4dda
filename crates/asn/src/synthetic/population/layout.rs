//! Where each place of the population stands: who leads, in which unit, under whom. Everything follows from the place alone.
//!
//! Structural posts are spread evenly over the places, and whoever follows works under the last post before: so a superior always comes
//! before those who report to him, and a smaller population is the beginning of a larger one. Posts are dealt to central and regional
//! agencies in the published proportion, and fill one agency of each level after the other. An agency has 501 posts: its head, and 25
//! offices of a head, five administrators and fourteen supervisors each (29 % above echelon IV; 2021: 71 % of structural posts were of
//! echelon IV); with those who report to them it has about 8,800 people, as 643 agencies have on average.

use jenjang::legal::Label;
use jenjang::people::OrgUnit;
use jenjang::people::id::{TextError, UnitId};

use super::shape::{CENTRAL, STRUCTURAL, TOTAL};
use crate::codes::{Echelon, PositionKind};

/// Offices of an agency.
const OFFICES: u64 = 25;
/// Posts of an office.
const OFFICE_POSTS: u64 = 20;
/// Posts of an agency.
const AGENCY_POSTS: u64 = 1 + OFFICES * OFFICE_POSTS;
/// One in so many regional agencies is a province (38 of 546).
const PROVINCE: u64 = 14;

/// A product of two counts over a third, rounded down.
fn share(count: u64, numerator: u64, denominator: u64) -> u64 {
    u64::try_from(u128::from(count) * u128::from(numerator) / u128::from(denominator.max(1))).unwrap_or(u64::MAX)
}

/// How many of the first places hold a structural post.
pub(super) fn posts_among(places: u64) -> u64 {
    // rounded up: the very first place leads
    u64::try_from((u128::from(places) * u128::from(STRUCTURAL)).div_ceil(u128::from(TOTAL))).unwrap_or(u64::MAX)
}

/// Who stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seat {
    /// The post at the place, or the one it reports to.
    pub(super) post: Post,
    /// Whether the place holds that post.
    pub(super) leads: bool,
    /// The place of the superior; nobody above the head of an agency.
    pub(super) superior: Option<u64>,
}

/// The seat at a place.
pub(super) fn seat(place: u64) -> Seat {
    let before = posts_among(place);
    let leads = posts_among(place + 1) > before;
    let post = Post::at(if leads { before } else { before.saturating_sub(1) });
    let superior = if leads { post.parent().map(|parent| parent.place()) } else { Some(post.place()) };
    Seat { post, leads, superior }
}

/// A structural post and the unit it leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Post {
    /// Whether its agency is a central one.
    pub(super) central: bool,
    /// Which agency of the level, from 0.
    agency: u64,
    /// Which post of the agency, from 0.
    within: u64,
}

/// What a post leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rank {
    Agency,
    Office { office: u64 },
    Division { office: u64, division: u64 },
    Section { office: u64, division: u64, section: u64 },
}

impl Post {
    /// The post with this number among all, from 0.
    pub(super) fn at(number: u64) -> Post {
        let before = share(number, CENTRAL, TOTAL);
        let central = share(number + 1, CENTRAL, TOTAL) > before;
        let of_level = if central { before } else { number - before };
        Post { central, agency: of_level / AGENCY_POSTS, within: of_level % AGENCY_POSTS }
    }

    /// Its number among all, from 0.
    fn number(self) -> u64 {
        let of_level = self.agency * AGENCY_POSTS + self.within;
        if self.central {
            let up = (u128::from(of_level + 1) * u128::from(TOTAL)).div_ceil(u128::from(CENTRAL));
            u64::try_from(up).unwrap_or(u64::MAX).saturating_sub(1)
        } else {
            share(of_level, TOTAL, TOTAL - CENTRAL)
        }
    }

    /// The place of whoever holds it.
    fn place(self) -> u64 {
        share(self.number(), TOTAL, STRUCTURAL)
    }

    fn rank(self) -> Rank {
        let Some(below) = self.within.checked_sub(1) else { return Rank::Agency };
        let (office, below) = (below / OFFICE_POSTS + 1, below % OFFICE_POSTS);
        let Some(below) = below.checked_sub(1) else { return Rank::Office { office } };
        let division = below / 4 + 1;
        match below % 4 {
            0 => Rank::Division { office, division },
            section => Rank::Section { office, division, section },
        }
    }

    /// The post above.
    fn parent(self) -> Option<Post> {
        let office_head = |office: u64| 1 + (office - 1) * OFFICE_POSTS;
        let within = match self.rank() {
            Rank::Agency => return None,
            Rank::Office { .. } => 0,
            Rank::Division { office, .. } => office_head(office),
            Rank::Section { office, division, .. } => office_head(office) + 1 + (division - 1) * 4,
        };
        Some(Post { within, ..self })
    }

    fn is_province(self) -> bool {
        !self.central && self.agency.is_multiple_of(PROVINCE)
    }

    /// Kind and echelon of the post.
    pub(super) fn kind(self) -> (PositionKind, Echelon) {
        match self.rank() {
            Rank::Agency if self.central => (PositionKind::JptMadya, Echelon::Ia),
            Rank::Agency if self.is_province() => (PositionKind::JptMadya, Echelon::Ib),
            Rank::Agency => (PositionKind::JptPratama, Echelon::IIa),
            Rank::Office { .. } if self.central => (PositionKind::JptPratama, Echelon::IIa),
            Rank::Office { .. } => (PositionKind::JptPratama, Echelon::IIb),
            Rank::Division { division: 1, .. } => (PositionKind::Administrator, Echelon::IIIa),
            Rank::Division { .. } => (PositionKind::Administrator, Echelon::IIIb),
            Rank::Section { section: 1, .. } => (PositionKind::Pengawas, Echelon::IVa),
            Rank::Section { .. } => (PositionKind::Pengawas, Echelon::IVb),
        }
    }

    /// Id of the unit it leads.
    pub(super) fn unit(self) -> Result<UnitId, TextError> {
        let agency = format!("synthetic-{}-{:03}", if self.central { "pusat" } else { "daerah" }, self.agency + 1);
        match self.rank() {
            Rank::Agency => agency,
            Rank::Office { office } => format!("{agency}-{office:02}"),
            Rank::Division { office, division } => format!("{agency}-{office:02}-{division}"),
            Rank::Section { office, division, section } => format!("{agency}-{office:02}-{division}-{section}"),
        }
        .parse()
    }

    /// The unit it leads.
    pub(super) fn org_unit(self) -> Result<OrgUnit, TextError> {
        let number = self.agency + 1;
        let name = match self.rank() {
            Rank::Agency if self.central => Label::new(format!("Lembaga Contoh {number}"), format!("Example Agency {number}")),
            Rank::Agency if self.is_province() => Label::new(format!("Provinsi Contoh {number}"), format!("Example Province {number}")),
            Rank::Agency => Label::new(format!("Kabupaten Contoh {number}"), format!("Example District {number}")),
            Rank::Office { office } if self.central => Label::new(format!("Direktorat {office}"), format!("Directorate {office}")),
            Rank::Office { office } => Label::new(format!("Dinas {office}"), format!("Office {office}")),
            Rank::Division { division, .. } => Label::new(format!("Bidang {division}"), format!("Division {division}")),
            Rank::Section { section, .. } => Label::new(format!("Seksi {section}"), format!("Section {section}")),
        };
        Ok(OrgUnit { id: self.unit()?, name, parent: self.parent().map(Post::unit).transpose()? })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use jenjang::people::OrgTree;

    #[test]
    fn posts_and_places_find_each_other() {
        for number in (0..40_000).chain([317_804, 1_000_000]) {
            let post = Post::at(number);
            assert_eq!(post.number(), number, "{post:?}");
            let seat = seat(post.place());
            assert!(seat.leads && seat.post == post, "{post:?} at {}: {seat:?}", post.place());
        }
    }

    #[test]
    fn superiors_come_first_and_lead() {
        for place in 0..60_000 {
            let here = seat(place);
            let Some(superior) = here.superior else {
                assert!(here.leads && here.post.rank() == Rank::Agency);
                continue;
            };
            assert!(superior < place && seat(superior).leads, "place {place}: {here:?}");
            assert_eq!(seat(superior).post.central, here.post.central, "one agency is of one level");
        }
    }

    #[test]
    fn shares_of_posts_and_levels_are_the_published_ones() {
        let people = 100_000;
        let seats: Vec<Seat> = (0..people).map(seat).collect();
        assert_eq!(seats.iter().filter(|seat| seat.leads).count(), 5_688, "317,805 of 5,588,245, rounded up");
        let central = seats.iter().filter(|seat| seat.post.central).count();
        assert!(central.abs_diff(24_125) <= 30, "{central}");
        let mut kinds = BTreeMap::new();
        for seat in seats.iter().filter(|seat| seat.leads) {
            *kinds.entry(seat.post.kind().0).or_insert(0_usize) += 1;
        }
        assert!((3_880..=4_100).contains(&kinds[&PositionKind::Pengawas]), "{kinds:?}");
    }

    #[test]
    fn units_form_trees_with_parents_first() {
        let units: Vec<OrgUnit> = (0..posts_among(120_000)).map(|number| Post::at(number).org_unit().unwrap()).collect();
        let tree = OrgTree::try_new(units.iter().cloned()).unwrap();
        assert_eq!(tree.iter().count(), units.len());
        let mut seen = std::collections::BTreeSet::new();
        for unit in &units {
            assert!(unit.parent.as_ref().is_none_or(|parent| seen.contains(parent)), "{:?}", unit.id);
            seen.insert(unit.id.clone());
        }
        assert!(units.iter().filter(|unit| unit.parent.is_none()).count() >= 12);
    }
}
