//! A bar on standard error while something large is done, and Ctrl-C, which ends it between two batches.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::Voice;

/// A bar; nothing is drawn where standard error is no terminal, in plain mode or for machines.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar for so many steps; without a number it counts.
    pub(crate) fn new(voice: &Voice, what: &str, total: Option<u64>) -> Progress {
        let bar = match total {
            Some(total) => ProgressBar::new(total),
            None => ProgressBar::no_length(),
        };
        if voice.plain || voice.is_json() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let template = if total.is_some() { "{msg} {bar:30} {pos}/{len} {eta}" } else { "{msg} {spinner} {pos}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        Progress(bar)
    }

    /// So many are done.
    pub(crate) fn at(&self, done: u64) {
        self.0.set_position(done);
    }

    /// So many are done of so many.
    pub(crate) fn of(&self, done: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(done);
    }

    /// So many more are done.
    pub(crate) fn add(&self, more: u64) {
        self.0.inc(more);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Ctrl-C ends what only reads at once, with this sentence.
pub(crate) fn stop_at_once(sentence: &'static str) {
    // where the system has no such signal, nobody can send it
    let _ = ctrlc::set_handler(move || {
        crate::output::write_stderr(&format!("\n{sentence}\n"));
        std::process::exit(130);
    });
}

/// Whether somebody pressed Ctrl-C.
#[derive(Clone)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// From now on Ctrl-C ends what is running after the batch it is in; pressed again it ends the program at once, and the store rolls back the batch.
    pub(crate) fn watch(voice: &Voice) -> Interrupt {
        let pressed = Arc::new(AtomicBool::new(false));
        let (seen, sentence) = (
            Arc::clone(&pressed),
            voice.t(
                "\nBerhenti setelah kelompok ini; tekan Ctrl-C lagi untuk membatalkan kelompok ini.",
                "\nStopping after this batch; press Ctrl-C again to roll this batch back.",
            ),
        );
        // where the system has no such signal, nobody can send it
        let _ = ctrlc::set_handler(move || {
            if seen.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
            crate::output::write_stderr(&format!("{sentence}\n"));
        });
        Interrupt(pressed)
    }

    /// For what is over before anybody could press anything.
    pub(crate) fn never() -> Interrupt {
        Interrupt(Arc::new(AtomicBool::new(false)))
    }

    /// Whether to stop.
    pub(crate) fn is_pressed(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    /// The same for a loop.
    pub(crate) fn flow(&self) -> ControlFlow<()> {
        if self.is_pressed() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
