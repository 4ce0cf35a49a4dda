//! What every handler can ask for: the backend, the policies that came with the program, the people of the demonstration.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::dossier::Dossier;
use jenjang_asn::dossier::{Gathering, Superior, gather};
use jenjang_policy_files::Library;
use jenjang_service::promotion::Sources;
use jenjang_service::{Actor, Context};

use crate::backend::Backend;
use crate::demo::{self, Character};

/// The running application.
pub struct App {
    pub(crate) backend: Backend,
    /// Policies and catalogue that came with the program.
    pub(crate) shipped: Library,
    /// Who can be signed in as.
    pub(crate) characters: Vec<Character>,
}

impl App {
    /// The demonstration: its district is made where the store is empty.
    ///
    /// # Errors
    /// The sentence for the operator: a store that holds something else, or cannot be filled.
    pub async fn demo(backend: Backend, staff: u64) -> Result<App, Label> {
        let shipped = jenjang_asn::library();
        let characters = demo::open(&backend, &shipped, staff).await?;
        Ok(App { backend, shipped, characters })
    }

    pub(crate) fn context<'a>(&'a self, actor: &'a Actor) -> Context<'a> {
        self.backend.context(actor)
    }

    pub(crate) fn today(&self) -> NaiveDate {
        self.backend.today()
    }

    /// The catalogue of facts, for the labels of its choices.
    pub(crate) fn catalogue(&self) -> Option<&Arc<Catalogue>> {
        self.shipped.catalogues.first()
    }
}

/// Facts from histories, by the law of Indonesia.
pub(crate) fn facts(catalogue: &Arc<Catalogue>, sources: Sources<'_>) -> Dossier {
    let superior = sources.superior.map_or(Superior::Unknown, Superior::Known);
    gather(catalogue, Gathering { person: sources.person, superior, view: sources.view }).dossier
}
