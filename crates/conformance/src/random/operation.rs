//! The operations a sequence is made of, and how each is done.

use std::collections::BTreeSet;

use jenjang::access::{AccessToken, AnsweredRequest, Grant, GrantedRole, Message, Session};
use jenjang::competency::repository::{TextKind, TextRecord};
use jenjang::evaluation::nomination::NominationState;
use jenjang::evaluation::repository::{Audience, CycleFile, NominationFilter};
use jenjang::people::id::PersonId;
use jenjang::people::repository::{PeopleFilter, PersonFile};
use jenjang::policy::repository::{PolicyState, PolicyVersion};
use jenjang::promotion::repository::{AppealRecord, AppealStage, DecisionRecord};
use jenjang::promotion::{Stage, WaiverRecord};
use jenjang::record::{Kind, RecordFilter};
use jenjang::store::{Page, Revision, StoreError, Transaction, Versioned};
use serde::Serialize;

use crate::fixtures::*;

type Name = &'static str;

/// What somebody's file holds, so that a sequence stays short to read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    pub(crate) id: Name,
    pub(crate) number: Option<Name>,
    pub(crate) unit: Option<Name>,
    pub(crate) superior: Option<Name>,
    /// 0: no register consulted; 1: all; 2: some, one empty; 3: others.
    pub(crate) registers: u8,
}

impl Person {
    fn file(&self) -> PersonFile {
        let mut file = placed(self.id, self.unit, self.superior);
        let whole = full(self.id).record.registers;
        match self.registers {
            0 => {}
            1 => file.record.registers = whole,
            2 => {
                file.record.registers.grades = whole.grades;
                file.record.registers.discipline = Some(Vec::new());
            }
            _ => {
                file.record.registers.grades = whole.grades.map(|grades| grades.into_iter().rev().take(1).collect());
                file.record.registers.credit = whole.credit;
                file.record.registers.learning = Some(Vec::new());
            }
        }
        file.record.employee_number = self.number.map(text);
        file
    }
}

/// A page of a list by person.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageOf {
    pub(crate) after: Option<Name>,
    pub(crate) limit: usize,
}

impl PageOf {
    fn page(self) -> Page<PersonId> {
        Page { after: self.after.map(id), limit: self.limit }
    }
}

/// Which revision a save names: the one that stands there, give or take some.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Named {
    /// The one that stands there, or none.
    Right,
    /// None, whatever stands there.
    New,
    /// One that never stood there.
    Wrong,
}

impl Named {
    fn of<T>(self, found: Option<Versioned<T>>) -> Option<Revision> {
        match self {
            Named::Right => found.map(|stored| stored.revision),
            Named::New => None,
            Named::Wrong => Some(found.map_or(Revision(1), |stored| Revision(stored.revision.0 + 1))),
        }
    }
}

