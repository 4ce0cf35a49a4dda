//! The page about the API, for people, made from the same declarations.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jenjang::legal::Language;
use jenjang_service::permissions::TABLE;
use serde_json::Value;

use super::codes::{COMMON, REFUSALS};
use super::dispatch::PAGING;
use super::operation::{Door, Field, Group, Kind, Operation};
use super::{GROUPS, examples, openapi};
use crate::error::Failure;
use crate::session::Visitor;
use crate::shell::{Shell, page};

struct Matter {
    code: &'static str,
    title: &'static str,
    operations: Vec<Shown>,
}

struct Shown {
    id: &'static str,
    method: String,
    address: String,
    title: &'static str,
    who: String,
    door: &'static str,
    fields: Vec<FieldShown>,
    /// The body as an example.
    body: Option<String>,
    answer: Option<String>,
}

struct FieldShown {
    name: &'static str,
    place: &'static str,
    kind: String,
    required: bool,
    words: &'static str,
}

struct Code {
    status: u16,
    code: &'static str,
    words: &'static str,
}

#[derive(Template)]
#[template(path = "api/docs.html")]
struct Page {
    shell: Shell,
    matters: Vec<Matter>,
    codes: Vec<Code>,
    refusals: &'static [&'static str],
    count: usize,
}

#[derive(Template)]
#[template(path = "api/matter.html")]
struct MatterPage {
    shell: Shell,
    matter: Matter,
}

fn matter(group: &'static Group, language: Language) -> Matter {
    let title = if language == Language::Id { group.words.0 } else { group.words.1 };
    Matter { code: group.code, title, operations: group.operations.iter().map(|operation| shown(operation, language)).collect() }
}

/// One matter with everything that can be asked about it.
pub(crate) async fn show_matter(visitor: Visitor, Path(code): Path<String>) -> Result<Response, Failure> {
    let group = GROUPS.iter().find(|group| group.code == code).ok_or_else(Failure::not_found)?;
    let matter = matter(group, visitor.language);
    page(&MatterPage { shell: visitor.shell(format!("API: {}", matter.title)), matter })
}

/// How the API works, and what can be asked for.
pub(crate) async fn show(visitor: Visitor) -> Result<Response, Failure> {
    let language = visitor.language;
    let pick = |words: (&'static str, &'static str)| if language == Language::Id { words.0 } else { words.1 };
    let matters: Vec<Matter> = GROUPS.iter().map(|group| matter(group, language)).collect();
    let codes = COMMON.iter().map(|(status, code, words)| Code { status: *status, code, words: pick(*words) }).collect();
    let count = matters.iter().map(|matter| matter.operations.len()).sum();
    let shell = visitor.titled("API: untuk program lain", "API: for other programs");
    page(&Page { shell, matters, codes, refusals: REFUSALS, count })
}

fn shown(operation: &'static Operation, language: Language) -> Shown {
    let t = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
    let rule = operation.action.and_then(|action| TABLE.iter().find(|rule| rule.action == action));
    let who = rule.map_or_else(String::new, |rule| {
        let roles: Vec<String> = rule.allowed.iter().map(|role| role.label().get(language).to_owned()).collect();
        format!("{}; {}", roles.join(", "), t(rule.stage.0, rule.stage.1))
    });
    let door = match operation.door {
        Door::Everybody => t("Terbuka bagi semua.", "Open to everybody."),
        Door::SignedIn if operation.is_read() => t("Sesi, atau token yang boleh membaca.", "A session, or a token that may read."),
        Door::SignedIn => t("Sesi, atau token yang boleh mengubah.", "A session, or a token that may write."),
        Door::InPerson => t("Hanya dengan sesi.", "With a session only."),
    };
    let of_path = operation.parameters().map(|name| FieldShown {
        name,
        place: t("alamat", "path"),
        kind: t("teks", "text").to_owned(),
        required: true,
        words: "",
    });
    let paging: &[Field] = if operation.paged { &PAGING } else { &[] };
    let listed = |place: &'static str| move |field: &Field| shown_field(field, place, language);
    let fields = of_path
        .chain(operation.query.iter().chain(paging).map(listed(t("kueri", "query"))))
        .chain(operation.body.iter().map(listed(t("isi", "body"))))
        .collect();
    let body = (!operation.body.is_empty()).then(|| {
        let example: serde_json::Map<String, Value> =
            operation.body.iter().map(|field| (field.name.to_owned(), openapi::example(field))).collect();
        pretty(&Value::Object(example))
    });
    Shown {
        id: operation.id,
        method: operation.method.to_string(),
        address: operation.template(),
        title: t(operation.words.0, operation.words.1),
        who,
        door,
        fields,
        body,
        answer: examples::answer(operation.id).map(|answer| pretty(&answer)),
    }
}

fn shown_field(field: &Field, place: &'static str, language: Language) -> FieldShown {
    let words = if language == Language::Id { field.words.0 } else { field.words.1 };
    FieldShown { name: field.name, place, kind: kind(field.kind, language), required: field.required, words }
}

fn kind(of: Kind, language: Language) -> String {
    let t = |id: &str, en: &str| if language == Language::Id { id.to_owned() } else { en.to_owned() };
    match of {
        Kind::Text(most) => t(&format!("teks, paling banyak {most} huruf"), &format!("text, at most {most} letters")),
        Kind::Free(most) => {
            t(&format!("teks, boleh kosong, paling banyak {most} huruf"), &format!("text, may be empty, at most {most} letters"))
        }
        Kind::Id => t("kode", "code"),
        Kind::Day => t("tanggal", "date"),
        Kind::Decimal => t("bilangan sebagai teks", "number as text"),
        Kind::Whole(from, to) => t(&format!("bilangan bulat {from}–{to}"), &format!("whole number {from}–{to}")),
        Kind::Flag => "true, false".to_owned(),
        Kind::One(words) => words.join(", "),
        Kind::Label => t("teks dalam dua bahasa", "text in two languages"),
        Kind::Many(one, most) => {
            let one = kind(*one, language);
            t(&format!("daftar, paling banyak {most}: {one}"), &format!("list of at most {most}: {one}"))
        }
        Kind::Object(fields) => {
            let inner: Vec<String> =
                fields.iter().map(|field| format!("{}{}", field.name, if field.required { "" } else { "?" })).collect();
            format!("{{{}}}", inner.join(", "))
        }
        Kind::Map(one) => {
            let one = kind(*one, language);
            t(&format!("objek menurut nama: {one}"), &format!("object by names: {one}"))
        }
        Kind::Any => "JSON".to_owned(),
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
