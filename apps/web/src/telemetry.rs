//! The log; and with the feature `otel` traces, for a collector on the own machine.

use jenjang::legal::Label;

use crate::config::Config;

/// What has to be ended before the process does, so that nothing is lost on the way.
pub struct Telemetry {
    #[cfg(feature = "otel")]
    provider: Option<opentelemetry_sdk::trace::SdkTracerProvider>,
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        #[cfg(feature = "otel")]
        if let Some(provider) = &self.provider {
            // a collector that is gone keeps nobody from stopping
            let _ = provider.shutdown();
        }
    }
}

/// Begins the log on standard error, and traces where the operator named a collector.
///
/// # Errors
/// The sentence for the operator.
#[cfg(not(feature = "otel"))]
pub fn begin(config: &Config) -> Result<Telemetry, Label> {
    tracing_subscriber::fmt().json().with_max_level(config.log).with_writer(std::io::stderr).init();
    Ok(Telemetry {})
}

/// Begins the log on standard error, and traces where the operator named a collector.
///
/// # Errors
/// The sentence for the operator.
#[cfg(feature = "otel")]
pub fn begin(config: &Config) -> Result<Telemetry, Label> {
    use opentelemetry::trace::TracerProvider;
    use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
    use opentelemetry_sdk::Resource;
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use tracing_subscriber::Layer;
    use tracing_subscriber::filter::{LevelFilter, filter_fn};
    use tracing_subscriber::layer::SubscriberExt;
    use tracing_subscriber::util::SubscriberInitExt;

    let provider = match &config.otlp {
        None => None,
        Some(collector) => {
            let endpoint = format!("{}/v1/traces", collector.trim_end_matches('/'));
            let exporter = SpanExporter::builder().with_http().with_protocol(Protocol::HttpBinary).with_endpoint(endpoint).build();
            let exporter = exporter.map_err(|error| Label::new(format!("`--otlp`: {error}"), format!("`--otlp`: {error}")))?;
            let resource = Resource::builder().with_service_name("jenjang-web").build();
            Some(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build())
        }
    };
    // as without the feature: what is said in a request stands in its line, not the request around it
    let log = tracing_subscriber::fmt::layer().json().with_current_span(false).with_span_list(false).with_writer(std::io::stderr);
    // requests alone: what libraries say of themselves may hold anything
    let traces = provider.as_ref().map(|provider| {
        tracing_opentelemetry::layer()
            .with_tracer(provider.tracer("jenjang-web"))
            .with_filter(filter_fn(|of| of.is_span() && of.target() == TARGET))
    });
    tracing_subscriber::registry().with(log.with_filter(LevelFilter::from_level(config.log))).with(traces).init();
    Ok(Telemetry { provider })
}

/// Whose spans become traces.
#[cfg(feature = "otel")]
const TARGET: &str = "jenjang_web::request";

/// The span of a request: its route, never its address. Nothing where traces are not built in.
#[cfg(feature = "otel")]
pub(crate) fn span(id: &str, method: &axum::http::Method, route: &str) -> tracing::Span {
    tracing::info_span!(
        target: TARGET,
        "request",
        otel.name = %format!("{method} {route}"),
        otel.kind = "server",
        http.request.method = %method,
        http.route = route,
        http.response.status_code = tracing::field::Empty,
        request.id = id,
    )
}

/// The span of a request: its route, never its address. Nothing where traces are not built in.
#[cfg(not(feature = "otel"))]
pub(crate) fn span(_id: &str, _method: &axum::http::Method, _route: &str) -> tracing::Span {
    tracing::Span::none()
}