/// One call, or a few that belong together.
#[derive(Clone, Debug)]
pub(crate) enum Operation {
    SavePerson(Person, Named),
    SavePeople(Vec<Person>),
    RemovePerson(Name, Named),
    FindPeople(Vec<Name>),
    ListPeople(Option<Vec<Name>>, Option<Name>, PageOf),
    SaveUnits(Vec<(Name, Option<Name>)>),
    SaveText(TextKind, Name, u8),
    SaveProfile(Name, Name, Name, Named),
    RemoveProfiles(Name),
    ListProfiles(Name, PageOf),
    SavePolicy(Name, u8, Name, u8, Named),
    ListPolicies(Option<Name>),
    SaveCycle(Name, Named),
    Nominate(Name, Vec<(Name, Name, u8)>),
    Nominations(Name, Option<Name>, Option<Name>),
    Answer(Name, Name, Name, Name),
    Receipts(Name, Option<Name>, Option<Name>),
    Close(Name, Vec<(Name, Name)>),
    SaveResults(Name, Vec<(Option<Name>, Audience, u32)>),
    Results(Name, Audience, Option<Name>, PageOf),
    RemoveFromCycles(Name),
    SaveRound(Name, u8, Named),
    AddCandidates(Name, Vec<Name>),
    RemoveCandidate(Name, Name),
    Candidates(Name, PageOf),
    SaveEntries(Name, Vec<(Name, Option<Name>)>),
    RemoveEntry(Name, Name),
    Entries(Name, PageOf),
    SavePanelScores(Name, Vec<(Name, Name, Name, Name)>),
    Decide(Vec<(u8, Name, Option<Name>, Option<u8>, Name)>),
    Heads(Name, PageOf),
    RemoveDecisions(Name),
    SaveAppeal(Name, Name, u8, Named),
    Waive(Name, Name),
    WaiversOf(Vec<Name>),
    RemoveAppeals(Name),
    SaveDevelopment(Name, Name, Name, Named),
    RemoveDevelopment(Name),
    SaveRecord(Name, Option<Name>, [Option<Name>; 2], Named),
    RemoveRecord(Name, Named),
    ListRecords(Option<Name>, [Option<Name>; 2], usize),
    Grant(Name, GrantedRole, Name, Name, Option<Name>),
    Put(Name),
    Peek(usize),
    TakeOut(Vec<Name>),
    InsertAnswered(Name, Name, Name),
    ForgetAnswered(Name),
    InsertToken(u8, Name),
    RemoveToken(u8),
    SaveSession(u8, Name),
    RemoveSession(u8),
    ExpireSessions(Name),
    Append(Name),
    AppendNumbered(u64),
    SaveCheckpoint(u64),
}

/// What a call gave, as text; whether the transaction may go on.
pub(crate) struct Given {
    pub(crate) text: String,
    pub(crate) goes_on: bool,
}

impl Operation {
    /// Whether it keeps many things in one call, so that a conflict ends the transaction.
    fn keeps_many(&self) -> bool {
        matches!(
            self,
            Operation::SavePeople(_) | Operation::Decide(_) | Operation::SaveResults(..) | Operation::Close(..) | Operation::SaveUnits(_)
        )
    }

    /// Does it.
    pub(crate) async fn run(&self, tx: &mut dyn Transaction) -> Given {
        match self.call(tx).await {
            Ok(text) => Given { text, goes_on: true },
            Err(StoreError::Conflict { what, found, expected, .. }) => {
                let text = match what {
                    // which of the two is found first is not promised
                    "person" | "employee number" => "conflict about person or employee number".to_owned(),
                    "profile" | "policy version" | "cycle" | "round" | "appeal" | "development record" | "enrolment" => {
                        format!("conflict about {what}: {found:?} instead of {expected:?}")
                    }
                    _ => format!("conflict about {what}"),
                };
                Given { text, goes_on: !self.keeps_many() }
            }
            Err(other) => Given { text: format!("error: {other} ({other:?})"), goes_on: false },
        }
    }

