//! Whole stories through the commands, as people would tell them: from an import to an appeal that changed a ranking, and a 360° cycle. On SQLite, and
//! on a private PostgreSQL where it is installed. Each command is a process of its own, as is the check of the exported audit trail.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests: what is absent here ends the test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A folder of its own and the store the commands of a story speak to.
struct Story {
    folder: PathBuf,
    database: String,
    now: &'static str,
}

impl Drop for Story {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Story {
    fn new(name: &str, database: &str) -> Story {
        let folder = std::env::temp_dir().join(format!("jenjang-story-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Story { folder, database: database.to_owned(), now: "2026-11-02T01:00:00Z" }
    }

    /// Runs a command in a folder; exit code, standard output and standard error.
    fn run_in(&self, folder: &Path, command: &str) -> (i32, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_jenjang"))
            // `␣` is a blank inside an argument
            .args(command.split_whitespace().map(|word| word.replace('␣', " ")))
            .args(["--lang", "en", "--format", "json"])
            .current_dir(folder)
            .env("JENJANG_DATABASE", &self.database)
            .env("JENJANG_KEYS", self.folder.join("keys"))
            .env("JENJANG_NOW", self.now)
            .env_remove("JENJANG_LANG")
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
    }

    /// A command that must end with this exit code; its answer.
    #[track_caller]
    fn ends(&self, code: i32, command: &str) -> Value {
        let (found, out, said) = self.run_in(&self.folder, command);
        assert_eq!(found, code, "{command}\n{out}{said}");
        serde_json::from_str(&out).unwrap_or(Value::Null)
    }

    #[track_caller]
    fn does(&self, command: &str) -> Value {
        self.ends(0, command)
    }

    /// A command that must be refused with a sentence.
    #[track_caller]
    fn refused(&self, command: &str, sentence: &str) {
        let (code, out, said) = self.run_in(&self.folder, command);
        assert!(code == 2 && said.contains(sentence), "{command}\n{out}{said}");
    }
}

const TOP: &str = "synthetic-daerah-001";
const OTHER_TOP: &str = "synthetic-pusat-001";
/// The head of the province and four beside: authority, officer, second officer, auditor.
const PPK: &str = "synthetic-0000001";
const HR: &str = "synthetic-0000002";
const SECOND: &str = "synthetic-0000003";
const AUDITOR: &str = "synthetic-0000004";
/// The panel.
const PANEL: [&str; 2] = ["synthetic-0000005", "synthetic-0000006"];
/// What it scores.
const COMPONENTS: [&str; 4] = ["selection.paper", "selection.assessment␣centre", "selection.interview", "selection.track␣record"];

/// The kinds of history in the folder of a generated register.
const HISTORIES: [(&str, &str); 9] = [
    ("grades", "golongan"),
    ("positions", "jabatan"),
    ("education", "pendidikan"),
    ("performance", "skp22"),
    ("credit", "angkakredit"),
    ("discipline", "hukdis"),
    ("training", "diklat"),
    ("courses", "kursus"),
    ("leave", "cltn"),
];

fn texts<'v>(list: &'v Value, field: &str) -> Vec<&'v str> {
    list.as_array().unwrap().iter().filter_map(|one| one[field].as_str()).collect()
}

/// Brings a generated register in: good rows land, the others are refused and told; a second time nothing changes.
fn imported(story: &Story, staff: u32, dirty: &str) {
    story.does("database init");
    let made = story.does(&format!("generate --staff {staff} --seed 7 --as-of 2026-11-01 --output siasn --shape siasn --dirty {dirty}"));
    assert!(made["spoilt"].as_u64().unwrap() > 0);
    let import = "import people siasn/pegawai.csv --units siasn/unor.csv";
    let tried = story.ends(1, &format!("{import} --dry-run"));
    assert_eq!(
        (tried["new"].as_u64().unwrap() + tried["rows-refused"].as_u64().unwrap(), tried["dry-run"].as_bool()),
        (u64::from(staff), Some(true))
    );
    let first = story.ends(1, &format!("{import} --rejects refused.csv"));
    assert_eq!((&first["new"], &first["rows-refused"]), (&tried["new"], &tried["rows-refused"]));
    let refused = fs::read_to_string(story.folder.join("refused.csv")).unwrap();
    assert_eq!(refused.lines().count() as u64, 1 + first["rows-refused"].as_u64().unwrap());
    let again = story.ends(1, import);
    assert_eq!(
        (&again["new"], &again["changed"], &again["unchanged"]),
        (&Value::from(0), &Value::from(0), &first["new"]),
        "running it twice changes nothing"
    );
    for (kind, name) in HISTORIES {
        let (code, out, said) = story.run_in(&story.folder, &format!("import histories siasn/riwayat-{name}.csv --kind {kind}"));
        assert!(code < 2, "{kind}: {out}{said}");
    }
}

/// What no file of the register says: an HR officer has looked.
fn looked_up(story: &Story) {
    let none = format!("import none --register discipline --register examinations --register suspensions --unit {TOP} --as {HR}");
    let tried = story.does(&format!("{none} --dry-run"));
    let done = story.does(&none);
    assert!(done["changed"].as_u64().unwrap() > 100 && done["changed"] == tried["changed"], "{done}");
    assert_eq!(story.does(&none)["changed"], 0);
}

fn roles(story: &Story) {
    story.does(&format!("role grant {PPK} appointing-authority --unit {TOP}"));
    story.does(&format!("role grant {HR} hr-officer --unit {TOP}"));
    story.does(&format!("role grant {SECOND} hr-officer --unit {TOP}"));
    story.does(&format!("role grant {AUDITOR} auditor --unit {TOP}"));
    story.refused(&format!("role grant {PPK} auditor --unit {TOP} --as {PPK}"), "");
}

/// The trail verifies in the store; as a file it verifies elsewhere, without the store and only with the right key; and one altered byte is found.
fn audited(story: &Story) {
    story.does(&format!("audit checkpoint --as {AUDITOR}"));
    let here = story.does(&format!("audit verify --as {AUDITOR}"));
    assert_eq!((here["sound"].as_bool(), here["unsealed"].as_u64()), (Some(true), Some(0)), "{here}");
    let key = story.does("audit key")["public-key"].as_str().unwrap().to_owned();
    let elsewhere = story.folder.join("elsewhere");
    fs::create_dir_all(&elsewhere).unwrap();
    story.does(&format!("audit export --output elsewhere/trail.jsonl --as {AUDITOR}"));
    let check = |key: &str| {
        let stranger = Story { folder: elsewhere.clone(), database: "sqlite:not-there.db".to_owned(), now: story.now };
        let answer = stranger.run_in(&elsewhere, &format!("audit verify --file trail.jsonl --key {key}"));
        std::mem::forget(stranger);
        answer
    };
    let (code, out, said) = check(&key);
    assert_eq!(code, 0, "{out}{said}");
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["head"], here["head"]);
    assert_eq!(check("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a").0, 1, "another key is not trusted");
    let mut bytes = fs::read(elsewhere.join("trail.jsonl")).unwrap();
    let place = bytes.len() * 2 / 3;
    bytes[place] ^= 1;
    fs::write(elsewhere.join("trail.jsonl"), bytes).unwrap();
    assert_eq!(check(&key).0, 1, "an altered byte is found");
}

