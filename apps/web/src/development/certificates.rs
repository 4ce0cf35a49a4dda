//! My certificates: a list, each to be printed with its code, and the signed file that proves it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use jenjang::certificate::Standing;
use jenjang::legal::{Label, Language};
use jenjang::people::id::CertificateId;
use jenjang_credentials::{Badge, json};
use jenjang_service::certificates::{CertificateView, list_certificates, read_certificate};
use jenjang_service::verification::code_of_certificate;

use super::{Tag, segment};
use crate::error::Failure;
use crate::format;
use crate::proof::Proof;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

struct Row {
    address: String,
    title: String,
    tag: Tag,
    first: NaiveDate,
    last: Option<NaiveDate>,
    issued: NaiveDate,
}

#[derive(Template)]
#[template(path = "development/certificates.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
}

/// My certificates, the latest first.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let mut found = list_certificates(&app.context(&me.visitor.actor), &me.person).await?;
    found.reverse();
    let rows = found.iter().map(|view| row(view, language)).collect();
    let shell = me.visitor.titled("Sertifikat saya", "My certificates");
    page(&ListPage { shell, rows })
}

fn row(view: &CertificateView, language: Language) -> Row {
    let certificate = &view.certificate;
    Row {
        address: format!("/development/certificates/{}", segment(certificate.id.as_str())),
        title: certificate.achievement.as_ref().map_or_else(|| certificate.id.to_string(), |what| what.title.to_string()),
        tag: standing_tag(view.standing, language),
        first: certificate.first,
        last: certificate.last,
        issued: certificate.issued.date_naive(),
    }
}

/// Where a certificate stands.
pub(crate) fn standing_tag(standing: Standing, language: Language) -> Tag {
    let label = standing.label();
    let word = label.get(language);
    match standing {
        Standing::Valid => Tag::good(word),
        Standing::NotYet => Tag::open(word),
        Standing::Expired => Tag::aside(word),
        Standing::Revoked => Tag::bad(word),
    }
}

/// What stands on a certificate.
pub(crate) struct Sheet {
    pub(crate) issuer: String,
    pub(crate) recipient: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) criteria: String,
    pub(crate) competencies: Vec<String>,
}

impl Sheet {
    pub(crate) fn of(badge: Badge) -> Sheet {
        let one = |alignment: &jenjang_credentials::badge::Alignment| match &alignment.description {
            Some(level) => format!("{}, {level}", alignment.name),
            None => alignment.name.clone(),
        };
        Sheet {
            competencies: badge.achievement.alignments.iter().map(one).collect(),
            issuer: badge.issuer.name,
            recipient: badge.recipient.name,
            title: badge.achievement.name,
            // certificates are written in Indonesian; what is signed has days as in data
            description: format::with_dates(&badge.achievement.description, Language::Id),
            criteria: badge.achievement.criteria,
        }
    }
}

#[derive(Template)]
#[template(path = "development/certificate.html")]
struct ShowPage {
    shell: Shell,
    sheet: Sheet,
    number: String,
    proof: Proof,
    tag: Tag,
    first: NaiveDate,
    last: Option<NaiveDate>,
    file: String,
    digest: String,
    revoked: Option<String>,
}

/// One certificate, to be looked at and printed.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    me: SignedIn,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let id: CertificateId = id.parse().map_err(|_| Failure::not_found())?;
    let view = read_certificate(&app.context(&me.visitor.actor), &id).await?;
    let kept = view.certificate;
    let document = kept.file.as_deref().and_then(|file| json::read(file).ok());
    let badge = document.as_ref().and_then(|value| value.as_object()).and_then(|document| Badge::of_document(document).ok());
    let Some(badge) = badge else { return Err(Failure::not_found()) };
    let page_of = ShowPage {
        shell: me.visitor.shell(badge.achievement.name.clone()),
        sheet: Sheet::of(badge),
        number: kept.id.to_string(),
        tag: standing_tag(view.standing, language),
        first: kept.first,
        last: kept.last,
        file: format!("/development/certificates/{}/file", segment(kept.id.as_str())),
        proof: Proof::of(&app, &headers, code_of_certificate(&kept))?,
        digest: kept.digest.to_string(),
        revoked: kept.revoked.as_ref().map(|revocation| revocation.reason.label().get(language).to_owned()),
    };
    page(&page_of)
}

/// The signed file, which proves the certificate without this server.
pub(super) async fn file(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let id: CertificateId = id.parse().map_err(|_| Failure::not_found())?;
    let view = read_certificate(&app.context(&me.visitor.actor), &id).await?;
    let Some(file) = view.certificate.file else {
        let message = Label::new("berkas sertifikat ini tidak disimpan lagi", "the file of this certificate is kept no more");
        return Err(Failure::new(axum::http::StatusCode::NOT_FOUND, "file-gone", message));
    };
    let name = HeaderValue::from_static("attachment; filename=\"sertifikat.json\"");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, file.to_string()).into_response())
}