    async fn call(&self, tx: &mut dyn Transaction) -> Result<String, StoreError> {
        Ok(match self {
            Operation::SavePerson(person, named) => {
                let found = tx.people().find(&id(person.id)).await?;
                shown(&tx.people().save(&person.file(), named.of(found)).await?)
            }
            Operation::SavePeople(people) => {
                let files: Vec<PersonFile> = people.iter().map(Person::file).collect();
                tx.people().save_many(&files).await?;
                String::new()
            }
            Operation::RemovePerson(person, named) => {
                let found = tx.people().find(&id(person)).await?;
                let expected = named.of(found).unwrap_or(Revision(7));
                shown(&tx.people().remove(&id(person), expected).await?)
            }
            Operation::FindPeople(people) => versioned(tx.people().find_many(&ids(people)).await?),
            Operation::ListPeople(units, superior, page) => {
                let units: Option<BTreeSet<_>> = units.as_ref().map(|units| units.iter().map(|unit| id(unit)).collect());
                let filter = PeopleFilter { units, superior: superior.map(id), ..PeopleFilter::default() };
                let count = tx.people().count(&filter).await?;
                format!("{count} {}", versioned(tx.people().list(&filter, &page.page()).await?))
            }
            Operation::SaveUnits(units) => {
                let units: Vec<_> = units.iter().map(|(name, parent)| unit(name, *parent)).collect();
                shown(&tx.people().save_units(&units).await?)
            }
            Operation::SaveText(kind, name, version) => {
                let record =
                    TextRecord { kind: *kind, id: text(name), version: digest(*version), text: format!("{name} {version}").into() };
                shown(&tx.competency().save_text(&record).await?)
            }
            Operation::SaveProfile(person, framework, level, named) => {
                let found = tx.competency().find_profile(&id(person), &id(framework)).await?;
                shown(&tx.competency().save_profile(&profile(person, framework, level), named.of(found)).await?)
            }
            Operation::RemoveProfiles(person) => shown(&tx.competency().remove_profiles(&id(person)).await?),
            Operation::ListProfiles(framework, page) => versioned(tx.competency().list_profiles(&id(framework), &page.page()).await?),
            Operation::SavePolicy(name, version, effective, state, named) => {
                let found = tx.policies().find(name, &digest(*version)).await?;
                let state = match state {
                    0 => PolicyState::Draft,
                    1 => PolicyState::UnderReview { since: id("2026-01-01"), by: id("a") },
                    _ => PolicyState::Enacted { on: id("2026-02-01"), by: id("b") },
                };
                let kept = PolicyVersion { state, ..policy(name, *version, effective) };
                shown(&tx.policies().save(&kept, named.of(found)).await?)
            }
            Operation::ListPolicies(name) => {
                format!("{} {}", versioned(tx.policies().list(*name).await?), versioned(tx.policies().signed().await?))
            }
            Operation::Append(verb) => shown(&append(tx, &done(verb)).await?),
            Operation::AppendNumbered(number) => {
                let mut entry = done("numbered").follow(tx.audit().head().await?);
                entry.sequence = *number;
                shown(&tx.audit().append(&entry).await?)
            }
            Operation::SaveCheckpoint(number) => shown(&tx.audit().save_checkpoint(&checkpoint(*number)).await?),
            other => return other.of_cycles(tx).await,
        })
    }

    async fn of_cycles(&self, tx: &mut dyn Transaction) -> Result<String, StoreError> {
        let filter = |ratee: &Option<Name>, rater: &Option<Name>| NominationFilter { ratee: ratee.map(id), rater: rater.map(id) };
        Ok(match self {
            Operation::SaveCycle(name, named) => {
                let found = tx.cycles().find(&id(name)).await?;
                let severed = found.as_ref().and_then(|stored| stored.value.severed);
                shown(&tx.cycles().save(&CycleFile { severed, ..cycle(name) }, named.of(found)).await?)
            }
            Operation::Nominate(of, pairs) => {
                let state = |n: u8| match n {
                    0 => NominationState::Proposed,
                    _ => NominationState::Declined { reason: "cuti".to_owned() },
                };
                let named: Vec<_> = pairs.iter().map(|(ratee, rater, n)| nomination(ratee, rater, state(*n))).collect();
                shown(&tx.cycles().save_nominations(&id(of), &named).await?)
            }
            Operation::Nominations(of, ratee, rater) => shown(&tx.cycles().nominations(&id(of), &filter(ratee, rater)).await?),
            Operation::Answer(of, ratee, rater, value) => {
                // what a store does with answers to a severed cycle is not promised
                let severed = tx.cycles().find(&id(of)).await?.is_none_or(|stored| stored.value.severed.is_some());
                if severed {
                    return Ok("severed".to_owned());
                }
                let byte = value.bytes().next().unwrap_or_default();
                shown(&tx.cycles().put_answer(&id(of), &response(ratee, rater, value), &receipt(ratee, rater, byte)).await?)
            }
            Operation::Receipts(of, ratee, rater) => shown(&tx.cycles().receipts(&id(of), &filter(ratee, rater)).await?),
            Operation::Close(of, sheets) => {
                let Some(found) = tx.cycles().find(&id(of)).await? else { return Ok("no cycle".to_owned()) };
                let answers = shown(&tx.cycles().answers(&id(of)).await?);
                let kept: Vec<_> = sheets.iter().map(|(name, ratee)| sheet(name, ratee, "3.0")).collect();
                let said: Vec<_> = sheets.iter().map(|(name, ratee)| comment(name, ratee, "baik")).collect();
                tx.cycles().sever(&id(of), &kept, &said).await?;
                let closed = CycleFile { severed: Some(id("2026-03-01")), ..found.value };
                tx.cycles().save(&closed, Some(found.revision)).await?;
                answers
            }
            Operation::SaveResults(of, results) => {
                let kept: Vec<_> = results.iter().map(|(ratee, audience, edition)| result(*ratee, *audience, *edition)).collect();
                shown(&tx.cycles().save_results(&id(of), &kept).await?)
            }
            Operation::Results(of, audience, ratee, page) => {
                let ratee: Option<PersonId> = ratee.map(id);
                shown(&tx.cycles().results(&id(of), *audience, ratee.as_ref(), &page.page()).await?)
            }
            Operation::RemoveFromCycles(person) => shown(&tx.cycles().remove_person(&id(person)).await?),
            other => return other.of_rounds(tx).await,
        })
    }

