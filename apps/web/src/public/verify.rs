//! Verifying a certificate or a decision by its code, or a signed certificate by its file, pasted or sent, without an account.

use std::sync::Arc;

use askama::Template;
use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest, Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::certificate::Standing;
use jenjang::legal::{Label, Language};
use jenjang::promotion::OutcomeKind;
use jenjang_credentials::verify;
use jenjang_service::certificates::{issuer_document, known_revocations};
use jenjang_service::verification::{Verified, VerifiedCertificate, VerifiedDecision, verify_code};
use serde::Deserialize;

use crate::development::certificates::{Sheet, standing_tag};
use crate::development::{Tag, segment};
use crate::error::{Failure, shortened};
use crate::form::{Filled, Typed};
use crate::format;
use crate::session::Visitor;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// The longest code that is looked up.
const LONGEST: usize = 160;

/// The largest certificate file, in bytes.
const LARGEST: usize = 60_000;

/// The largest request with a file in it: what is a little too large is told so in a sentence.
pub(super) const LARGEST_REQUEST: usize = 256 * 1024;

/// What is asked in the address.
#[derive(Deserialize)]
pub(crate) struct Asked {
    code: Option<String>,
}

struct CertificateAnswer {
    tag: Tag,
    sentence: String,
    number: String,
    first: NaiveDate,
    last: Option<NaiveDate>,
    sheet: Option<Sheet>,
    digest: String,
    renewed: bool,
}

struct DecisionAnswer {
    tag: Tag,
    title: String,
    policy: String,
    version: String,
    as_of: NaiveDate,
    decided_on: NaiveDate,
    replaces: bool,
}

/// What a file turned out to be.
struct FileAnswer {
    tag: Tag,
    sentence: String,
    findings: Vec<String>,
    notes: Vec<String>,
    sheet: Option<Sheet>,
    digest: Option<String>,
}

#[derive(Template)]
#[template(path = "verify.html")]
struct Page {
    shell: Shell,
    form: Filled,
    /// What was looked up, where something was.
    code: Option<String>,
    certificate: Option<CertificateAnswer>,
    decision: Option<DecisionAnswer>,
    file: Option<FileAnswer>,
    /// A code that leads to nothing.
    unknown: bool,
}

impl Page {
    fn new(visitor: &Visitor, form: Filled) -> Page {
        let shell = visitor.titled("Verifikasi", "Verify");
        Page { shell, form, code: None, certificate: None, decision: None, file: None, unknown: false }
    }
}

/// The form, or with `?code=` the way to its answer.
pub(crate) async fn ask(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let Some(code) = asked.code.as_deref() else {
        let form = Filled::of(Typed::default(), visitor.language);
        return page_with(StatusCode::OK, &Page::new(&visitor, form));
    };
    // what was copied may be the whole address, and blanks are no part of a code
    let tail = code.trim().rsplit_once("/verify/").map_or(code, |(_, tail)| tail);
    let bare: String = tail.chars().filter(|letter| !letter.is_whitespace()).collect();
    if bare.is_empty() || bare.chars().count() > LONGEST {
        let mut form = Filled::with(&[("code", &shortened(code))], visitor.language);
        let sentence = if bare.is_empty() {
            Label::new(
                "tulis kode yang tercetak pada sertifikat atau keputusan",
                "type the code that is printed on the certificate or decision",
            )
        } else {
            Label::new("kode ini terlalu panjang; salin kodenya saja", "this code is too long; copy the code alone")
        };
        form.refuse("code", &sentence);
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &Page::new(&visitor, form));
    }
    Ok(Redirect::to(&format!("/verify/{}", segment(&bare))).into_response())
}

/// What stands behind a code.
pub(crate) async fn code(State(app): State<Arc<App>>, visitor: Visitor, Path(code): Path<String>) -> Result<Response, Failure> {
    let language = visitor.language;
    let short = shortened(&code);
    let found = if code.chars().count() > LONGEST { None } else { verify_code(&app.context(&visitor.actor), &code).await? };
    let form = Filled::with(&[("code", &short)], language);
    let mut page_of = Page { code: Some(short), ..Page::new(&visitor, form) };
    match found {
        None => page_of.unknown = true,
        Some(Verified::Certificate(found)) => page_of.certificate = Some(certificate(*found, language)),
        Some(Verified::Decision(found)) => page_of.decision = Some(decision(&app, &found, language)),
    }
    let status = if page_of.unknown { StatusCode::NOT_FOUND } else { StatusCode::OK };
    page_with(status, &page_of)
}

fn certificate(found: VerifiedCertificate, language: Language) -> CertificateAnswer {
    let t = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en }.to_owned();
    let sentence = match (found.standing, &found.revoked) {
        (_, Some((on, reason))) => {
            let (on, reason) = (format::date(*on, language), reason.get(language));
            match language {
                Language::Id => format!("Sertifikat ini dicabut penerbitnya pada {on}: {reason}. Jangan dipakai lagi."),
                Language::En => format!("The issuer revoked this certificate on {on}: {reason}. It is not to be used any more."),
            }
        }
        (Standing::Expired, _) => {
            t("Sertifikat ini asli, tetapi masa berlakunya sudah berakhir.", "This certificate is genuine, but its time is over.")
        }
        (Standing::NotYet, _) => {
            t("Sertifikat ini asli, tetapi belum mulai berlaku.", "This certificate is genuine, but its time has not begun.")
        }
        _ => t("Sertifikat ini diterbitkan di sini dan berlaku hari ini.", "This certificate was issued here and is valid today."),
    };
    CertificateAnswer {
        tag: standing_tag(found.standing, language),
        sentence,
        number: found.number.to_string(),
        first: found.first,
        last: found.last,
        sheet: found.says.map(Sheet::of),
        digest: found.digest.to_string(),
        renewed: found.renewed,
    }
}

