//! The web application: pages over the use cases of `jenjang-service`, rendered on the server, complete in one binary.
//!
//! A page asks use cases and lays out what they give; nothing below them is reached from here, save in [`backend`], which names the stores.
//! `docs/web.md` lists routes and roles.

mod api;
mod auditing;
pub mod backend;
mod career;
pub mod config;
mod demo;
mod development;
mod drafts;
mod error;
mod evaluations;
mod form;
mod format;
mod frame;
mod hr;
mod kept;
mod language;
mod pages;
mod posts;
mod proof;
mod prose;
mod public;
mod router;
mod runs;
mod security;
mod session;
mod shell;
mod state;
mod summary;
pub mod telemetry;
mod unit_field;
mod voice;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use jenjang::legal::{Label, Language};

use crate::api::Reach;
use crate::backend::Backend;
use crate::config::{AccountCommand, Config};
pub use crate::router::router;
pub use crate::security::metrics::serve as serve_metrics;
pub use crate::state::App;

/// Opens the store, fills it where it is the demonstration's, and serves until somebody asks it to stop.
///
/// `say` is given what the operator should read: the address, once it listens.
///
/// # Errors
/// The sentence for the operator: a store that cannot be opened, an address that is taken, a server without a way to log in.
pub fn run(config: Config, language: Language, say: impl Fn(&str)) -> Result<(), Label> {
    runtime()?.block_on(serve(config, language, say))
}

/// Carries out a command on accounts.
///
/// # Errors
/// The sentence for the operator.
pub fn accounts(config: &Config, command: &AccountCommand, language: Language, say: impl Fn(&str)) -> Result<(), Label> {
    let runtime = runtime()?;
    runtime.block_on(async {
        let backend = Backend::open(config).await?;
        security::command::carry_out(&backend, command, language, &say).await
    })
}

fn runtime() -> Result<tokio::runtime::Runtime, Label> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| Label::new(format!("program tidak dapat memulai: {error}"), format!("the program cannot start: {error}")))
}

async fn serve(config: Config, language: Language, say: impl Fn(&str)) -> Result<(), Label> {
    let reach = reach(config.demo)?;
    let listener = tokio::net::TcpListener::bind(config.listen).await.map_err(|error| {
        let address = config.listen;
        Label::new(format!("tidak dapat mendengarkan di `{address}`: {error}"), format!("cannot listen on `{address}`: {error}"))
    })?;
    let address = listener.local_addr().unwrap_or(config.listen);
    let backend = Backend::open(&config).await?;
    let app = if config.demo {
        App::demo_limited(backend, config.staff, config.rate_limit).await?
    } else {
        App::server(backend, &config).await?
    };
    if let Some(address) = config.metrics_listen {
        serve_metrics(address).await?;
    }
    say(&match language {
        Language::Id if !config.demo => format!("Jenjang mendengarkan di {address}."),
        Language::En if !config.demo => format!("Jenjang listens on {address}."),
        Language::Id => format!("Daerah contoh terbuka di http://{address} (semua orang di dalamnya rekaan). Ctrl-C untuk berhenti."),
        Language::En => format!("The example district is open at http://{address} (everybody in it is made up). Ctrl-C to stop."),
    });
    let app = Arc::new(app);
    let meeting = Arc::clone(&app);
    tokio::spawn(async move { meeting.security.meet_provider().await });
    let webhooks = tokio::spawn(api::send_webhooks(Arc::clone(&app), reach));
    let stopping = Arc::clone(&app);
    let serving = axum::serve(listener, router(app).into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move {
            asked_to_stop().await;
            // streams would stay open for ever
            stopping.live.stop();
        })
        .into_future();
    let served = tokio::select! {
        ended = serving => ended.map_err(|error| Label::new(format!("server berhenti: {error}"), format!("the server stopped: {error}"))),
        () = out_of_patience() => Ok(()),
    };
    // a delivery under way is written down first
    let _ = webhooks.await;
    served
}

/// Some time after [`asked_to_stop`]: whoever has not finished a request by then never will.
async fn out_of_patience() {
    asked_to_stop().await;
    tokio::time::sleep(router::PATIENCE.saturating_add(Duration::from_secs(2))).await;
    tracing::warn!("stopped with connections that did not end");
}

/// How far webhooks reach: in the demonstration to the own machine too.
fn reach(demo: bool) -> Result<Reach, Label> {
    let usual = if demo { Reach::Loopback } else { Reach::Public };
    let Ok(given) = std::env::var("JENJANG_WEBHOOK_REACH") else { return Ok(usual) };
    Reach::parse(&given).ok_or_else(|| {
        Label::new(
            format!("JENJANG_WEBHOOK_REACH adalah `{given}`, seharusnya public, loopback, atau private"),
            format!("JENJANG_WEBHOOK_REACH is `{given}`, expected public, loopback or private"),
        )
    })
}

/// Ctrl-C, or the signal by which services are stopped. Requests under way are answered first.
async fn asked_to_stop() {
    let interrupted = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    interrupted.await;
}
