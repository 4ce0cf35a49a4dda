//! Envelopes: what a unit may spend on a programme in a year, and what became of it.
//!
//! Money passes three stages. *Planned* is what a plan would take, *committed* what is owed once people are enrolled or a contract is signed, *spent*
//! what was paid. An entry can settle one of the stage before it: the payment of an invoice settles the commitment. Nothing is ever changed or
//! deleted; a mistake is taken back by a counter-entry that names the entry it corrects.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::rupiah;
use crate::legal::Label;
use crate::people::id::{EnvelopeId, UnitId};
use crate::record::{Kept, Kind};

/// How far money has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Meant for something; can still be used otherwise.
    Planned,
    /// Owed.
    Committed,
    /// Paid.
    Spent,
}

impl Stage {
    /// All, in order.
    pub const ALL: [Stage; 3] = [Stage::Planned, Stage::Committed, Stage::Spent];

    /// The word in files and commands.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Planned => "planned",
            Stage::Committed => "committed",
            Stage::Spent => "spent",
        }
    }

    /// What people read.
    pub fn label(self) -> Label {
        match self {
            Stage::Planned => Label::new("direncanakan", "planned"),
            Stage::Committed => Label::new("terikat", "committed"),
            Stage::Spent => Label::new("dibelanjakan", "spent"),
        }
    }
}

/// A line of an envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Entry {
    /// Its number in the envelope, from 1.
    pub number: u32,
    /// The day.
    pub on: NaiveDate,
    /// How far the money has gone.
    pub stage: Stage,
    /// What for.
    pub what: Arc<str>,
    /// How much, in rupiah; below zero in a counter-entry.
    pub amount: Decimal,
    /// The document it rests on: plan, contract, invoice.
    pub document: Arc<str>,
    /// The entry of the stage before that it settles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settles: Option<u32>,
    /// The entry that it takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<u32>,
    /// Why more was committed or spent than there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<Arc<str>>,
}

/// What is to be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// The day.
    pub on: NaiveDate,
    /// How far the money has gone.
    pub stage: Stage,
    /// What for.
    pub what: Arc<str>,
    /// How much, in rupiah, above zero.
    pub amount: Decimal,
    /// The document it rests on.
    pub document: Arc<str>,
    /// The entry of the stage before that it settles.
    pub settles: Option<u32>,
    /// Why more may be committed or spent than there is.
    pub over: Option<Arc<str>>,
}

/// Money for development.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Envelope {
    /// Its id.
    pub id: EnvelopeId,
    /// Whose it is: the unit and all under it.
    pub unit: UnitId,
    /// The programme of the budget.
    pub programme: Arc<str>,
    /// The budget year.
    pub year: i32,
    /// How much, in rupiah.
    pub money: Decimal,
    /// The document that grants it (DPA, DIPA).
    pub document: Arc<str>,
    /// What became of it, in the order entered.
    pub entries: Vec<Entry>,
}

/// Where an envelope stands, in rupiah.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Balance {
    /// Planned and not committed.
    pub planned: Decimal,
    /// Committed and not spent.
    pub committed: Decimal,
    /// Spent.
    pub spent: Decimal,
    /// What can still be committed: neither committed nor spent. Below zero where more was allowed.
    pub available: Decimal,
}

/// Why an entry is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryFault {
    /// Nothing, or less.
    NotPositive(Decimal),
    /// No such entry.
    NoEntry(u32),
    /// Settles an entry that is not of the stage before, or is a counter-entry.
    NotBefore {
        /// The entry named.
        entry: u32,
        /// Its stage.
        found: Stage,
        /// The stage of the new entry.
        stage: Stage,
    },
    /// More is taken back than is left of the entry.
    TooMuch {
        /// The entry named.
        entry: u32,
        /// What is asked.
        asked: Decimal,
        /// What is left of it.
        left: Decimal,
    },
    /// More would be committed and spent than there is.
    Overspent {
        /// What is asked.
        asked: Decimal,
        /// What can be committed.
        available: Decimal,
    },
    /// Numbers too large to add.
    TooLarge,
}

