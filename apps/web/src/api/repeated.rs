//! `Idempotency-Key`: a request sent twice is done once.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jenjang::audit::Digest;
use jenjang::legal::Label;
use jenjang_service::requests::{Noted, Request, begin_request, keep_answer};
use serde::{Deserialize, Serialize};

use super::call::{Body, Call};
use super::dispatch::text_of;
use super::operation::Repeat;
use super::version::{Guard, guarded};
use crate::error::{Failure, FieldProblem};

/// The header.
pub(crate) const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Says that an answer is one that was given before.
pub(crate) const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// After how many seconds it is worth asking again for what is under way.
const SOON: &str = "5";

/// An answer as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    status: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    /// Of a refusal: code, sentences, and where each problem is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refusal: Option<(String, Label, Vec<(String, Label)>)>,
    /// The version there was, where the caller thought of another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    present: Option<String>,
}

/// Does what is asked, unless it was done under the same key already.
pub(crate) async fn once(call: Call, guard: Option<Guard>, headers: &HeaderMap, bytes: &Bytes) -> Result<Response, Failure> {
    let Some(request) = request(&call, headers, bytes)? else {
        let (operation, reply) = (call.operation, guarded(call, guard).await?);
        return written(reply.status, operation.media, text_of(&reply.body)?);
    };
    match begin_request(&call.context(), &request).await? {
        Noted::New => {}
        Noted::Answered(answer) => return again(&answer, call.operation.media),
        Noted::UnderWay => {
            let message = Label::new(
                "permintaan dengan kunci ini sedang dikerjakan; tanyakan lagi sebentar lagi",
                "the request with this key is being done; ask again in a moment",
            );
            let mut response = Failure::new(StatusCode::CONFLICT, "under-way", message).into_response();
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(SOON));
            return Ok(response);
        }
        Noted::Another => {
            let message = Label::new(
                "kunci ini sudah dipakai untuk permintaan lain; pakai kunci yang baru",
                "this key was used for another request; take a new one",
            );
            return Err(Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "key-reused", message));
        }
    }
    let (app, actor, operation) = (call.app.clone(), call.actor.clone(), call.operation);
    let context = app.context(&actor);
    match guarded(call, guard).await {
        Ok(reply) => {
            let body = match &reply.body {
                Body::Json(_) | Body::Text(_) => text_of(&reply.body)?,
            };
            keep(&context, &request, &Kept { status: reply.status.as_u16(), body: Some(body.clone()), refusal: None, present: None })
                .await?;
            written(reply.status, operation.media, body)
        }
        Err(failure) => {
            // what went wrong in here may go right next time
            if failure.status.is_client_error() && failure.status != StatusCode::CONFLICT {
                let fields = failure.fields.iter().map(|problem| (problem.pointer.clone(), problem.message.clone())).collect();
                let refusal = Some((failure.code.to_owned(), failure.message.clone(), fields));
                let present = failure.present.as_deref().map(str::to_owned);
                keep(&context, &request, &Kept { status: failure.status.as_u16(), body: None, refusal, present }).await?;
            }
            Err(failure)
        }
    }
}

async fn keep(context: &jenjang_service::Context<'_>, request: &Request, kept: &Kept) -> Result<(), Failure> {
    let answer = serde_json::to_string(kept).unwrap_or_default();
    Ok(keep_answer(context, request, &answer).await?)
}

/// The request under its key; none where there is no key or nothing is to be kept.
fn request(call: &Call, headers: &HeaderMap, bytes: &Bytes) -> Result<Option<Request>, Failure> {
    let Some(given) = headers.get(KEY) else { return Ok(None) };
    let key = given.to_str().unwrap_or_default();
    if !(1..=100).contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        let label = Label::new("seharusnya 1 sampai 100 huruf ASCII tanpa spasi", "expected 1 to 100 ASCII letters without blanks");
        return Err(Failure::fields(vec![FieldProblem::new("Idempotency-Key".to_owned(), label)]));
    }
    if call.operation.repeat == Repeat::NotKept {
        return Ok(None);
    }
    let Some(person) = call.actor.person().cloned() else {
        let message = Label::new(
            "kunci memerlukan sesi masuk atau token: tanpa itu tidak diketahui milik siapa",
            "a key needs a session or a token: without one nobody knows whose it is",
        );
        return Err(Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "key-needs-account", message));
    };
    let mut asked = format!("{}\n{}\n", call.operation.method, call.operation.path).into_bytes();
    for (name, value) in &call.path {
        asked.extend(format!("{name}={value}\n").into_bytes());
    }
    // the same change of another version is another request
    for version in headers.get_all(header::IF_MATCH) {
        asked.extend(b"if-match=");
        asked.extend_from_slice(version.as_bytes());
        asked.push(b'\n');
    }
    asked.extend_from_slice(bytes);
    Ok(Some(Request { person, key: key.into(), digest: Digest::of(asked) }))
}

fn written(status: StatusCode, media: &'static str, body: String) -> Result<Response, Failure> {
    Ok((status, [(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, "no-store")], body).into_response())
}

/// The answer that was given before.
fn again(answer: &str, media: &'static str) -> Result<Response, Failure> {
    let kept: Kept = serde_json::from_str(answer).map_err(|error| {
        tracing::error!(%error, "a kept answer cannot be read");
        Failure::internal()
    })?;
    let status = StatusCode::from_u16(kept.status).map_err(|_| Failure::internal())?;
    let mut response = match kept.refusal {
        None => written(status, media, kept.body.unwrap_or_default())?,
        Some((code, message, fields)) => {
            let fields = fields.into_iter().map(|(pointer, message)| FieldProblem { pointer, message }).collect();
            let present = kept.present.map(Into::into);
            Failure { fields, present, ..Failure::new(status, super::codes::known(&code), message) }.into_response()
        }
    };
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(response)
}
