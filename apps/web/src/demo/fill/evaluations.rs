//! 360-degree evaluation in the made-up district: a cycle whose results are released, one that is open, one that is naming raters. All are about the
//! teams that come first, so that everybody who can be signed in as has a part in them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Datelike, Days};
use jenjang::Decimal;
use jenjang::evaluation::chart::{Chart, Member};
use jenjang::evaluation::nomination::candidates;
use jenjang::evaluation::response::Answer;
use jenjang::evaluation::scheme::{Relation, Scheme};
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, PersonId, PositionKindCode, RaterGroupCode};
use jenjang_service::cycles::{
    AnswerCycle, ApproveNominations, CloseCycle, CycleText, Nominate, OpenCycle, PlanCycle, ProposeRaters, answer, approve_nominations,
    close, nominate, open, plan, propose_raters, read_nominations, read_questionnaire, release,
};
use jenjang_service::people::{ListPeople, PersonData, list_people};
use jenjang_service::{Actor, Context, Seen};

use super::super::{HR, TOP, id, said};
use super::{Ground, actor, is_general_staff};

/// How many people the cycles are about, at least, where there are as many.
const PEOPLE: usize = 12;
/// Most people rated by a rater of the open cycle who has answered already.
const EAGER: usize = 5;

/// Who rates whom, in an order that can be had again.
type Pairs = BTreeSet<(PersonId, PersonId)>;

pub(super) async fn fill(ground: &Ground<'_>) -> Result<(), Label> {
    let hr = actor(HR)?;
    let hr = ground.as_actor(&hr);
    let people = list_people(&hr, ListPeople { unit: Some(id(TOP)?), name: None, after: None, limit: 1_000 }).await.map_err(said)?;
    let members = members(&people)?;
    if members.is_empty() {
        return Ok(());
    }
    let (month, year) = (ground.month, ground.month.year());
    let over = Stage { ground, members: &members, cycle: id(&format!("360-{}", year - 1))?, since: month, until: month };
    over.plan(Label::new(format!("Penilaian 360 derajat {}", year - 1), format!("360-degree evaluation {}", year - 1))).await?;
    let pairs = over.open().await?;
    over.answer(&pairs).await?;
    let cycle = over.cycle.clone();
    close(&hr, &CloseCycle { cycle: cycle.clone(), importance: BTreeMap::new(), recommended: None }).await.map_err(said)?;
    release(&hr, &cycle).await.map_err(said)?;

    let until = month.checked_add_days(Days::new(45)).unwrap_or(month);
    let now = Stage { ground, members: &members, cycle: id(&format!("360-{year}"))?, since: month, until };
    now.plan(Label::new(format!("Penilaian 360 derajat {year}"), format!("360-degree evaluation {year}"))).await?;
    let pairs = now.open().await?;
    // the last to come have answered; the first, among them those who can be signed in as, have not
    let raters: BTreeSet<&PersonId> = pairs.iter().map(|(_, rater)| rater).collect();
    let eager: BTreeSet<PersonId> = raters.into_iter().rev().take(EAGER).cloned().collect();
    let answered: Pairs = pairs.iter().filter(|(_, rater)| eager.contains(rater)).cloned().collect();
    now.answer(&answered).await?;

    let next = Stage { ground, members: &members, cycle: id(&format!("360-{}", year + 1))?, since: month, until };
    next.plan(Label::new(format!("Penilaian 360 derajat {}", year + 1), format!("360-degree evaluation {}", year + 1))).await?;
    next.propose(false).await?;
    next.name_peers().await
}

/// The teams that come first: leaders of general staff with everybody who reports to them.
fn members(people: &[PersonData]) -> Result<Vec<Member>, Label> {
    let known: BTreeMap<&PersonId, &PersonData> = people.iter().map(|person| (&person.record.id, person)).collect();
    let mut found: BTreeMap<&PersonId, &PersonData> = BTreeMap::new();
    for person in people.iter().filter(|person| is_general_staff(&person.record)) {
        let Some(leader) = person.superior.as_ref().and_then(|leader| known.get(leader)) else { continue };
        if found.len() >= PEOPLE && !found.contains_key(&person.record.id) {
            break;
        }
        found.insert(&leader.record.id, leader);
        let team = people.iter().filter(|other| other.superior.as_ref() == Some(&leader.record.id));
        found.extend(team.map(|other| (&other.record.id, other)));
    }
    let chosen: BTreeSet<&PersonId> = found.keys().copied().collect();
    found.values().map(|person| member(person, &chosen)).collect()
}