/// Somebody who is kept out by the time in grade alone, and what the file says about it.
fn kept_out_by_time(story: &Story, people: &[&str]) -> String {
    for person in people {
        let file = story.does(&format!("person show {person} --as {person}"));
        let decisions = file["file"]["decisions"].as_array().unwrap();
        let findings = decisions.last().unwrap()["findings"].as_array().unwrap();
        let failed: Vec<_> = findings.iter().filter(|one| one["verdict"] == "not-met" || one["verdict"] == "unknown").collect();
        if let [only] = failed.as_slice()
            && only["code"] == "time-in-grade-too-short"
        {
            return (*person).to_owned();
        }
    }
    panic!("nobody is kept out by the time in grade alone");
}

/// Both members of the panel score every component.
fn scored_by_panel(story: &Story, person: &str, score: usize) {
    for member in PANEL {
        let scores: String = COMPONENTS.iter().map(|component| format!(" --score {component}={score}")).collect();
        story.does(&format!("round panel-score kp --candidate {person}{scores} --as {member}"));
    }
}

fn from_import_to_an_appeal(database: &str, name: &str) {
    let story = Story::new(name, database);
    imported(&story, 200, "3%");
    roles(&story);
    // the trail and all decisions are of the whole service: whoever checks them holds the role for every unit at the top
    story.does(&format!("role grant {AUDITOR} auditor --unit {OTHER_TOP}"));
    looked_up(&story);
    let plan = format!(
        "round plan kp --unit {TOP} --policy asn/promotion/regular --as-of 2026-12-01 --ranking asn/selection/open --names 3 --panel-member {} --panel-member {}",
        PANEL[0], PANEL[1]
    );
    story.refused(&plan, "not allowed");
    story.does(&format!("{plan} --as {HR}"));
    story.does(&format!("round open kp --as {HR}"));
    story.does(&format!("round add kp --unit {TOP} --as {HR}"));
    story.does(&format!(
        "round withdraw kp --person {HR} --person {PPK} --person {SECOND} --person {} --person {} --as {HR}",
        PANEL[0], PANEL[1]
    ));
    let tried = story.does(&format!("round screen kp --dry-run --as {HR}"));
    let screened = story.does(&format!("round screen kp --as {HR}"));
    for outcome in ["eligible", "not-eligible", "unknown"] {
        assert_eq!(tried[outcome], screened[outcome], "a dry run says what comes out");
    }
    let details = story.does(&format!("round show kp --as {AUDITOR}"));
    let decisions = details["decisions"].as_array().unwrap();
    let eligible: Vec<&str> =
        decisions.iter().filter(|one| one["outcome"] == "eligible").filter_map(|one| one["person"].as_str()).collect();
    assert!(!eligible.is_empty());
    for (place, person) in eligible.iter().enumerate() {
        scored_by_panel(&story, person, 70 + place);
    }
    story.does(&format!("round score kp --as {HR}"));
    let before = story.does(&format!("round rank kp --as {HR}"));
    story.refused(&format!("round decide kp --as {HR}"), "not allowed");
    story.does(&format!("round decide kp --as {PPK}"));
    story.does(&format!("round publish kp --as {HR}"));

    let not_eligible: Vec<&str> =
        decisions.iter().filter(|one| one["outcome"] == "not-eligible").filter_map(|one| one["person"].as_str()).collect();
    // a decree for somebody who was chosen, and for nobody else
    let published = story.does("round show kp --published");
    let decree = |person: &str| {
        format!(
            "round decree kp {person} --government Daerah␣Contoh --authority Bupati␣Contoh --number 1/2026 --place Contoh --signer Contoh \
             --signer-title Bupati␣Contoh --output decree.pdf --as {HR}"
        )
    };
    story.does(&decree(texts(&published["selection"]["chosen"], "person")[0]));
    assert!(fs::read(story.folder.join("decree.pdf")).unwrap().starts_with(b"%PDF-1."));
    story.refused(&decree(not_eligible[0]), "was not chosen");
    let person = kept_out_by_time(&story, &not_eligible);
    story.does(&format!("appeal file a-1 --round kp --criterion time-in-grade-too-short --grounds older␣decree --as {person}"));
    story.refused(&format!("appeal review a-1 --as {PPK}"), "");
    story.does(&format!("appeal review a-1 --as {SECOND}"));
    scored_by_panel(&story, &person, 95);
    let resolved = story.does(&format!("appeal resolve a-1 --fact grade.since=2018-04-01 --source decree␣1/contoh/2018 --as {SECOND}"));
    assert_eq!(resolved["outcome"], "eligible");
    let moves = resolved["moves"].as_array().unwrap();
    assert!(
        moves.iter().any(|one| one["person"] == person.as_str() && one["before"].is_null()),
        "the person enters the ranking: {moves:?}"
    );

    // the choice was made from another ranking and is made anew
    story.does(&format!("round decide kp --as {PPK}"));
    story.does(&format!("round publish kp --as {HR}"));
    let after = story.does("round show kp --published");
    assert_eq!(after["edition"], 2);
    let (ranked_before, ranked_after) = (texts(&before["ranking"]["ranked"], "id"), texts(&after["ranked"], "id"));
    assert!(!ranked_before.contains(&person.as_str()) && ranked_after.contains(&person.as_str()), "{ranked_before:?} {ranked_after:?}");
    assert_eq!(ranked_after.len(), ranked_before.len() + 1);

    let rerun = story.does(&format!("decision rerun --as {AUDITOR}"));
    assert_eq!(rerun["mismatches"].as_array().unwrap().len(), 0);
    assert!(rerun["decisions"].as_u64().unwrap() as usize > decisions.len(), "the corrected decision is decided again too");
    audited(&story);
}

