//! `ETag` and `If-Match`: a change of what the caller read, and of nothing else.
//!
//! The version is compared twice: before the use case begins, so that a stale one is refused whatever the use case would say, and in the first
//! transaction that writes, so that of two requests with the same version one wins.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use axum::http::{HeaderMap, StatusCode, header};
use jenjang::audit::Digest;
use jenjang::legal::{Label, Language};
use jenjang_service::Actor;
use serde_json::Map;

use super::call::{Call, Reply};
use super::dispatch::text_of;
use super::operation;
use super::operation::Operation;
use crate::backend::{Condition, at_one_moment, on_condition};
use crate::error::Failure;
use crate::state::App;

/// The version of an answer.
pub(crate) fn version(body: &[u8]) -> String {
    let digest = Digest::of(body).to_string();
    format!("\"{}\"", digest.get(..32).unwrap_or(&digest))
}

/// The version that a request asks for.
pub(crate) struct Guard {
    app: Arc<App>,
    actor: Actor,
    language: Language,
    path: std::collections::BTreeMap<String, String>,
    /// What reads the thing that is changed.
    reads: &'static Operation,
    wanted: String,
    settled: AtomicBool,
    refused: Mutex<Option<Failure>>,
}

impl Guard {
    /// What `If-Match` asks for, where it is there.
    pub(crate) fn of(call: &Call, headers: &HeaderMap) -> Result<Option<Guard>, Failure> {
        let mut wanted = headers.get_all(header::IF_MATCH).iter().peekable();
        if wanted.peek().is_none() {
            return Ok(None);
        }
        let Some(reads) = call.operation.guards.and_then(operation) else {
            let message = Label::new(
                "permintaan ini tidak menerima `If-Match`: yang diubahnya tidak mempunyai versi",
                "this request does not take `If-Match`: what it changes has no version",
            );
            return Err(Failure::new(StatusCode::BAD_REQUEST, "no-version", message));
        };
        Ok(Some(Guard {
            app: Arc::clone(&call.app),
            actor: call.actor.clone(),
            language: call.language,
            path: call.path.clone(),
            reads,
            wanted: wanted.map(|wanted| wanted.to_str().unwrap_or_default()).collect::<Vec<_>>().join(","),
            settled: AtomicBool::new(false),
            refused: Mutex::new(None),
        }))
    }

    /// Whether what is changed still is what the caller read, as the moment of this task shows it.
    async fn compare(&self) -> Result<(), Failure> {
        let call = Call {
            app: Arc::clone(&self.app),
            actor: self.actor.clone(),
            language: self.language,
            operation: self.reads,
            path: self.path.clone(),
            given: Map::new(),
        };
        let present = version(text_of(&(self.reads.run)(call).await?.body)?.as_bytes());
        if self.wanted.split(',').map(str::trim).any(|wanted| wanted == "*" || wanted == present) {
            return Ok(());
        }
        let message = Label::new(
            "ini berubah sementara itu; baca lagi, lalu ulangi dengan versi yang sekarang",
            "this changed meanwhile; read it again and repeat with the present version",
        );
        Err(Failure { present: Some(present.into()), ..Failure::new(StatusCode::PRECONDITION_FAILED, "version", message) })
    }
}

#[async_trait]
impl Condition for Guard {
    async fn holds(&self) -> bool {
        let refused = self.compare().await.err();
        let holds = refused.is_none();
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = refused;
        holds
    }

    fn settled(&self) -> &AtomicBool {
        &self.settled
    }
}

/// Runs an operation; where it has a guard, on what the caller read and on nothing else.
pub(crate) async fn guarded(call: Call, guard: Option<Guard>) -> Result<Reply, Failure> {
    let Some(guard) = guard.map(Arc::new) else { return (call.operation.run)(call).await };
    at_one_moment(guard.compare()).await?;
    let condition: Arc<dyn Condition> = Arc::<Guard>::clone(&guard);
    let done = on_condition(condition, (call.operation.run)(call)).await;
    let refused = guard.refused.lock().unwrap_or_else(PoisonError::into_inner).take();
    match done {
        _ if refused.is_some() => refused.map_or_else(|| Err(Failure::internal()), Err),
        // what the use case refused may be so because somebody else came first
        Err(failure) if failure.status.is_client_error() && !guard.settled.load(Ordering::SeqCst) => {
            at_one_moment(guard.compare()).await?;
            Err(failure)
        }
        done => done,
    }
}
