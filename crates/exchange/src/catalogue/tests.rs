use jenjang::development::catalogue::WaitingOrder;
use jenjang::people::View;

use super::*;

const PROVIDERS: &str = "id,nama,milik-sendiri,perjanjian,sejak,sampai\n\
    bpsdm,BPSDM,ya,,,\n\
    lembaga,Lembaga Pelatihan,tidak,1/PKS,2026-01-01,2026-06-30\n\
    lembaga,,,2/PKS,2026-07-01,2026-12-31\n";
const COURSES: &str = "id;judul;judul-en;bentuk;banyak;penyelenggara;kompetensi;bidang\n\
    k1;Menulis;Writing;KL03;24.0;lembaga;M.03=3|M.02=2;umum\n\
    k2;Lokakarya;;B7;2;bpsdm;;\n";
const SESSIONS: &str = "id,course,first,last,place,capacity,cost-each,enrol-until,order,unit\n\
    k1-1,k1,2026-06-29,2026-07-02,Balai,30,250000.00,2026-06-01,kebutuhan-terbesar,dinas\n\
    k2-1,k2,2027-03-01,2027-03-02,Balai,20,,2027-02-01,first-come,dinas\n";

fn read(providers: &str, courses: &str, sessions: &str) -> Reading<CatalogueTables> {
    let library = jenjang_asn::library();
    let day = View::on("2026-01-05".parse().unwrap());
    let forms = Forms::on(&library.set, &jenjang_asn::FORM_POLICIES, day).unwrap();
    let competency = jenjang_asn::competency();
    let around = Around {
        known: &Catalogue::default(),
        forms: &forms,
        form_code: &|code| jenjang_asn::codes::LearningForm::find(code).map(|form| form.as_str().into()),
        units: &BTreeSet::from(["dinas".parse().unwrap()]),
        frameworks: &competency.frameworks,
    };
    let file = |name, text: &'static str| Some(File { name, bytes: text.as_bytes() });
    let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
    let files = CatalogueFiles {
        providers: file("providers.csv", leak(providers)),
        courses: file("courses.csv", leak(courses)),
        sessions: file("sessions.csv", leak(sessions)),
    };
    read_catalogue(files, around)
}

/// File, text at the place and English sentence of each problem.
fn problems(providers: &str, courses: &str, sessions: &str) -> Vec<(String, String)> {
    let reading = read(providers, courses, sessions);
    assert!(!reading.is_sound());
    let text = |file: &str| match file {
        "providers.csv" => providers.to_owned(),
        "courses.csv" => courses.to_owned(),
        _ => sessions.to_owned(),
    };
    let at = |d: &Diagnostic| text(&d.file).get(d.span.start as usize..d.span.end as usize).unwrap_or_default().to_owned();
    reading.diagnostics().iter().map(|d| (at(d), d.message.en.to_string())).collect()
}

#[test]
fn three_tables_become_a_catalogue() {
    let tables = read(PROVIDERS, COURSES, SESSIONS).sound().unwrap();
    assert_eq!(tables.providers.iter().map(|p| (p.own, p.agreements.len())).collect::<Vec<_>>(), [(true, 0), (false, 2)]);
    let [writing, workshop] = tables.courses.as_slice() else { panic!() };
    assert_eq!((&*writing.form, writing.amount.to_string(), &*writing.title.en), ("B3", "24".to_owned(), "Writing"));
    let leads: Vec<String> = writing.leads_to.iter().map(|to| format!("{}/{}={}", to.framework, to.competency, to.level)).collect();
    assert_eq!(leads, ["permenpanrb-38-2017/M.03=3", "permenpanrb-38-2017/M.02=2"]);
    assert_eq!(workshop.title, Label::same("Lokakarya"));
    assert_eq!((tables.sessions[0].order, tables.sessions[0].cost_each.to_string()), (WaitingOrder::LargestNeed, "250000".to_owned()));
    let again = read(PROVIDERS, COURSES, SESSIONS).sound().unwrap();
    assert_eq!(again, tables);
}

