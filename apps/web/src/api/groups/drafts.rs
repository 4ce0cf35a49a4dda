//! Drafts of policies while they are written: kept, checked, tried by their cases and on people, compared with what is in force.

mod simulations;

use jenjang::consultation::WorkingText;
use jenjang::legal::Label;
use jenjang::people::id::DraftId;
use jenjang::policy::check::run_cases;
use jenjang::policy::diff::diff;
use jenjang::policy::explain::Explainer;
use jenjang::store::{Revision, Versioned};
use jenjang_service::drafts::{Checked, SaveDraft, draft_checker, list_drafts, save_draft};
use jenjang_service::permissions::Action;
use serde_json::{Value, json};

use crate::api::call::{Call, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run};
use crate::drafts::{CLAUSES_FILE, POLICY_FILE, TEMPLATE, apart, checked, differing, first_clauses, own_id, replaced, written};
use crate::error::Failure;

/// The most letters of a text; the use case counts bytes.
const LONGEST: usize = 262_144;

const SOURCE: &str = "\"[policy]\\nid = \\\"contoh/a\\\"\"";

const BEGIN: &[Field] = &[
    must("id", Kind::Text(60), ("huruf kecil, angka, tanda hubung", "small letters, digits, hyphens"), "\"reguler-2027\""),
    must("purpose", Kind::Text(500), ("untuk apa", "what it is for"), "\"menurut PP 1/2027\""),
    may(
        "from",
        Kind::Text(120),
        ("kebijakan yang disalin; bawaan: naskah kosong", "the policy it begins as a copy of; an empty text where absent"),
        "\"asn/promotion/regular\"",
    ),
];

const POLICY: Field = must("policy-text", Kind::Text(LONGEST), ("naskah kebijakan", "the text of the policy"), SOURCE);

const SAVE: &[Field] = &[
    POLICY,
    may(
        "clauses",
        Kind::Free(LONGEST),
        (
            "ketentuan; tanpa ini atau null tetap seperti sebelumnya, teks kosong menghapusnya",
            "the clauses; absent or null leaves them as before, an empty text empties them",
        ),
        "\"[draft]\\nid = \\\"reguler-2027\\\"\"",
    ),
    may(
        "purpose",
        Kind::Free(500),
        (
            "untuk apa; tanpa ini atau null tetap seperti sebelumnya, teks kosong menghapusnya",
            "what it is for; absent or null leaves it as before, an empty text empties it",
        ),
        "\"menurut PP 1/2027\"",
    ),
    must(
        "revision",
        Kind::Whole(0, 1_000_000_000),
        ("`revision` yang dibaca sebelum diubah", "the `revision` that was read before the change"),
        "1",
    ),
];

const CHECK: &[Field] =
    &[POLICY, may("clauses", Kind::Text(LONGEST), ("ketentuannya", "its clauses"), "\"[draft]\\nid = \\\"reguler-2027\\\"\"")];

const FORMAT: &[Field] = &[POLICY];

const CLAUSES: &[Field] = &[must("draft", Kind::Id, ("rancangan", "the draft"), "\"reguler-2027\""), POLICY];