impl EntryFault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            EntryFault::NotPositive(_) => "amount-not-positive",
            EntryFault::NoEntry(_) => "no-such-entry",
            EntryFault::NotBefore { .. } => "entry-of-another-stage",
            EntryFault::TooMuch { .. } => "more-than-left-of-entry",
            EntryFault::Overspent { .. } => "overspent",
            EntryFault::TooLarge => "too-large",
        }
    }

    /// The sentence.
    pub fn message(&self) -> Label {
        match self {
            EntryFault::NotPositive(amount) => Label::new(
                format!("jumlah `{}`, diharapkan lebih dari nol", rupiah(*amount).id),
                format!("the amount is `{}`, expected more than zero", rupiah(*amount).en),
            ),
            EntryFault::NoEntry(entry) => {
                Label::new(format!("catatan nomor {entry} tidak ada dalam pagu"), format!("the envelope has no entry number {entry}"))
            }
            EntryFault::NotBefore { entry, found, stage } => Label::new(
                format!(
                    "catatan nomor {entry} berstatus {}, yang dapat diselesaikan oleh catatan {} adalah tahap sebelumnya",
                    found.label().id,
                    stage.label().id
                ),
                format!(
                    "entry number {entry} is {}; an entry that is {} settles one of the stage before it",
                    found.label().en,
                    stage.label().en
                ),
            ),
            EntryFault::TooMuch { entry, asked, left } => {
                let (asked, left) = (rupiah(*asked), rupiah(*left));
                Label::new(
                    format!("diminta {} dari catatan nomor {entry}, sisanya {}", asked.id, left.id),
                    format!("{} is asked of entry number {entry}, {} is left of it", asked.en, left.en),
                )
            }
            EntryFault::Overspent { asked, available } => {
                let (asked, available) = (rupiah(*asked), rupiah(*available));
                Label::new(
                    format!("{} melebihi yang tersedia, {}; beri alasan bila memang dibolehkan", asked.id, available.id),
                    format!("{} is more than the {} available; give a reason if it is allowed", asked.en, available.en),
                )
            }
            EntryFault::TooLarge => Label::new("jumlah terlalu besar", "the amounts are too large"),
        }
    }
}

impl Envelope {
    /// An envelope from which nothing was taken yet.
    pub fn new(id: EnvelopeId, unit: UnitId, programme: Arc<str>, year: i32, money: Decimal, document: Arc<str>) -> Envelope {
        Envelope { id, unit, programme, year, money, document, entries: Vec::new() }
    }