/// The unit without others under it in which most people work, and who they are with their superiors.
fn largest_section(story: &Story) -> (String, Vec<(String, String)>) {
    story.does("export people --output people.jsonl");
    let mut units: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for line in fs::read_to_string(story.folder.join("people.jsonl")).unwrap().lines() {
        let person: Value = serde_json::from_str(line).unwrap();
        let (Some(unit), Some(superior)) = (person["unit"].as_str(), person["superior"].as_str()) else { continue };
        let id = person["record"]["id"].as_str().unwrap();
        units.entry(unit.to_owned()).or_default().push((id.to_owned(), superior.to_owned()));
    }
    let leaf = |unit: &String| !units.keys().any(|other| other != unit && other.starts_with(unit.as_str()));
    let found = units.iter().filter(|(unit, _)| leaf(unit)).max_by_key(|(_, people)| people.len()).unwrap();
    (found.0.clone(), found.1.clone())
}

fn a_cycle(database: &str, name: &str) {
    let mut story = Story::new(name, database);
    story.does("database init");
    story.does("generate --staff 60 --seed 7 --as-of 2026-11-01");
    roles(&story);
    let (unit, people) = largest_section(&story);
    story.does(&format!("cycle plan 2026-1 --unit {unit} --as {HR}"));
    let (code, out, said) = story.run_in(&story.folder, &format!("cycle nominate 2026-1 --seed 2026-1 --chosen-too --as {HR}"));
    assert!(code < 2, "{out}{said}");
    // each superior approves
    let mut rated = Vec::new();
    for (person, superior) in &people {
        let approved = story.does(&format!("cycle approve 2026-1 --ratee {person} --as {superior}"));
        rated.push((person.clone(), approved["raters"].as_array().unwrap().len()));
    }
    let (ratee, _) = rated.iter().max_by_key(|(_, raters)| *raters).unwrap().clone();
    let (code, out, said) = story.run_in(&story.folder, &format!("cycle open 2026-1 --until 2026-11-30 --as {HR}"));
    assert_eq!(code, 0, "{out}{said}");
    let nominations = story.does(&format!("cycle nominations 2026-1 --ratee {ratee} --as {HR}"));
    let alive: Vec<&str> = nominations["nominations"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["state"] == "approved")
        .filter_map(|one| one["rater"].as_str())
        .collect();
    assert!(!alive.is_empty(), "{nominations}");
    for rater in &alive {
        let asked = story.does(&format!("cycle questionnaire 2026-1 --ratee {ratee} --as {rater}"));
        let answers: String = texts(&asked["items"], "id").iter().map(|item| format!(" --answer {item}=4")).collect();
        let receipt = story.does(&format!("cycle answer 2026-1 --ratee {ratee}{answers} --as {rater}"));
        assert_eq!(receipt["receipt"].as_str().unwrap().len(), 64);
    }
    // nobody sees who has answered
    let progress = story.does(&format!("cycle progress 2026-1 --as {HR}"));
    assert!(progress["progress"]["too-small"].is_u64(), "{progress}");
    let said = progress.to_string();
    assert!(alive.iter().all(|rater| !said.contains(rater)) && !said.contains(ratee.as_str()), "{said}");
    story.refused(&format!("cycle result 2026-1 --as {ratee}"), "");
    story.refused(&format!("cycle close 2026-1 --as {HR}"), "not everybody has answered");
    story.now = "2026-12-01T01:00:00Z";
    let closed = story.does(&format!("cycle close 2026-1 --as {HR}"));
    assert_eq!(closed["responses"].as_u64().unwrap() as usize, alive.len());
    story.refused(&format!("cycle answer 2026-1 --ratee {ratee} --as {}", alive[0]), "");
    story.refused(&format!("cycle result 2026-1 --as {ratee}"), "");
    story.does(&format!("cycle release 2026-1 --as {HR}"));
    let own = story.does(&format!("cycle result 2026-1 --as {ratee}"));
    assert_eq!((own["reader"].as_str(), own["report"]["ratee"].as_str()), (Some("ratee"), Some(ratee.as_str())));
    story.does(&format!("cycle result 2026-1 --analysis --as {AUDITOR}"));
    audited(&story);
}

#[test]
fn from_an_import_to_an_appeal_that_changed_the_ranking() {
    from_import_to_an_appeal("sqlite:district.db", "appeal-sqlite");
}

#[test]
fn from_an_import_to_an_appeal_on_a_server() {
    let Some(server) = jenjang_test_postgres::server() else { return };
    let database = server.database();
    from_import_to_an_appeal(&database.url(), "appeal-postgres");
}

#[test]
fn a_cycle_from_its_plan_to_its_results() {
    a_cycle("sqlite:district.db", "cycle-sqlite");
}

#[test]
fn a_cycle_on_a_server() {
    let Some(server) = jenjang_test_postgres::server() else { return };
    let database = server.database();
    a_cycle(&database.url(), "cycle-postgres");
}