pub(crate) const GROUP: Group = Group {
    code: "drafts",
    words: ("Rancangan kebijakan: ditulis, diperiksa, diuji, disimulasikan", "Drafts of policies: written, checked, tried, simulated"),
    operations: &[
        get("drafts.list", "/drafts", ("Rancangan yang sedang ditulis", "The drafts being written"), run!(list))
            .by(Action::ReadDraft)
            .paged(),
        post("drafts.begin", "/drafts", ("Mulai sebuah rancangan", "Begin a draft"), run!(begin)).by(Action::WriteDraft).body(BEGIN),
        get("drafts.read", "/drafts/{draft}", ("Naskah sebuah rancangan", "The text of a draft"), run!(read)).by(Action::ReadDraft),
        post(
            "drafts.save",
            "/drafts/{draft}",
            (
                "Simpan naskah; 409 bila orang lain menyimpannya sementara itu",
                "Keep the text; 409 where somebody else kept another meanwhile",
            ),
            run!(save),
        )
        .by(Action::WriteDraft)
        .body(SAVE)
        .large()
        .guards("drafts.read"),
        get(
            "drafts.check",
            "/drafts/{draft}/check",
            (
                "Yang ditemukan pemeriksaan pada naskah tersimpan, dan aturannya dalam kata-kata",
                "What the check finds in the text that is kept, and its rules in words",
            ),
            run!(check_kept),
        )
        .by(Action::ReadDraft),
        get(
            "drafts.cases",
            "/drafts/{draft}/cases",
            ("Kasus uji sebuah rancangan: yang diharapkan dan yang keluar", "The cases of a draft: what is expected and what comes out"),
            run!(cases),
        )
        .by(Action::ReadDraft),
        get(
            "drafts.difference",
            "/drafts/{draft}/difference",
            (
                "Yang berbeda dari kebijakan yang berlaku: menurut makna dan baris demi baris",
                "What differs from the policy in force: by meaning, and line by line",
            ),
            run!(difference),
        )
        .by(Action::ReadDraft),
        post(
            "drafts.check-text",
            "/draft-checks",
            ("Periksa naskah tanpa menyimpannya", "Check a text without keeping it"),
            run!(check_text),
        )
        .by(Action::ReadDraft)
        .body(CHECK)
        .large(),
        post("drafts.format", "/draft-formats", ("Rapikan naskah", "Put a text in order"), run!(format))
            .by(Action::ReadDraft)
            .body(FORMAT)
            .large(),
        post(
            "drafts.begin-clauses",
            "/draft-clauses",
            ("Susun ketentuan pertama dari aturan", "Make the first clauses from the rules"),
            run!(begin_clauses),
        )
        .by(Action::ReadDraft)
        .body(CLAUSES)
        .large(),
        post(
            "drafts.simulate",
            "/drafts/{draft}/simulations",
            ("Coba rancangan pada pegawai; berjalan di samping permintaan", "Try a draft on people; done beside the requests"),
            run!(simulations::start),
        )
        .by(Action::ReadDraft)
        .body(simulations::SIMULATE)
        .large(),
        get(
            "drafts.simulation",
            "/drafts/{draft}/simulations/{run}",
            ("Simulasi saya: masih berjalan, atau laporannya", "A simulation of mine: still running, or its report"),
            run!(simulations::read),
        )
        .by(Action::ReadDraft),
    ],
};

async fn list(call: Call) -> Result<Reply, Failure> {
    let found = list_drafts(&call.context()).await?;
    let shown = |one: WorkingText| json!({ "id": one.id, "purpose": one.purpose, "from": one.from, "changed": one.changed, "by": one.by });
    call.page_of(found.into_iter().map(shown).collect(), |one: &Value| one["id"].as_str().unwrap_or_default().to_owned())
}

/// A text with the revision that a change of it has to name.
fn shown(stored: &Versioned<WorkingText>) -> Value {
    let text = &stored.value;
    json!({
        "id": text.id, "revision": stored.revision, "policy-text": text.policy_text, "clauses": text.clauses, "from": text.from,
        "purpose": text.purpose, "changed": text.changed, "by": text.by,
    })
}

async fn read(call: Call) -> Result<Reply, Failure> {
    Reply::ok(shown(&written(&call.app, &call.actor, &call.path("draft")?).await?))
}

async fn begin(call: Call) -> Result<Reply, Failure> {
    let id: DraftId = own_id(call.said("id")).map_err(|message| call.refused_field("id", message))?;
    let checker = draft_checker(&call.context(), &call.app.shipped).await?;
    let (from, library) = (call.text("from"), checker.in_force());
    let text = match from {
        None => TEMPLATE,
        Some(from) => match library.set.get(from) {
            Some(policy) => library.sources.get(&policy.file),
            None => return Err(call.wrong("from", "kebijakan yang berlaku", "a policy in force")),
        },
    };
    let command = SaveDraft { id: &id, policy_text: text, clauses: "", from, purpose: call.said("purpose"), expected: None };
    Reply::created(shown(&save_draft(&call.context(), command).await?))
}

async fn save(call: Call) -> Result<Reply, Failure> {
    let id: DraftId = call.path("draft")?;
    let before = written(&call.app, &call.actor, &id).await?.value;
    let command = SaveDraft {
        id: &id,
        policy_text: call.said("policy-text"),
        clauses: call.text("clauses").unwrap_or(&before.clauses),
        from: None,
        purpose: call.text("purpose").unwrap_or(&before.purpose),
        expected: Some(Revision(call.read("revision")?)),
    };
    Reply::ok(shown(&save_draft(&call.context(), command).await?))
}

