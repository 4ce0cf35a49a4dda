//! Schemes and instruments of many files, with their texts kept so that problems can be shown.

use std::sync::Arc;

use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::scheme::Scheme;
use jenjang::policy::diagnostic::{Diagnostic, Severity};

use super::{read_instrument, read_scheme};
use crate::Sources;

/// Schemes and instruments, and what was found wrong on the way.
#[derive(Clone, Debug, Default)]
pub struct EvaluationLibrary {
    /// The schemes without errors, each id once, in the order they were added.
    pub schemes: Vec<Arc<Scheme>>,
    /// The instruments without errors, each id once, in the order they were added.
    pub instruments: Vec<Arc<Instrument>>,
    /// The texts of all files that were added.
    pub sources: Sources,
    /// What was found wrong.
    pub diagnostics: Vec<Diagnostic>,
}

impl EvaluationLibrary {
    /// Whether no error was found.
    pub fn is_sound(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.severity < Severity::Error)
    }

    /// The scheme with this id.
    pub fn scheme(&self, id: &str) -> Option<&Arc<Scheme>> {
        self.schemes.iter().find(|scheme| scheme.parts().id == id)
    }

    /// The instrument with this id.
    pub fn instrument(&self, id: &str) -> Option<&Arc<Instrument>> {
        self.instruments.iter().find(|instrument| instrument.parts().id == id)
    }

    /// Reads a scheme and puts it in the place of one with the same id. `None` where it has errors, which are in `diagnostics`.
    pub fn add_scheme(&mut self, file: &str, bytes: &[u8]) -> Option<Arc<Scheme>> {
        self.sources.insert(file, bytes);
        let (scheme, found) = read_scheme(file, bytes);
        let scheme = scheme.map(Arc::new);
        self.diagnostics.extend(found);
        if let Some(scheme) = &scheme {
            self.schemes.retain(|other| other.parts().id != scheme.parts().id);
            self.schemes.push(Arc::clone(scheme));
        }
        scheme
    }

    /// Reads an instrument and puts it in the place of one with the same id. `None` where it has errors, which are in `diagnostics`.
    pub fn add_instrument(&mut self, file: &str, bytes: &[u8]) -> Option<Arc<Instrument>> {
        self.sources.insert(file, bytes);
        let (instrument, found) = read_instrument(file, bytes);
        let instrument = instrument.map(Arc::new);
        self.diagnostics.extend(found);
        if let Some(instrument) = &instrument {
            self.instruments.retain(|other| other.parts().id != instrument.parts().id);
            self.instruments.push(Arc::clone(instrument));
        }
        instrument
    }
}
