//! The same people as columns of the lab, and what is asked of the reference policy about them.

use std::hint::black_box;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::{PolicyOnDate, prepare};
use jenjang::policy::types::Type;
use jenjang::policy::value::FactIndex;
use jenjang_lab::LabError;
use jenjang_lab::answers::{Answers, Detail, Verdicts};
use jenjang_lab::bits::Bits;
use jenjang_lab::column::{Column, Data, Meaning, Shape};
use jenjang_lab::input::{Mapping, open};
use jenjang_lab::kernel::Kernel;
use jenjang_lab::population::{InMemory, Population, Reading, Wanted};
use jenjang_lab::run::{Threads, over};
use jenjang_lab::segment::Segment;
use jenjang_policy_files::load;

use crate::raw::{self, NO_DATE, People};

/// People of a segment: its masks and columns stay in the cache between two steps.
const SEGMENT: usize = 65_536;

/// The reference policy in force on 1 April 2026, and the draft that asks for three years in grade in place of four.
pub(crate) fn policies() -> [Arc<PolicyOnDate>; 2] {
    let catalogue = include_bytes!("../../../../tests/benches/reference/catalogue.toml");
    let in_force = include_str!("../../../../tests/benches/reference/policy.toml");
    let draft = in_force.replace("value = \"4\"", "value = \"3\"");
    assert_ne!(in_force, draft, "the reference policy asks for four years in grade");
    let as_of = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
    // one catalogue for both: a library each would make it twice
    let draft = draft.replace("\"reference/promotion\"", "\"reference/draft\"");
    let files: [(&str, &[u8]); 2] = [("policy.toml", in_force.as_bytes()), ("draft.toml", draft.as_bytes())];
    let library = load([("catalogue.toml", &catalogue[..])], files);
    assert!(library.is_sound(), "{:?}", library.diagnostics);
    ["reference/promotion", "reference/draft"].map(|id| {
        let policy = library.set.get(id).unwrap();
        assert_eq!(policy.criteria.len(), 10);
        Arc::new(prepare(&library.set, policy, as_of, as_of).unwrap())
    })
}

/// The people as narrow columns in memory, in segments.
pub(crate) fn in_memory(policy: &PolicyOnDate, people: &People) -> InMemory {
    let catalogue = &policy.policy().catalogue;
    let firsts = (0..people.len()).step_by(SEGMENT);
    InMemory::new(catalogue, firsts.map(|first| segment(catalogue, people, first..people.len().min(first + SEGMENT))).collect())
}

/// The people of a Parquet file, read again for every run, as anybody's table is read.
pub(crate) fn parquet(policy: &PolicyOnDate, folder: &Path) -> Box<dyn Population> {
    let mapping = include_bytes!("../../../../tests/peers/mapping.toml");
    let catalogue = &policy.policy().catalogue;
    let mapping = Mapping::read("mapping.toml", mapping, catalogue).unwrap();
    open(&folder.join("people.parquet"), catalogue, Some(&mapping)).unwrap()
}

/// The people of these folders, read again for every run, a segment at a time.
pub(crate) struct Files {
    catalogue: Arc<Catalogue>,
    parts: Vec<(PathBuf, Range<usize>)>,
}

impl Files {
    pub(crate) fn new(policy: &PolicyOnDate, folders: &[PathBuf]) -> std::io::Result<Files> {
        let mut parts = Vec::new();
        for folder in folders {
            let count = raw::count(folder)?;
            let firsts = (0..count).step_by(SEGMENT);
            parts.extend(firsts.map(|first| (folder.clone(), first..count.min(first + SEGMENT))));
        }
        Ok(Files { catalogue: Arc::clone(&policy.policy().catalogue), parts })
    }
}

impl Population for Files {
    fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    fn people(&self) -> Option<u64> {
        Some(self.parts.iter().map(|(_, places)| places.len() as u64).sum())
    }

    fn parts(&self) -> usize {
        self.parts.len()
    }

    fn others(&self) -> Vec<Arc<str>> {
        Vec::new()
    }

    fn facts(&self) -> Vec<FactIndex> {
        (0..).map(FactIndex).take(self.catalogue.facts().len()).collect()
    }

    fn digest(&self) -> Result<String, LabError> {
        Err(LabError::refused("pengukuran tidak memerlukan sidik data", "a measurement needs no digest"))
    }

    fn read(&self, part: usize, _: &Wanted, each: &mut dyn FnMut(Segment) -> Result<(), LabError>) -> Result<Reading, LabError> {
        let (folder, places) = &self.parts[part];
        let people = People::some(folder, places.clone()).unwrap();
        each(segment(&self.catalogue, &people, 0..people.len()))?;
        Ok(Reading { people: people.len() as u64, ..Reading::default() })
    }
}