    /// The entry with this number.
    pub fn entry(&self, number: u32) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.number == number)
    }

    /// What is left of an entry: not taken back, and not settled by one of the next stage.
    pub fn left_of(&self, number: u32) -> Decimal {
        let Some(entry) = self.entry(number) else { return Decimal::ZERO };
        (entry.amount - self.taken_back_of(number) - self.settled_of(number)).max(Decimal::ZERO)
    }

    /// What entries of the next stage settled of an entry, less what was taken back of them.
    pub fn settled_of(&self, number: u32) -> Decimal {
        self.entries.iter().filter(|other| other.settles == Some(number)).map(|other| self.net(other.number)).sum()
    }

    /// What was taken back of an entry.
    pub fn taken_back_of(&self, number: u32) -> Decimal {
        -self.entries.iter().filter(|other| other.corrects == Some(number)).map(|other| other.amount).sum::<Decimal>()
    }

    /// An entry less what was taken back of it.
    fn net(&self, number: u32) -> Decimal {
        self.entries.iter().filter(|entry| entry.number == number || entry.corrects == Some(number)).map(|entry| entry.amount).sum()
    }

    /// Where it stands.
    pub fn balance(&self) -> Balance {
        let of = |stage: Stage| {
            let entries = self.entries.iter().filter(|entry| entry.stage == stage && entry.corrects.is_none());
            entries.map(|entry| if stage == Stage::Spent { self.net(entry.number) } else { self.left_of(entry.number) }).sum::<Decimal>()
        };
        let (planned, committed, spent) = (of(Stage::Planned), of(Stage::Committed), of(Stage::Spent));
        Balance { planned, committed, spent, available: self.money - committed - spent }
    }

    /// Enters money; the number of the entry.
    ///
    /// INVARIANT (never overspent unawares): what is committed and spent stays within the money, unless the entry that goes beyond says why.
    ///
    /// # Errors
    /// [`EntryFault`]; nothing is changed then.
    pub fn enter(&mut self, new: NewEntry) -> Result<u32, EntryFault> {
        if new.amount <= Decimal::ZERO {
            return Err(EntryFault::NotPositive(new.amount));
        }
        if let Some(settled) = new.settles {
            let entry = self.entry(settled).ok_or(EntryFault::NoEntry(settled))?;
            let before = Stage::ALL.iter().copied().rfind(|stage| *stage < new.stage);
            if before != Some(entry.stage) || entry.corrects.is_some() {
                return Err(EntryFault::NotBefore { entry: settled, found: entry.stage, stage: new.stage });
            }
        }
        self.sums(new.amount)?;
        let before = self.balance().available;
        let number = self.add(Entry {
            number: 0,
            on: new.on,
            stage: new.stage,
            what: new.what,
            amount: new.amount,
            document: new.document,
            settles: new.settles,
            corrects: None,
            over: new.over,
        });
        let after = self.balance().available;
        let goes_beyond = after < Decimal::ZERO && after < before;
        if goes_beyond && self.entry(number).is_some_and(|entry| entry.over.is_none()) {
            self.entries.pop();
            return Err(EntryFault::Overspent { asked: new.amount, available: before });
        }
        Ok(number)
    }

    /// Takes an entry back, or a part of it, by a counter-entry; its number.
    ///
    /// # Errors
    /// [`EntryFault`]; nothing is changed then.
    pub fn take_back(
        &mut self,
        number: u32,
        amount: Option<Decimal>,
        on: NaiveDate,
        why: Arc<str>,
        document: Arc<str>,
    ) -> Result<u32, EntryFault> {
        let entry = self.entry(number).ok_or(EntryFault::NoEntry(number))?.clone();
        if entry.corrects.is_some() {
            return Err(EntryFault::NoEntry(number));
        }
        let left = self.left_of(number);
        let amount = amount.unwrap_or(left);
        if amount > left || left.is_zero() {
            return Err(EntryFault::TooMuch { entry: number, asked: amount, left });
        }
        if amount <= Decimal::ZERO {
            return Err(EntryFault::NotPositive(amount));
        }
        Ok(self.add(Entry {
            number: 0,
            on,
            stage: entry.stage,
            what: why,
            amount: -amount,
            document,
            settles: None,
            corrects: Some(number),
            over: None,
        }))
    }

    fn sums(&self, more: Decimal) -> Result<(), EntryFault> {
        let sum = |sum: Decimal, amount: Decimal| sum.checked_add(amount.abs());
        let amounts = self.entries.iter().map(|entry| entry.amount).chain([more, self.money]);
        amounts.into_iter().try_fold(Decimal::ZERO, sum).map(|_| ()).ok_or(EntryFault::TooLarge)
    }

    fn add(&mut self, entry: Entry) -> u32 {
        let number = self.entries.last().map_or(1, |last| last.number.saturating_add(1));
        self.entries.push(Entry { number, ..entry });
        number
    }
}

impl Kept for Envelope {
    const KIND: Kind = Kind::Envelope;