    async fn of_rounds(&self, tx: &mut dyn Transaction) -> Result<String, StoreError> {
        Ok(match self {
            Operation::SaveRound(name, stage, named) => {
                let found = tx.rounds().find(&id(name)).await?;
                let stage = if *stage == 0 { Stage::Planned } else { Stage::Open };
                let file = jenjang::promotion::repository::RoundFile { stage, ..round(name) };
                shown(&tx.rounds().save(&file, named.of(found)).await?)
            }
            Operation::AddCandidates(of, people) => shown(&tx.rounds().add_candidates(&id(of), &ids(people)).await?),
            Operation::RemoveCandidate(of, person) => shown(&tx.rounds().remove_candidate(&id(of), &id(person)).await?),
            Operation::Candidates(of, page) => shown(&tx.rounds().candidates(&id(of), &page.page()).await?),
            Operation::SaveEntries(of, entries) => {
                let kept: Vec<_> = entries.iter().map(|(person, score)| entry(person, *score)).collect();
                shown(&tx.rounds().save_entries(&id(of), &kept).await?)
            }
            Operation::RemoveEntry(of, person) => shown(&tx.rounds().remove_entry(&id(of), &id(person)).await?),
            Operation::Entries(of, page) => shown(&tx.rounds().entries(&id(of), &page.page()).await?),
            Operation::SavePanelScores(of, scores) => {
                let kept: Vec<_> = scores.iter().map(|(member, person, part, score)| panel_score(member, person, part, score)).collect();
                shown(&tx.rounds().save_panel_scores(&id(of), &kept).await?)
            }
            Operation::Decide(decisions) => {
                let made: Vec<_> = decisions
                    .iter()
                    .map(|(name, person, of, parent, day)| {
                        let name = format!("k{name}");
                        let made = match parent {
                            Some(parent) => correction(&name, person, *of, &format!("k{parent}")),
                            None => decision(&name, person, *of),
                        };
                        DecisionRecord { decided_on: id(day), ..made }
                    })
                    .collect();
                shown(&tx.decisions().insert(&made).await?)
            }
            Operation::Heads(of, page) => {
                let heads = shown(&tx.decisions().heads(&id(of), &page.page()).await?);
                format!("{heads} {}", shown(&tx.decisions().list(&id(of), &page.page()).await?))
            }
            Operation::RemoveDecisions(person) => shown(&tx.decisions().remove_person(&id(person)).await?),
            Operation::SaveAppeal(name, person, stage, named) => {
                let found = tx.appeals().find(&id(name)).await?;
                let stage = if *stage == 0 { AppealStage::Filed } else { AppealStage::Withdrawn { on: id("2026-05-01") } };
                shown(&tx.appeals().save(&AppealRecord { stage, ..appeal(name, person) }, named.of(found)).await?)
            }
            Operation::Waive(name, person) => {
                let kept = WaiverRecord { last_day: None, ..waiver(name, person) };
                shown(&tx.appeals().insert_waiver(&kept).await?)
            }
            Operation::WaiversOf(people) => shown(&tx.appeals().waivers_of(&ids(people)).await?),
            Operation::RemoveAppeals(person) => shown(&tx.appeals().remove_person(&id(person)).await?),
            Operation::SaveDevelopment(name, person, hours, named) => {
                let found = tx.development().find(&id(name)).await?;
                shown(&tx.development().save(&training(name, person, hours), named.of(found)).await?)
            }
            Operation::SaveRecord(name, parent, [person, other], named) => {
                let found = tx.records().find(Kind::Enrolment, name).await?;
                let kept = record(Kind::Enrolment, name, (*parent, *person, *other), name);
                shown(&tx.records().save(&kept, named.of(found)).await?)
            }
            Operation::RemoveRecord(name, named) => {
                let found = tx.records().find(Kind::Enrolment, name).await?;
                let revision = named.of(found).unwrap_or(Revision(1));
                shown(&tx.records().remove(Kind::Enrolment, name, revision).await?)
            }
            Operation::ListRecords(parent, [person, other], limit) => {
                let filter = RecordFilter { parent: parent.map(text), person: person.map(id), other: other.map(id) };
                let listed = tx.records().list(Kind::Enrolment, &filter, &Page::after(text("m"), *limit)).await?;
                format!("{listed:?} of {}", tx.records().count(Kind::Enrolment, &filter).await?)
            }
            Operation::RemoveDevelopment(person) => shown(&tx.development().remove_person(&id(person)).await?),
            other => return other.of_access(tx).await,
        })
    }

