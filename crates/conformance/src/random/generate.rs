//! Sequences from a seed: few names, so that operations meet.

use jenjang::access::GrantedRole;
use jenjang::competency::repository::TextKind;
use jenjang::evaluation::repository::Audience;

use super::dump::{FRAMEWORKS, HASHES, KEYS, PEOPLE};
use super::operation::{Named, Operation, PageOf, Person};

type Name = &'static str;

const NUMBERS: [Name; 3] = ["1", "2", "3"];
const UNITS: [Name; 3] = ["u", "U", "v"];
const CYCLES: [Name; 2] = ["2026-1", "2026-2"];
const ROUNDS: [Name; 2] = ["r-1", "r-2"];
const DAYS: [Name; 4] = ["0001-01-01", "2025-12-31", "2026-01-01", "9999-12-31"];
const MOMENTS: [Name; 4] = ["2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000000001Z", "2027-01-01T00:00:00Z"];
const LEVELS: [Name; 4] = ["1", "1.0", "2.50", "-0.5"];
const NAMES: [Name; 4] = ["x", "X", "y", "%"];

/// A small generator of numbers that look random (SplitMix64), so that a seed says everything.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn byte(&mut self, limit: u8) -> u8 {
        u8::try_from(self.below(u64::from(limit))).unwrap()
    }

    /// Whether something of this chance in a hundred happens.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let place = self.below(u64::try_from(from.len()).unwrap());
        from[usize::try_from(place).unwrap()]
    }

    fn maybe<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        self.chance(60).then(|| self.pick(from))
    }

    fn some<T>(&mut self, most: u64, mut one: impl FnMut(&mut Dice) -> T) -> Vec<T> {
        let count = self.below(most + 1);
        (0..count).map(|_| one(self)).collect()
    }

    fn named(&mut self) -> Named {
        match self.below(10) {
            0 => Named::New,
            1 => Named::Wrong,
            _ => Named::Right,
        }
    }

    fn page(&mut self) -> PageOf {
        let limit = if self.chance(30) { usize::MAX } else { usize::try_from(self.below(4)).unwrap() };
        PageOf { after: self.maybe(&PEOPLE), limit }
    }

    fn person(&mut self) -> Person {
        Person {
            id: self.pick(&PEOPLE),
            number: self.maybe(&NUMBERS),
            unit: self.maybe(&UNITS),
            superior: self.maybe(&PEOPLE),
            registers: self.byte(4),
        }
    }

    fn audience(&mut self) -> Audience {
        self.pick(&[Audience::Ratee, Audience::Hr, Audience::Analyst])
    }
}

/// An operation on one part of the store; 7 for any part.
pub(crate) fn operation(dice: &mut Dice, part: u64) -> Operation {
    match if part > 6 { dice.below(7) } else { part } {
        0 => of_people(dice),
        1 => of_competency(dice),
        2 => of_cycles(dice),
        3 => of_rounds(dice),
        4 => of_decisions(dice),
        5 => of_records(dice),
        _ => of_access(dice),
    }
}

fn of_people(dice: &mut Dice) -> Operation {
    match dice.below(8) {
        0..=2 => Operation::SavePerson(dice.person(), dice.named()),
        3 => {
            // how many revisions somebody given twice goes up is not promised
            let mut people: Vec<Person> = dice.some(5, Dice::person);
            people.sort_by_key(|person| person.id);
            people.dedup_by_key(|person| person.id);
            Operation::SavePeople(people)
        }
        4 => Operation::RemovePerson(dice.pick(&PEOPLE), dice.named()),
        5 => Operation::FindPeople(dice.some(4, |dice| dice.pick(&PEOPLE))),
        6 => {
            let units = dice.chance(60).then(|| dice.some(3, |dice| dice.pick(&UNITS)));
            Operation::ListPeople(units, dice.maybe(&PEOPLE), dice.page())
        }
        _ => Operation::SaveUnits(dice.some(3, |dice| (dice.pick(&UNITS), dice.maybe(&UNITS)))),
    }
}

fn of_competency(dice: &mut Dice) -> Operation {
    match dice.below(8) {
        0 => Operation::SaveText(dice.pick(&TextKind::ALL), dice.pick(&NAMES), dice.byte(3)),
        1 | 2 => Operation::SaveProfile(dice.pick(&PEOPLE), dice.pick(&FRAMEWORKS), dice.pick(&LEVELS), dice.named()),
        3 => Operation::RemoveProfiles(dice.pick(&PEOPLE)),
        4 => Operation::ListProfiles(dice.pick(&FRAMEWORKS), dice.page()),
        5 | 6 => Operation::SavePolicy(dice.pick(&NAMES), dice.byte(3), dice.pick(&DAYS), dice.byte(3), dice.named()),
        _ => Operation::ListPolicies(dice.maybe(&NAMES)),
    }
}