    fn key(&self) -> Arc<str> {
        self.id.as_str().into()
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(self.unit.as_str().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn envelope() -> Envelope {
        Envelope::new("dik".parse().unwrap(), "dinas".parse().unwrap(), "Pengembangan".into(), 2026, d("10000000"), "DPA 1/2026".into())
    }

    fn new(stage: Stage, amount: &str, settles: Option<u32>) -> NewEntry {
        let on = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        NewEntry { on, stage, what: "kursus".into(), amount: d(amount), document: "dok".into(), settles, over: None }
    }

    fn back(envelope: &mut Envelope, number: u32, amount: Option<&str>) -> Result<u32, EntryFault> {
        envelope.take_back(number, amount.map(d), NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(), "salah".into(), "BA 1".into())
    }

    #[test]
    fn money_moves_from_planned_over_committed_to_spent() {
        let mut envelope = envelope();
        assert_eq!(envelope.enter(new(Stage::Planned, "4000000", None)), Ok(1));
        assert_eq!(envelope.enter(new(Stage::Committed, "4000000", Some(1))), Ok(2));
        assert_eq!(envelope.enter(new(Stage::Spent, "1500000", Some(2))), Ok(3));
        let balance = envelope.balance();
        assert_eq!(balance, Balance { planned: d("0"), committed: d("2500000"), spent: d("1500000"), available: d("6000000") });
    }

    #[test]
    fn more_than_there_is_needs_a_reason_that_stays() {
        let mut envelope = envelope();
        let fault = envelope.enter(new(Stage::Committed, "10000001", None)).unwrap_err();
        assert_eq!(fault, EntryFault::Overspent { asked: d("10000001"), available: d("10000000") });
        assert!(envelope.entries.is_empty());
        let allowed = NewEntry { over: Some("persetujuan kepala dinas".into()), ..new(Stage::Committed, "10000001", None) };
        assert_eq!(envelope.enter(allowed), Ok(1));
        assert_eq!(envelope.balance().available, d("-1"));
        // once beyond, nothing more without a reason of its own; what settles a commitment takes nothing more
        assert!(envelope.enter(new(Stage::Spent, "1", None)).is_err());
        assert_eq!(envelope.enter(new(Stage::Spent, "10000001", Some(1))), Ok(2));
    }

    #[test]
    fn an_invoice_above_its_commitment_takes_what_is_available() {
        let mut envelope = envelope();
        envelope.enter(new(Stage::Committed, "9000000", None)).unwrap();
        assert!(envelope.enter(new(Stage::Spent, "10000001", Some(1))).is_err());
        envelope.enter(new(Stage::Spent, "10000000", Some(1))).unwrap();
        assert_eq!(envelope.balance(), Balance { spent: d("10000000"), ..Balance::default() });
    }

    #[test]
    fn a_mistake_is_taken_back_by_a_counter_entry_and_nothing_is_deleted() {
        let mut envelope = envelope();
        envelope.enter(new(Stage::Committed, "4000000", None)).unwrap();
        envelope.enter(new(Stage::Spent, "1000000", Some(1))).unwrap();
        assert_eq!(back(&mut envelope, 1, Some("3000001")), Err(EntryFault::TooMuch { entry: 1, asked: d("3000001"), left: d("3000000") }));
        assert_eq!(back(&mut envelope, 1, None), Ok(3));
        assert_eq!(envelope.balance().committed, d("0"));
        // the payment was wrong too: the commitment it settled stands again, less what was taken back of it
        assert_eq!(back(&mut envelope, 2, None), Ok(4));
        assert_eq!(envelope.balance(), Balance { committed: d("1000000"), available: d("9000000"), ..Balance::default() });
        assert_eq!(envelope.entries.len(), 4);
        assert_eq!(back(&mut envelope, 4, None), Err(EntryFault::NoEntry(4)));
        assert_eq!(back(&mut envelope, 9, None), Err(EntryFault::NoEntry(9)));
    }

    #[test]
    fn stages_are_settled_in_their_order() {
        let mut envelope = envelope();
        envelope.enter(new(Stage::Planned, "5", None)).unwrap();
        let fault = envelope.enter(new(Stage::Spent, "5", Some(1))).unwrap_err();
        assert_eq!(fault, EntryFault::NotBefore { entry: 1, found: Stage::Planned, stage: Stage::Spent });
        assert_eq!(envelope.enter(new(Stage::Spent, "0", None)), Err(EntryFault::NotPositive(d("0"))));
        assert_eq!(envelope.enter(new(Stage::Spent, "5", Some(7))), Err(EntryFault::NoEntry(7)));
    }

    proptest::proptest! {
        #[test]
        fn without_a_reason_no_sequence_of_entries_overspends(steps in proptest::collection::vec((0_u8..4, 1_i64..6_000_000, 0_u32..8), 1..40)) {
            let mut envelope = envelope();
            for (what, amount, of) in steps {
                let before = envelope.clone();
                let settles = (of > 0).then_some(of);
                let done = match what {
                    3 => back(&mut envelope, of, Some(&amount.to_string())).is_ok(),
                    stage => {
                        let stage = Stage::ALL[usize::from(stage)];
                        envelope.enter(new(stage, &amount.to_string(), settles)).is_ok()
                    }
                };
                proptest::prop_assert!(done || envelope == before);
                let balance = envelope.balance();
                proptest::prop_assert!(balance.available >= Decimal::ZERO);
                proptest::prop_assert_eq!(balance.available + balance.committed + balance.spent, envelope.money);
                proptest::prop_assert!(balance.spent >= Decimal::ZERO && balance.committed >= Decimal::ZERO && balance.planned >= Decimal::ZERO);
            }
        }
    }
}