#[test]
fn every_problem_of_all_tables_stands_at_its_cell() {
    let providers = "id,name,agreement,since,until\na,,1,2026-01-01,2025-01-01\nb,B,,2026-01-01,\nc,C,,,\nc,D,,,\n";
    let courses = "id,title,form,amount,provider,framework,leads-to\n\
        k1,T,B99,1.5,x,,M.99=3\n\
        k1,T,B7,1.5,c,,M.01=9|kata\n\
        k2,T,B3,\"1,5\",c,tiada,M.01=3\n\
        k3,T,B3,8,c,,\n";
    let sessions = "id,course,first,last,place,capacity,enrol-until,order,unit,fixed-cost\n\
        s1,k3,2026-03-02,2026-03-01,P,0,2026-04-01,undian,tiada,-5\n\
        s2,k9,2026-03-02,2026-03-03,P,banyak,soon,first-come,dinas,\n\
        s3,k3,2026-03-02,2026-03-03,P,10,2026-02-01,first-come,lain,-5\n";
    let found = problems(providers, courses, sessions);
    let found: Vec<(&str, &str)> = found.iter().map(|(at, said)| (at.as_str(), said.as_str())).collect();
    let expected = [
        ("", "the name of provider `a` is blank, expected text"),
        ("2025-01-01", "agreement `1` ends on 2025-01-01 before it begins on 2026-01-01"),
        ("", "column `agreement` is blank, expected a value"),
        ("", "column `until` is blank, expected a value"),
        ("c", "`c` stands in an earlier line, and this one names no further agreement"),
        ("D", "the name `D` is another than `C` in an earlier line of `c`"),
        ("M.99=3", "competency `M.99` is in no such framework (see `jenjang competency list`)"),
        ("M.01=9|kata", "`kata` names no competency and level, expected such as `M.01=3`, several separated by `|`"),
        ("\"1,5\"", "column `amount` is `1,5`, expected a number such as `3` or `3.5`"),
        ("tiada", "unknown competency framework `tiada` (see `jenjang competency list`)"),
        ("undian", "column `order` is `undian`, expected `first-come` or `largest-need` or `fewest-hours`"),
        ("banyak", "column `capacity` is `banyak`, expected a whole number such as `30`"),
        ("soon", "column `enrol-until` is `soon`, expected year-month-day such as `2026-04-01`"),
        ("2026-03-02", "no agreement with provider `c` holds on 2026-03-02, but session `s3` lasts from 2026-03-02 to 2026-03-03"),
        ("lain", "there is no unit `lain`"),
        ("-5", "session `s3` costs -5 rupiah, expected 0 to 1000000000000"),
    ];
    for line in expected {
        assert!(found.contains(&line), "{line:?} is not in\n{found:#?}");
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
}

#[test]
fn lines_that_are_whole_are_checked_by_the_domain() {
    let courses = "id,title,form,amount,provider\nk1,T,B99,0,x\nk2,T,B7,1.5,bpsdm\nk2,T,B7,1,bpsdm\n";
    let sessions =
        "id,course,first,last,place,capacity,enrol-until,order,unit\nk2-1,k2,2026-03-02,2026-03-01,P,0,2026-04-01,first-come,dinas\n";
    let found = problems(PROVIDERS, courses, sessions);
    let found: Vec<(&str, &str)> = found.iter().map(|(at, said)| (at.as_str(), said.as_str())).collect();
    assert_eq!(
        found,
        [
            ("B99", "unknown form `B99` of course `k1`, expected a code such as B3 or C11; perhaps `B9`?"),
            ("0", "the amount of course `k1` is 0, expected above 0 and up to 10000"),
            ("x", "provider `x` of course `k1` is not in the catalogue"),
            ("1.5", "the amount of course `k2` is 1.5 (unit: day), expected a whole number"),
            ("k2", "`k2` stands in an earlier line, expected once"),
            ("2026-03-01", "the last day 2026-03-01 of session `k2-1` is before its first day 2026-03-02"),
            ("0", "session `k2-1` has 0 seats, expected 1 to 100000"),
            ("2026-04-01", "enrolment in session `k2-1` closes on 2026-04-01, after its first day 2026-03-02"),
        ]
    );
}

#[test]
fn headers_and_empty_files_say_what_is_expected() {
    let found = problems("", "id,title\n", "id\tcourse\n");
    assert_eq!(found[0].1, "the file is empty, expected a header `id,name,own,agreement,since,until`, then a line for each agreement");
    assert!(found.iter().any(|(_, said)| said == "the header has no column `form` or `bentuk`"));
    assert!(found.iter().any(|(_, said)| said == "the header has no column `enrol-until` or `pendaftaran-sampai`"));
}
