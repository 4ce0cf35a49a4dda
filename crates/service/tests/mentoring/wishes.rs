use jenjang::development::wish::{MentoringWish, Wish};
use jenjang::mentoring::{Criterion, MentoringProgramme, Side};
use jenjang::people::id::ProgrammeId;
use jenjang::record::Kept;
use jenjang_service::ServiceError;
use jenjang_service::mentoring::{
    MatchMentors, MatchPerson, OpenProgramme, WishMentoring, declare_programme, match_mentors, open_programmes, read_programme,
    wish_mentoring,
};
use jenjang_service::needs::{WithdrawWish, withdraw_wish};

use crate::pairs::{programme, started};
use crate::world::{World, as_on, code, person, sources, unit};

fn wish(world: &World, who: &str, side: Side) -> Result<Wish, ServiceError> {
    wish_in(world, who, "cpns-2026", side, "2026-03-02")
}

fn wish_in(world: &World, who: &str, programme: &str, side: Side, on: &str) -> Result<Wish, ServiceError> {
    let command = WishMentoring { programme: programme.parse().unwrap(), side };
    as_on!(world, who, on, context => wish_mentoring(&context, &command))
}

fn open(world: &World, who: &str) -> Vec<OpenProgramme> {
    as_on!(world, who, "2026-03-02", context => open_programmes(&context, &sources())).unwrap()
}

fn asked(world: &World, who: &str) -> Vec<(String, Side)> {
    let id: ProgrammeId = "cpns-2026".parse().unwrap();
    let found = as_on!(world, who, "2026-03-02", context => read_programme(&context, &id)).unwrap();
    found.wishes.into_iter().map(|wish| (wish.person.to_string(), wish.mentoring.unwrap().side)).collect()
}

#[test]
fn who_offers_is_counted_by_criterion_without_the_own_superior() {
    let world = started();
    for mentor in ["m1", "kepala"] {
        wish(&world, mentor, Side::Mentor).unwrap();
    }
    let offered = |who: &str| {
        let offered = open(&world, who).pop().unwrap().offered.unwrap();
        (offered.mentors, offered.meets)
    };
    let meets = |counts: [usize; 3]| [Criterion::SameUnit, Criterion::SameField, Criterion::HigherGrade].into_iter().zip(counts).collect();
    assert_eq!(offered("n1"), (1, meets([1, 1, 1])), "`kepala` leads n1");
    assert_eq!(offered("n3"), (2, meets([0, 2, 2])));
    assert_eq!(offered("m1"), (0, meets([0, 0, 0])), "nobody is the own mentor");
}

#[test]
fn a_wish_is_of_the_own_unit_said_once_and_ends_with_the_programme() {
    let world = started();
    let of_badan = MentoringProgramme { id: "badan-2026".parse().unwrap(), unit: unit("badan"), ..programme() };
    as_on!(world, "hr", "2026-02-20", context => declare_programme(&context, &of_badan)).unwrap();
    let ids = |who: &str| open(&world, who).into_iter().map(|open| open.programme.id.to_string()).collect::<Vec<_>>();
    assert_eq!((ids("n1"), ids("n3")), (vec!["cpns-2026".to_owned()], vec!["badan-2026".to_owned(), "cpns-2026".to_owned()]));
    let before = world.trail();
    assert_eq!(code(wish_in(&world, "n1", "badan-2026", Side::Mentee, "2026-03-02")), "outside-programme");
    assert_eq!(code(wish_in(&world, "n1", "tidak-ada", Side::Mentee, "2026-03-02")), "not-found");
    assert_eq!(code(wish_in(&world, "n1", "cpns-2026", Side::Mentee, "2027-01-01")), "programme-over");
    assert_eq!(world.trail(), before);
    let said = wish(&world, "n1", Side::Mentee).unwrap();
    assert_eq!((&*said.id, &*said.topic), ("n1-w1", "Pendampingan pegawai baru"));
    assert_eq!(world.trail(), before + 1);
    assert_eq!(code(wish(&world, "n1", Side::Mentee)), "wish-twice");
    assert_eq!(&*wish(&world, "n1", Side::Mentor).unwrap().id, "n1-w2", "as both");
    let command = WithdrawWish { id: said.id };
    for other in ["n2", "kepala", "hr"] {
        assert_eq!(code(as_on!(world, other, "2026-03-03", context => withdraw_wish(&context, &command))), "forbidden", "{other}");
    }
    as_on!(world, "n1", "2026-03-03", context => withdraw_wish(&context, &command)).unwrap();
    assert_eq!(open(&world, "n1").pop().unwrap().wishes.len(), 1);
}

#[test]
fn hr_sees_who_asked_and_a_match_fulfils_it() {
    let world = started();
    wish(&world, "n1", Side::Mentee).unwrap();
    wish(&world, "m1", Side::Mentor).unwrap();
    let both = [("m1".to_owned(), Side::Mentor), ("n1".to_owned(), Side::Mentee)];
    assert_eq!(asked(&world, "hr"), both);
    assert_eq!(asked(&world, "auditor"), [], "who asked is for those who match");
    let (id, mentees, mentors) = (programme().id, [MatchPerson::new(person("n1"))], [MatchPerson::new(person("m1"))]);
    let matched = |keep: bool| {
        let command = MatchMentors { programme: &id, mentees: &mentees, mentors: &mentors, sources: sources(), keep };
        as_on!(world, "hr", "2026-03-02", context => match_mentors(&context, command)).unwrap()
    };
    assert_eq!(matched(false).matching.pairs.len(), 1);
    assert_eq!(asked(&world, "hr"), both, "only tried");
    assert_eq!(matched(true).kept.len(), 1);
    assert_eq!(asked(&world, "hr"), both[..1], "the mentor may have another mentee");
    let own = open(&world, "n1").pop().unwrap();
    assert!(own.accompanied && own.wishes.is_empty());
    assert_eq!(code(wish(&world, "n1", Side::Mentee)), "accompanied-already");
}

#[test]
fn a_wish_kept_before_there_were_programmes_is_read() {
    let body = r#"{"id":"p-w1","person":"p","topic":"Pidato","on":"2026-01-05"}"#;
    let wish: Wish = serde_json::from_str(body).unwrap();
    assert_eq!((wish.mentoring.as_ref(), wish.parent()), (None, None));
    assert_eq!(serde_json::to_string(&wish).unwrap(), body);
    let mentoring = MentoringWish { programme: "m-2026".parse().unwrap(), side: Side::Mentor };
    let wish = Wish { mentoring: Some(mentoring), ..wish };
    assert_eq!(wish.parent().as_deref(), Some("m-2026"));
    assert_eq!(serde_json::from_str::<Wish>(&serde_json::to_string(&wish).unwrap()).unwrap(), wish);
}