fn decision(app: &App, found: &VerifiedDecision, language: Language) -> DecisionAnswer {
    let t = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
    let policy = app.shipped.set.get(&found.policy);
    DecisionAnswer {
        tag: match found.outcome {
            OutcomeKind::Eligible => Tag::good(t("memenuhi syarat", "eligible")),
            OutcomeKind::NotEligible => Tag::bad(t("tidak memenuhi syarat", "not eligible")),
            OutcomeKind::Unknown => Tag::open(t("belum dapat ditentukan", "not known")),
        },
        title: policy.map_or_else(|| found.policy.to_string(), |policy| policy.title.get(language).to_owned()),
        policy: found.policy.to_string(),
        version: found.version.to_string().chars().take(12).collect(),
        as_of: found.as_of,
        decided_on: found.decided_on,
        replaces: found.replaces,
    }
}

/// Checks a signed certificate that was pasted or sent as a file.
pub(crate) async fn file(State(app): State<Arc<App>>, visitor: Visitor, request: Request) -> Result<Response, Failure> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let (form, text) = if kind.starts_with("multipart/") {
        let given = Multipart::from_request(request, &app).await.map_err(|rejection| Failure::of_status(rejection.status()))?;
        let mut form = Filled::of(Typed::default(), visitor.language);
        let text = uploaded(given).await?.map_err(|problem| form.refuse("upload", &problem)).ok();
        (form, text)
    } else {
        let mut form = Filled::of(Typed::from_request(request, &app).await?, visitor.language);
        let text = form.text("file", LARGEST);
        (form, text)
    };
    match text {
        Some(text) => check(&app, &visitor, form, &text).await,
        None => page_with(StatusCode::UNPROCESSABLE_ENTITY, &Page::new(&visitor, form)),
    }
}

/// The text of the file that was sent, or the sentence that says why there is none.
async fn uploaded(mut given: Multipart) -> Result<Result<String, Label>, Failure> {
    let mut bytes = Vec::new();
    while let Some(mut field) = given.next_field().await.map_err(|error| Failure::of_status(error.status()))? {
        if field.name() != Some("file") {
            continue;
        }
        while let Some(part) = field.chunk().await.map_err(|error| Failure::of_status(error.status()))? {
            bytes.extend_from_slice(&part);
            if bytes.len() > LARGEST {
                return Ok(Err(Label::new(
                    format!("berkas ini lebih besar dari {} kB; berkas sertifikat jauh lebih kecil", LARGEST / 1_000),
                    format!("this file is larger than {} kB; a certificate file is far smaller", LARGEST / 1_000),
                )));
            }
        }
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Err(Label::new(
            "pilih berkas sertifikat (.json) yang berisi",
            "choose a certificate file (.json) that holds something",
        )));
    }
    Ok(String::from_utf8(bytes).map_err(|_| {
        Label::new(
            "ini bukan berkas teks, seharusnya berkas sertifikat .json; PDF atau foto diperiksa dengan kodenya",
            "this is no text file, expected the .json file of a certificate; a PDF or photograph is verified by its code",
        )
    }))
}

async fn check(app: &App, visitor: &Visitor, form: Filled, text: &str) -> Result<Response, Failure> {
    let language = visitor.language;
    let context = app.context(&visitor.actor);
    let issuer = match issuer_document(&context).await {
        Ok(issuer) => Some(issuer),
        Err(error) if error.code() == "no-issuer-key" => None,
        Err(error) => return Err(error.into()),
    };
    let revocations = match &issuer {
        Some(_) => Some(known_revocations(&context).await?),
        None => None,
    };
    let outcome = verify(text, issuer.as_slice(), revocations.as_ref(), app.backend.now());
    let t = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en }.to_owned();
    let valid = outcome.is_valid();
    let answer = FileAnswer {
        tag: if valid { Tag::good(&t("berlaku", "valid")) } else { Tag::bad(&t("tidak berlaku", "not valid")) },
        sentence: if valid {
            t(
                "Berkas ini ditandatangani penerbit di bawah, tidak diubah sesudahnya, dan tidak dicabut.",
                "This file was signed by the issuer below, was not changed afterwards, and is not revoked.",
            )
        } else {
            t("Berkas ini tidak membuktikan apa pun, karena:", "This file proves nothing, because:")
        },
        findings: outcome.findings.iter().map(|finding| format::sentence(finding.message().get(language))).collect(),
        notes: outcome.notes.iter().map(|note| format::sentence(note.message().get(language))).collect(),
        sheet: outcome.badge.map(Sheet::of),
        digest: outcome.digest.map(|digest| digest.to_string()),
    };
    let status = if valid { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page_with(status, &Page { file: Some(answer), ..Page::new(visitor, form) })
}