    async fn of_access(&self, tx: &mut dyn Transaction) -> Result<String, StoreError> {
        Ok(match self {
            Operation::Grant(person, role, unit, since, until) => {
                let given = Grant { role: *role, until: until.map(id), ..grant(person, unit, since) };
                tx.grants().save(&given).await?;
                shown(&tx.grants().list(Some(&id(person))).await?)
            }
            Operation::Put(name) => shown(&tx.outbox().put(&Message { recipient: None, ..message(name) }).await?),
            Operation::Peek(limit) => shown(&tx.outbox().peek(*limit).await?),
            Operation::TakeOut(names) => {
                let names: Vec<_> = names.iter().map(|name| text(name)).collect();
                shown(&tx.outbox().remove(&names).await?)
            }
            Operation::InsertAnswered(person, key, expires) => {
                let request = AnsweredRequest { expires: moment(expires), ..answered(person, key) };
                shown(&tx.idempotency().insert(&request).await?)
            }
            Operation::ForgetAnswered(now) => shown(&tx.idempotency().remove_expired(moment(now)).await?),
            Operation::InsertToken(byte, person) => {
                shown(&tx.tokens().insert(&AccessToken { scope: text("write"), ..token(*byte, person) }).await?)
            }
            Operation::RemoveToken(byte) => shown(&tx.tokens().remove(&digest(*byte)).await?),
            Operation::SaveSession(byte, expires) => {
                shown(&tx.sessions().save(&Session { data: text(expires), ..session(*byte, expires) }).await?)
            }
            Operation::RemoveSession(byte) => shown(&tx.sessions().remove(&digest(*byte)).await?),
            Operation::ExpireSessions(now) => shown(&tx.sessions().remove_expired(moment(now)).await?),
            other => panic!("{other:?} belongs to no repository"),
        })
    }
}

fn shown<T: Serialize + ?Sized>(value: &T) -> String {
    json(value)
}

fn versioned<T: Serialize>(found: Vec<Versioned<T>>) -> String {
    json(&found.into_iter().map(|stored| (stored.revision, stored.value)).collect::<Vec<_>>())
}