async fn check_kept(call: Call) -> Result<Reply, Failure> {
    let stored = written(&call.app, &call.actor, &call.path("draft")?).await?.value;
    check(&call, stored.policy_text.to_string(), stored.clauses.to_string()).await
}

async fn check_text(call: Call) -> Result<Reply, Failure> {
    check(&call, call.said("policy-text").to_owned(), call.said("clauses").to_owned()).await
}

/// Everything that is found about two texts.
async fn check(call: &Call, policy: String, clauses: String) -> Result<Reply, Failure> {
    let checker = draft_checker(&call.context(), &call.app.shipped).await?;
    let language = call.language;
    let found = apart(move || {
        let checked = checker.check(POLICY_FILE, &policy);
        let of_clauses = if clauses.trim().is_empty() {
            Vec::new()
        } else {
            checker.check_clauses(&checked, (POLICY_FILE, &policy), (CLAUSES_FILE, &clauses))
        };
        let text = checked.policy.as_ref().map(|policy| Explainer::new(policy, language).with_policies(&checked.set).policy());
        json!({
            "sound": checked.errors() == 0, "errors": checked.errors(), "found": checked.found, "found-in-clauses": of_clauses,
            "cases": run_all(&checked), "language": crate::language::code(language), "text": text,
        })
    });
    Reply::ok(found.await?)
}

/// What came of the cases of a text; none where it cannot be compiled.
fn run_all(checked: &Checked) -> Option<Vec<Value>> {
    let policy = checked.policy.as_ref()?;
    let results = run_cases(&checked.set, policy);
    let shown = results.iter().map(|one| {
        json!({
            "name": one.name, "source": one.source, "as-of": one.as_of, "passed": one.passed(), "mismatches": one.mismatches,
            "decision": one.decision,
        })
    });
    Some(shown.collect())
}

async fn cases(call: Call) -> Result<Reply, Failure> {
    let stored = written(&call.app, &call.actor, &call.path("draft")?).await?.value;
    let (_, checked) = checked(&call.app, &call.actor, &stored.policy_text).await?;
    let cases = apart(move || run_all(&checked)).await?;
    let failed = cases.iter().flatten().filter(|one| one["passed"] == false).count();
    Reply::ok(json!({ "compiled": cases.is_some(), "failed": failed, "cases": cases }))
}

async fn difference(call: Call) -> Result<Reply, Failure> {
    let stored = written(&call.app, &call.actor, &call.path("draft")?).await?.value;
    let (checker, checked) = checked(&call.app, &call.actor, &stored.policy_text).await?;
    let before = replaced(checker.in_force(), &checked, stored.from.as_deref());
    let old = before.map(|before| checker.in_force().sources.get(&before.file)).unwrap_or_default();
    let changes = before.zip(checked.policy.as_ref()).map(|(before, after)| diff(before, after));
    let lines = differing(old, &stored.policy_text).into_iter().map(|line| match line.left_out() {
        Some(count) => json!({ "left-out": count }),
        None => json!({ "side": line.class(), "number": line.number, "text": line.text }),
    });
    let against = before.map(|before| json!({ "id": before.id, "title": before.title }));
    Reply::ok(json!({ "against": against, "difference": changes, "lines": lines.collect::<Vec<_>>() }))
}

async fn format(call: Call) -> Result<Reply, Failure> {
    draft_checker(&call.context(), &call.app.shipped).await?;
    let text = call.said("policy-text").to_owned();
    let tidy = apart(move || jenjang_policy_files::format(POLICY_FILE, text.as_bytes())).await?;
    let tidy = tidy.map_err(|_| {
        let message = Label::new("naskah memuat kesalahan; periksa dahulu", "the text has errors; check it first");
        call.refused_field("policy-text", message)
    })?;
    Reply::ok(json!({ "policy-text": tidy }))
}

async fn begin_clauses(call: Call) -> Result<Reply, Failure> {
    let draft: DraftId = call.id("draft")?;
    let (_, checked) = checked(&call.app, &call.actor, call.said("policy-text")).await?;
    let begun = checked.policy.as_ref().map(|policy| first_clauses(&draft, policy)).ok_or_else(|| {
        let message = Label::new(
            "ketentuan disusun dari aturan: perbaiki dahulu kesalahan dalam naskah",
            "clauses are made from the rules: mend the errors of the text first",
        );
        call.refused_field("policy-text", message)
    })?;
    Reply::ok(json!({ "clauses": begun }))
}