fn segment(catalogue: &Arc<Catalogue>, people: &People, places: Range<usize>) -> Segment {
    let mut segment = Segment::new(catalogue, places.len());
    let mut set = |name: &str, column: Column| segment.set(catalogue.find(name).unwrap(), column);
    let ranks = |name: &str, codes: &[u8], rank: fn(u8) -> u8| {
        let Type::Choice(scale) = &catalogue.fact(catalogue.find(name).unwrap()).ty else { panic!("`{name}` is no choice") };
        narrow(Meaning::Choice(Arc::clone(scale)), codes[places.clone()].iter().map(|code| Some(rank(*code).into())))
    };
    // 31 to 34 are III/a to III/d, 41 to 44 IV/a to IV/d
    set("grade", ranks("grade", &people.grade, |code| (code / 10 - 3) * 4 + code % 10 - 1));
    set("rating.last", ranks("rating.last", &people.ratings[0], |code| code - 1));
    set("rating.previous", ranks("rating.previous", &people.ratings[1], |code| code - 1));
    // 5 is one year after school, 7 three years, 10 a doctor
    set("education", ranks("education", &people.education, |code| code - 5));
    let dates = |days: &[i32]| narrow(Meaning::Date, days[places.clone()].iter().map(|day| (*day != NO_DATE).then_some(i64::from(*day))));
    set("grade.since", dates(&people.grade_since));
    set("sanction.until", dates(&people.sanction_until));
    set("birth", dates(&people.birth));
    set("position.since", dates(&people.position_since));
    for (place, levels) in people.levels.iter().enumerate() {
        let levels = levels[places.clone()].iter().map(|level| Some(i64::from(*level)));
        set(&format!("level.{}", place + 1), narrow(Meaning::Number { places: 0 }, levels));
    }
    let numbers = |values: &[u16], digits: u32| {
        narrow(Meaning::Number { places: digits }, values[places.clone()].iter().map(|value| Some(i64::from(*value))))
    };
    set("evaluation", numbers(&people.evaluation, 2));
    set("hours", numbers(&people.hours, 0));
    set("certificate", narrow(Meaning::Boolean, people.certificate[places.clone()].iter().map(|held| Some(i64::from(*held)))));
    segment
}

/// The narrowest column that holds these, as reading a file makes it; `None` is known not to exist.
fn narrow(meaning: Meaning, values: impl Iterator<Item = Option<i64>> + Clone) -> Column {
    let known = || values.clone().flatten();
    let (least, greatest) = (known().min().unwrap_or(0), known().max().unwrap_or(0));
    let distances = values.clone().map(|value| value.unwrap_or(least) - least);
    let data = match greatest - least {
        0..=0xff => Data::U8(distances.map(|n| u8::try_from(n).unwrap()).collect::<Vec<_>>().into()),
        0x100..=0xffff => Data::U16(distances.map(|n| u16::try_from(n).unwrap()).collect::<Vec<_>>().into()),
        _ => Data::U32(distances.map(|n| u32::try_from(n).unwrap()).collect::<Vec<_>>().into()),
    };
    let none = values.clone().any(|value| value.is_none()).then(|| values.map(|value| value.is_none()).collect::<Bits>());
    Column { shape: Shape::Narrow { meaning, data, base: least, least, greatest }, missing: None, none }
}

