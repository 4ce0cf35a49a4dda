//! From stored people to facts. What facts there are a country's crate knows; it is handed in.

use std::sync::Arc;

use jenjang::people::{CivilServant, View};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::dossier::Dossier;

/// What facts about a person are gathered from.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The person.
    pub person: &'a CivilServant,
    /// The direct superior, where one is known and stored.
    pub superior: Option<&'a CivilServant>,
    /// The day asked about, and the day whose knowledge counts.
    pub view: View,
}

/// Gathers the facts about a person. Called from several threads at once.
pub trait Gatherer: Sync {
    /// The facts of the catalogue that follow from the sources. The same sources give the same facts.
    fn gather(&self, catalogue: &Arc<Catalogue>, sources: Sources<'_>) -> Dossier;
}

impl<F: Fn(&Arc<Catalogue>, Sources<'_>) -> Dossier + Sync> Gatherer for F {
    fn gather(&self, catalogue: &Arc<Catalogue>, sources: Sources<'_>) -> Dossier {
        self(catalogue, sources)
    }
}