fn member(person: &PersonData, chosen: &BTreeSet<&PersonId>) -> Result<Member, Label> {
    let held = person.record.registers.positions.iter().flatten().filter(|position| !position.acting).max_by_key(|held| held.since);
    let kind: PositionKindCode = match held {
        Some(held) => held.kind.clone(),
        None => id("unknown")?,
    };
    let unit = match &person.unit {
        Some(unit) => unit.clone(),
        None => id(TOP)?,
    };
    let superior = person.superior.clone().filter(|superior| chosen.contains(superior));
    Ok(Member { person: person.record.id.clone(), name: None, unit, superior, kind, leads: None })
}

/// One cycle on the way.
struct Stage<'a> {
    ground: &'a Ground<'a>,
    members: &'a [Member],
    cycle: CycleId,
    since: chrono::NaiveDate,
    until: chrono::NaiveDate,
}

impl Stage<'_> {
    async fn in_name_of<T>(
        &self,
        person: &PersonId,
        work: impl AsyncFnOnce(Context<'_>) -> Result<T, jenjang_service::ServiceError>,
    ) -> Result<T, Label> {
        let actor = Actor::Person(person.clone());
        work(self.ground.as_actor(&actor)).await.map_err(said)
    }

    async fn by_hr<T>(&self, work: impl AsyncFnOnce(Context<'_>) -> Result<T, jenjang_service::ServiceError>) -> Result<T, Label> {
        let actor = actor(HR)?;
        work(self.ground.as_actor(&actor)).await.map_err(said)
    }

    async fn plan(&self, title: Label) -> Result<(), Label> {
        let text = |(file, text): (&str, &str)| CycleText { file: file.into(), text: text.into() };
        let missing = || Label::new("naskah periode contoh tidak ada", "the texts of the made-up cycle are missing");
        let command = PlanCycle {
            cycle: self.cycle.clone(),
            title,
            unit: id(TOP)?,
            scheme: jenjang_asn::scheme_texts().find(|(file, _)| file.ends_with("default.toml")).map(text).ok_or_else(missing)?,
            instrument: jenjang_asn::instrument_texts().find(|(file, _)| file.ends_with("berakhlak.toml")).map(text).ok_or_else(missing)?,
            chart: Some(self.members.to_vec()),
            seen: Seen::Nothing,
        };
        self.by_hr(async |context| plan(&context, &command).await).await.map(drop)
    }

    async fn propose(&self, chosen_too: bool) -> Result<(), Label> {
        let command = ProposeRaters { cycle: self.cycle.clone(), seed: Arc::from(self.cycle.as_str()), chosen_too, seen: Seen::Anything };
        self.by_hr(async |context| propose_raters(&context, &command).await).await.map(drop)
    }

    /// Names everybody, has superiors agree, and opens. Who rates whom.
    async fn open(&self) -> Result<Pairs, Label> {
        self.propose(true).await?;
        let mut pairs = Pairs::new();
        for member in self.members {
            let ratee = &member.person;
            let named = self.by_hr(async |context| read_nominations(&context, &self.cycle, ratee).await).await?;
            let proposed: Vec<PersonId> = named.iter().filter(|n| !n.is_approved()).map(|n| n.rater().clone()).collect();
            let approved = named.iter().filter(|nomination| nomination.is_approved() || member.superior.is_some());
            pairs.extend(approved.map(|nomination| (ratee.clone(), nomination.rater().clone())));
            let Some(superior) = member.superior.as_ref().filter(|_| !proposed.is_empty()) else { continue };
            let command = ApproveNominations { cycle: self.cycle.clone(), ratee: ratee.clone(), raters: proposed };
            self.in_name_of(superior, async |context| approve_nominations(&context, &command).await).await?;
        }
        let command = OpenCycle { cycle: self.cycle.clone(), since: self.since, until: self.until, seen: Seen::Anything };
        self.by_hr(async |context| open(&context, &command).await).await?;
        Ok(pairs)
    }

    /// Has raters answer. Each answer follows from who is rated, who rates and the item.
    async fn answer(&self, pairs: &Pairs) -> Result<(), Label> {
        for (ratee, rater) in pairs {
            let actor = Actor::Person(rater.clone());
            let context = self.ground.as_actor(&actor);
            let asked = read_questionnaire(&context, &self.cycle, ratee).await.map_err(said)?.asked;
            let answers = asked.iter().enumerate().map(|(place, item)| (item.id.clone(), made_up(ratee, rater, place))).collect();
            let comment = COMMENTS.get(drawn(&[ratee.as_str(), rater.as_str()], COMMENTS.len() * 2)).map(|text| (*text).to_owned());
            answer(&context, &AnswerCycle { cycle: self.cycle.clone(), ratee: ratee.clone(), answers, comment }).await.map_err(said)?;
        }
        Ok(())
    }

    /// Every second person names peers, who wait for the superior.
    async fn name_peers(&self) -> Result<(), Label> {
        let chart =
            Chart::try_new(self.members.to_vec()).map_err(|_| Label::new("bagan contoh tidak utuh", "the made-up chart is not sound"))?;
        let (peers, maximum) = peers_of(&jenjang_asn::evaluation().schemes)?;
        for member in self.members.iter().step_by(2) {
            let found = candidates(&chart, &member.person, Relation::Peer);
            let raters: Vec<_> = found.into_iter().take(maximum.min(3)).map(|rater| (rater.clone(), peers.clone())).collect();
            if raters.is_empty() {
                continue;
            }
            let command = Nominate { cycle: self.cycle.clone(), ratee: member.person.clone(), raters };
            self.in_name_of(&member.person, async |context| nominate(&context, &command).await).await?;
        }
        Ok(())
    }
}

/// The group of peers of the default scheme, and how many it takes.
fn peers_of(schemes: &[Arc<Scheme>]) -> Result<(RaterGroupCode, usize), Label> {
    let scheme = schemes.iter().find(|scheme| scheme.parts().id == "asn/360/default");
    let group = scheme.and_then(|scheme| scheme.groups().iter().find(|group| group.relation == Relation::Peer));
    group
        .map(|group| (group.code.clone(), group.maximum))
        .ok_or_else(|| Label::new("skema contoh tidak mengenal rekan", "the made-up scheme knows no peers"))
}

const COMMENTS: [&str; 5] = [
    "Terima kasih selalu membantu rekan baru.",
    "Pertahankan ketelitian dalam laporan.",
    "Lebih cepat memberi kabar bila terlambat.",
    "Rapat menjadi lebih teratur.",
    "Berbagi pengetahuan kepada tim.",
];

/// A number below `below` that follows from some words.
pub(super) fn drawn(words: &[&str], below: usize) -> usize {
    let digest = jenjang::audit::Digest::of(words.join("/"));
    let number = digest.0.iter().take(4).fold(0_usize, |sum, byte| sum * 256 + usize::from(*byte));
    number % below.max(1)
}

/// An answer: what the person is like, how severe the rater is, and chance.
fn made_up(ratee: &PersonId, rater: &PersonId, item: usize) -> Answer {
    let place = item.to_string();
    if drawn(&["seen", ratee.as_str(), rater.as_str(), &place], 14) == 0 {
        return Answer::NotObserved;
    }
    let level = 5 + drawn(&["level", ratee.as_str()], 4) + drawn(&["rater", rater.as_str()], 2);
    let value = (level + drawn(&["item", ratee.as_str(), rater.as_str(), &place], 3)) / 2;
    Answer::Value(Decimal::from(value.clamp(1, 5)))
}