/// What a run found, apart from the masks: numbers that contenders and the driver can compare.
pub(crate) type Told = Vec<(&'static str, Vec<u64>)>;

/// Who is eligible, by segment.
pub(crate) fn eligible(kernel: &Kernel, people: &dyn Population, threads: Threads) -> (Vec<Bits>, Told) {
    let masks = run(kernel, people, threads, Detail::Outcome, Vec::new, |masks: &mut Vec<Bits>, _, mut answers| {
        masks.push(answers.remove(0).outcome.eligible());
    });
    (masks.into_iter().flatten().collect(), Vec::new())
}

/// The first policy against the second: who gains, who loses, and by which criteria.
pub(crate) fn compared(kernel: &Kernel, people: &dyn Population, threads: Threads) -> (Vec<Bits>, Told) {
    #[derive(Default)]
    struct Part {
        eligible: Vec<Bits>,
        counts: [u64; 4],
        gained_by: Vec<u64>,
        lost_by: Vec<u64>,
    }
    let parts = run(kernel, people, threads, Detail::Criteria, Part::default, |part: &mut Part, _, answers| {
        let [before, after] = &answers[..] else { panic!("two policies, two answers") };
        let (was, is) = (before.outcome.eligible(), after.outcome.eligible());
        let (gained, lost) = (is.without(&was), was.without(&is));
        let unknown = [before, after].map(|answers| answers.outcome.unknown().count());
        add(&mut part.counts, &[gained.count(), lost.count(), unknown[0], unknown[1]]);
        part.gained_by.resize(before.criteria.len(), 0);
        part.lost_by.resize(before.criteria.len(), 0);
        // who gains met all of the draft: what stood in the way before is the cause; and the other way round for who loses
        add(&mut part.gained_by, &blocking(before, &gained));
        add(&mut part.lost_by, &blocking(after, &lost));
        part.eligible.push(was);
    });
    let mut told = [[0; 4].to_vec(), vec![0; 10], vec![0; 10]];
    for part in &parts {
        add(&mut told[0], &part.counts);
        add(&mut told[1], &part.gained_by);
        add(&mut told[2], &part.lost_by);
    }
    let [counts, gained_by, lost_by] = told;
    (parts.into_iter().flat_map(|part| part.eligible).collect(), vec![("counts", counts), ("gained-by", gained_by), ("lost-by", lost_by)])
}

/// How many of these a criterion holds back, for each criterion.
fn blocking(answers: &Answers, these: &Bits) -> Vec<u64> {
    let count = |verdicts: &Verdicts| {
        let words = verdicts.not_met.words().iter().zip(verdicts.unknown.words()).zip(these.words());
        words.map(|((not_met, unknown), these)| u64::from(((not_met | unknown) & these).count_ones())).sum()
    };
    answers.criteria.iter().map(count).collect()
}

/// Everybody's failed criteria, and of each criterion whom it blocks, whom it blocks alone, and who is unknown.
pub(crate) fn explained(kernel: &Kernel, people: &dyn Population, threads: Threads) -> (Vec<Bits>, Told) {
    #[derive(Default)]
    struct Part {
        eligible: Vec<Bits>,
        /// The failed sets: a mask for each criterion.
        failed: Vec<Vec<Bits>>,
        blocked: Vec<u64>,
        alone: Vec<u64>,
        unknown: Vec<u64>,
    }
    let parts = run(kernel, people, threads, Detail::Missing, Part::default, |part: &mut Part, _, mut answers| {
        let answers = answers.remove(0);
        let (blocked, alone, unknown) = counts(&answers);
        for (sum, found) in [(&mut part.blocked, blocked), (&mut part.alone, alone), (&mut part.unknown, unknown)] {
            sum.resize(found.len(), 0);
            add(sum, &found);
        }
        part.eligible.push(answers.outcome.eligible());
        part.failed.push(answers.criteria.into_iter().map(|verdicts| verdicts.not_met).collect());
    });
    let mut told = [vec![0; 10], vec![0; 10], vec![0; 10]];
    for part in &parts {
        add(&mut told[0], &part.blocked);
        add(&mut told[1], &part.alone);
        add(&mut told[2], &part.unknown);
        black_box(&part.failed);
    }
    let [blocked, alone, unknown] = told;
    (parts.into_iter().flat_map(|part| part.eligible).collect(), vec![("blocked", blocked), ("alone", alone), ("unknown", unknown)])
}

/// For each criterion: blocked, blocked by this alone (nothing else fails or is unknown), unknown.
fn counts(answers: &Answers) -> (Vec<u64>, Vec<u64>, Vec<u64>) {
    let criteria = &answers.criteria;
    let (mut blocked, mut alone, mut unknown) = (vec![0; criteria.len()], vec![0; criteria.len()], vec![0; criteria.len()]);
    for word in 0..answers.len.div_ceil(64) {
        let of = |verdicts: &Verdicts| (verdicts.not_met.words()[word], verdicts.unknown.words()[word]);
        let (mut once, mut twice) = (0_u64, 0_u64);
        for verdicts in criteria {
            let (not_met, unknown) = of(verdicts);
            let open = not_met | unknown;
            twice |= once & open;
            once |= open;
        }
        for (at, verdicts) in criteria.iter().enumerate() {
            let (not_met, open) = of(verdicts);
            blocked[at] += u64::from(not_met.count_ones());
            alone[at] += u64::from((not_met & !twice).count_ones());
            unknown[at] += u64::from(open.count_ones());
        }
    }
    (blocked, alone, unknown)
}

fn add(sum: &mut [u64], more: &[u64]) {
    sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

/// Runs over all segments; the results are in their order.
fn run<T: Send>(
    kernel: &Kernel,
    people: &dyn Population,
    threads: Threads,
    detail: Detail,
    fresh: impl Fn() -> T + Sync,
    fold: impl Fn(&mut T, &Segment, Vec<Answers>) + Sync,
) -> Vec<T> {
    let wanted = Wanted { facts: kernel.facts().to_vec(), others: Vec::new() };
    let answered = |result: &mut T, segment: &Segment| {
        fold(result, segment, kernel.answer(segment, detail));
        Ok(())
    };
    over(people, &wanted, threads, fresh, answered).unwrap().0
}
