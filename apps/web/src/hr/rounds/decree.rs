//! The decree (surat keputusan) about somebody who was chosen, laid out to be printed and signed. Nothing of it is kept: what is typed stands in the
//! address alone.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jenjang::legal::Language;
use jenjang::people::id::{PersonId, RoundId};
use jenjang_service::promotion::{DecreeFacts, decree_facts};

use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::format;
use crate::pages::home::choice;
use crate::proof::Proof;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// What is typed for a decree.
const FIELDS: [&str; 5] = ["government", "authority", "number", "place", "signer"];

/// The longest of them, in letters.
const LONGEST: usize = 160;

/// What stands where nothing was typed: room to write by hand.
const ROOM: &str = "……………………";

#[derive(Template)]
#[template(path = "hr/rounds/decree.html")]
struct Page {
    shell: Shell,
    form: Filled,
    round: String,
    title: String,
    /// What was typed, or room, in the order of [`FIELDS`], the first two in capitals.
    government: String,
    authority: String,
    number: String,
    place: String,
    signer: String,
    considering: [String; 2],
    recalling: Vec<String>,
    decides: String,
    appointee: Vec<(&'static str, String)>,
    /// What proves the decision that the decree rests on.
    proof: Option<Proof>,
    /// The command that makes a PDF of it.
    command: String,
}

/// The decree about one who was chosen.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    me: SignedIn,
    headers: HeaderMap,
    Path((round, person)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let round: RoundId = round.parse().map_err(|_| Failure::not_found())?;
    let person: PersonId = person.parse().map_err(|_| Failure::not_found())?;
    let facts = decree_facts(&app.context(&me.visitor.actor), &round, &person).await?;
    let mut form = Filled::of(Typed::query(&me.visitor.uri), me.visitor.language);
    // a field may stay empty: there is room to write by hand then
    for name in FIELDS.into_iter().filter(|name| !form.value(name).is_empty()).collect::<Vec<_>>() {
        let _ = form.text(name, LONGEST);
    }
    let shell = me.visitor.titled("Surat keputusan", "Decree");
    let proof = facts.decision.as_ref().map(|decision| Proof::of(&app, &headers, decision.to_string())).transpose()?;
    page_with(form.status(), &laid_out(&app, &facts, &round, proof, shell, form))
}

fn laid_out(app: &App, facts: &DecreeFacts, round: &RoundId, proof: Option<Proof>, shell: Shell, form: Filled) -> Page {
    let language = shell.language;
    let title = facts.plan.title.get(language).to_owned();
    let decided = format::date(facts.decided_on, language);
    let typed = |name: &str| {
        let value = form.value(name);
        if value.is_empty() || form.problem(name).is_some() { ROOM.to_owned() } else { value.to_owned() }
    };
    let authority = typed("authority");
    let considering = match language {
        Language::Id => [
            format!(
                "bahwa berdasarkan hasil putaran {title} tanggal {decided}, yang namanya tercantum dalam Keputusan ini terpilih dan memenuhi syarat;"
            ),
            format!("bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a, perlu menetapkan Keputusan {authority};"),
        ],
        Language::En => [
            format!(
                "that by the outcome of the round {title} of {decided} the person named in this decree was chosen and meets the requirements;"
            ),
            format!("that on the consideration under a. a decree of the {authority} has to be made;"),
        ],
    };
    let mut appointee = vec![(shell.t("Nama", "Name"), facts.name.as_deref().unwrap_or(facts.person.as_str()).to_owned())];
    appointee.extend(facts.employee_number.as_deref().map(|number| ("NIP", number.to_owned())));
    let grade = facts.grade.as_deref().map(|grade| choice(app, "grade", grade, language));
    appointee.extend(grade.map(|grade| (shell.t("Golongan ruang", "Grade"), grade)));
    Page {
        round: round.to_string(),
        government: typed("government").to_uppercase(),
        authority: authority.to_uppercase(),
        number: typed("number"),
        place: typed("place"),
        signer: typed("signer"),
        considering,
        recalling: facts.references.iter().map(ToString::to_string).collect(),
        decides: match language {
            Language::Id => format!("Menetapkan {title} bagi Pegawai Negeri Sipil:"),
            Language::En => format!("{title} is decided for the civil servant:"),
        },
        appointee,
        proof,
        command: format!(
            "jenjang round decree {round} {} --database URL --as NIP --government NAME --authority NAME --number NUMBER --place PLACE --signer NAME \
             --signer-title TITLE --output FILE.pdf",
            facts.person
        ),
        title,
        shell,
        form,
    }
}
