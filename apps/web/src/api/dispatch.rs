//! From a request to an answer: who asks, whether what was sent fits, whether it was answered before; then the use case.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawPathParams, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{RequestExt, RequestPartsExt};
use jenjang::legal::Label;
use serde_json::{Map, Value};

use super::call::{Body, Call, MOST, Reply};
use super::caller::Caller;
use super::operation::{Field, Kind, Operation, may};
use super::version::{Guard, version};
use super::{check, group_of, repeated};
use crate::error::{Failure, FieldProblem, shortened};
use crate::language;
use crate::state::App;

/// What every list takes.
pub(crate) const PAGING: [Field; 2] = [
    may("after", Kind::Text(200), ("kunci terakhir dari halaman sebelumnya", "the last key of the page before"), "\"synthetic-0000012\""),
    may("limit", Kind::Whole(1, MOST as i64), ("banyaknya dalam satu halaman", "how many on a page"), "50"),
];

/// Answers a request for an operation.
pub(crate) async fn dispatch(app: Arc<App>, operation: &'static Operation, request: Request) -> Result<Response, Failure> {
    let (mut parts, body) = request.into_parts();
    let caller = Caller::of(&app, &mut parts).await?;
    caller.may_try(group_of(operation), operation)?;
    let path = path(&mut parts).await?;
    let language = language::of_program(&parts.uri, &parts.headers);
    let mut problems = Vec::new();
    let query = query(operation, parts.uri.query().unwrap_or_default(), &mut problems);
    let headers = parts.headers.clone();
    let bytes = if operation.body.is_empty() {
        Bytes::new()
    } else {
        Request::from_parts(parts, body).extract::<Bytes, _>().await.map_err(|rejection| Failure::of_status(rejection.status()))?
    };
    let given = if operation.body.is_empty() { query } else { json(operation, &headers, &bytes, &mut problems)? };
    if !problems.is_empty() {
        return Err(Failure::fields(problems));
    }
    let call = Call { app, actor: caller.actor, language, operation, path, given };
    if operation.is_read() {
        let reply = (operation.run)(call).await?;
        return read(operation, reply, &headers);
    }
    let guard = Guard::of(&call, &headers)?;
    repeated::once(call, guard, &headers, &bytes).await
}

async fn path(parts: &mut axum::http::request::Parts) -> Result<BTreeMap<String, String>, Failure> {
    let params = parts.extract::<RawPathParams>().await.map_err(|_| Failure::not_found())?;
    Ok(params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

/// The query as declared; `lang` is everybody's.
fn query(operation: &Operation, text: &str, problems: &mut Vec<FieldProblem>) -> Map<String, Value> {
    let mut fields = operation.query.to_vec();
    if operation.paged {
        fields.extend(PAGING);
    }
    let mut given = Map::new();
    for (name, value) in form_urlencoded::parse(text.as_bytes()).filter(|(name, _)| name != "lang") {
        let kind = fields.iter().find(|field| field.name == name).map_or(Kind::Any, |field| field.kind);
        if given.insert(name.clone().into_owned(), check::of_query(kind, &value)).is_some() {
            let found = shortened(&name);
            let label = Label::new(format!("`{found}` disebut dua kali"), format!("`{found}` is given twice"));
            problems.push(FieldProblem::new(format!("?{found}"), label));
        }
    }
    let before = problems.len();
    check::object(&fields, &given, "", problems);
    for problem in problems.iter_mut().skip(before) {
        problem.pointer = format!("?{}", problem.pointer.trim_start_matches('/'));
    }
    given
}

/// The body as declared.
fn json(
    operation: &Operation,
    headers: &HeaderMap,
    bytes: &Bytes,
    problems: &mut Vec<FieldProblem>,
) -> Result<Map<String, Value>, Failure> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_json = kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    // where everything may be left out, so may the body
    let optional = operation.body.iter().all(|field| !field.required);
    if bytes.is_empty() && optional {
        return Ok(Map::new());
    }
    if !is_json {
        return Err(Failure::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let message = Label::new(
            format!("isi permintaan bukan JSON yang sah, lihat baris {line} kolom {column}"),
            format!("the body is not valid JSON, see line {line} column {column}"),
        );
        Failure::new(StatusCode::BAD_REQUEST, "not-json", message)
    })?;
    let Value::Object(given) = value else {
        let label = Label::new("seharusnya objek JSON: {…}", "expected a JSON object: {…}");
        return Err(Failure::fields(vec![FieldProblem::new(String::new(), label)]));
    };
    check::object(operation.body, &given, "", problems);
    Ok(given)
}

/// An answer with its version; nothing but that where the caller has it already.
fn read(operation: &Operation, reply: Reply, headers: &HeaderMap) -> Result<Response, Failure> {
    let body = text_of(&reply.body)?;
    let version = version(body.as_bytes());
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok()).unwrap_or_default();
    let same = known.trim() == "*" || known.split(',').any(|known| known.trim().trim_start_matches("W/") == version);
    let mut response = match same {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => (reply.status, [(header::CONTENT_TYPE, operation.media)], body).into_response(),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok(version) = HeaderValue::from_str(&version) {
        response.headers_mut().insert(header::ETAG, version);
    }
    Ok(response)
}

/// The text of an answer.
pub(crate) fn text_of(body: &Body) -> Result<String, Failure> {
    match body {
        Body::Text(text) => Ok(text.clone()),
        Body::Json(value) => serde_json::to_string(value).map_err(|error| {
            tracing::error!(%error, "an answer has no JSON form");
            Failure::internal()
        }),
    }
}