fn of_cycles(dice: &mut Dice) -> Operation {
    let of = dice.pick(&CYCLES);
    match dice.below(14) {
        0 => Operation::SaveCycle(of, dice.named()),
        1 | 2 => Operation::Nominate(of, dice.some(4, |dice| (dice.pick(&PEOPLE), dice.pick(&PEOPLE), dice.byte(2)))),
        3 => Operation::Nominations(of, dice.maybe(&PEOPLE), dice.maybe(&PEOPLE)),
        4..=7 => Operation::Answer(of, dice.pick(&PEOPLE), dice.pick(&PEOPLE), dice.pick(&LEVELS)),
        8 => Operation::Receipts(of, dice.maybe(&PEOPLE), dice.maybe(&PEOPLE)),
        9 => Operation::Close(of, dice.some(3, |dice| (dice.pick(&NAMES), dice.pick(&PEOPLE)))),
        10 | 11 => {
            Operation::SaveResults(of, dice.some(3, |dice| (dice.maybe(&PEOPLE), dice.audience(), [1, 2, 10][usize::from(dice.byte(3))])))
        }
        12 => Operation::Results(of, dice.audience(), dice.maybe(&PEOPLE), dice.page()),
        _ => Operation::RemoveFromCycles(dice.pick(&PEOPLE)),
    }
}

fn of_rounds(dice: &mut Dice) -> Operation {
    let of = dice.pick(&ROUNDS);
    match dice.below(10) {
        0 => Operation::SaveRound(of, dice.byte(2), dice.named()),
        1 | 2 => Operation::AddCandidates(of, dice.some(4, |dice| dice.pick(&PEOPLE))),
        3 => Operation::RemoveCandidate(of, dice.pick(&PEOPLE)),
        4 => Operation::Candidates(of, dice.page()),
        5 | 6 => Operation::SaveEntries(of, dice.some(4, |dice| (dice.pick(&PEOPLE), dice.maybe(&LEVELS)))),
        7 => Operation::RemoveEntry(of, dice.pick(&PEOPLE)),
        8 => Operation::Entries(of, dice.page()),
        _ => Operation::SavePanelScores(
            of,
            dice.some(4, |dice| (dice.pick(&NAMES), dice.pick(&PEOPLE), dice.pick(&NAMES), dice.pick(&LEVELS))),
        ),
    }
}

fn of_decisions(dice: &mut Dice) -> Operation {
    match dice.below(14) {
        0..=5 => {
            // few people and one round, so that parents are met
            let people = &PEOPLE[..2];
            Operation::Decide(dice.some(3, |dice| {
                let parent = dice.chance(50).then(|| dice.byte(8));
                (dice.byte(8), dice.pick(people), dice.maybe(&ROUNDS[..1]), parent, dice.pick(&DAYS))
            }))
        }
        6 => Operation::Heads(ROUNDS[0], dice.page()),
        7 => Operation::RemoveDecisions(dice.pick(&PEOPLE[..2])),
        8 => Operation::SaveAppeal(dice.pick(&NAMES), dice.pick(&PEOPLE), dice.byte(2), dice.named()),
        9 => Operation::Waive(dice.pick(&NAMES), dice.pick(&PEOPLE)),
        10 => Operation::WaiversOf(dice.some(4, |dice| dice.pick(&PEOPLE))),
        11 => Operation::RemoveAppeals(dice.pick(&PEOPLE)),
        12 => Operation::SaveDevelopment(dice.pick(&NAMES), dice.pick(&PEOPLE), dice.pick(&LEVELS), dice.named()),
        _ => Operation::RemoveDevelopment(dice.pick(&PEOPLE)),
    }
}

fn of_records(dice: &mut Dice) -> Operation {
    let people = [dice.maybe(&PEOPLE), dice.maybe(&PEOPLE)];
    match dice.below(6) {
        0..=2 => Operation::SaveRecord(dice.pick(&NAMES), dice.maybe(&NAMES), people, dice.named()),
        3 => Operation::RemoveRecord(dice.pick(&NAMES), dice.named()),
        _ => Operation::ListRecords(dice.maybe(&NAMES), people, usize::from(dice.byte(4))),
    }
}

fn of_access(dice: &mut Dice) -> Operation {
    match dice.below(14) {
        0 => {
            let until = dice.maybe(&DAYS);
            Operation::Grant(dice.pick(&PEOPLE), dice.pick(&GrantedRole::ALL), dice.pick(&UNITS), dice.pick(&DAYS), until)
        }
        1 | 2 => Operation::Put(dice.pick(&NAMES)),
        3 => Operation::Peek(usize::try_from(dice.below(4)).unwrap()),
        4 => Operation::TakeOut(dice.some(3, |dice| dice.pick(&NAMES))),
        5 => Operation::InsertAnswered(dice.pick(&PEOPLE), dice.pick(&KEYS), dice.pick(&MOMENTS)),
        6 => Operation::ForgetAnswered(dice.pick(&MOMENTS)),
        7 => Operation::InsertToken(dice.byte(HASHES), dice.pick(&PEOPLE)),
        8 => Operation::RemoveToken(dice.byte(HASHES)),
        9 => Operation::SaveSession(dice.byte(HASHES), dice.pick(&MOMENTS)),
        10 => {
            if dice.chance(50) {
                Operation::RemoveSession(dice.byte(HASHES))
            } else {
                Operation::ExpireSessions(dice.pick(&MOMENTS))
            }
        }
        11 => Operation::Append(dice.pick(&NAMES)),
        12 => Operation::AppendNumbered(dice.below(6)),
        _ => Operation::SaveCheckpoint(dice.below(5)),
    }
}
