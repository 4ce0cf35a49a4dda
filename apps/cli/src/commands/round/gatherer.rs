//! Facts from histories, by the law of Indonesia.

use std::sync::Arc;

use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::dossier::Dossier;
use jenjang_asn::dossier::{Gathering, Superior, gather};
use jenjang_service::promotion::Sources;

/// The facts of the catalogue that follow from the sources.
pub(crate) fn facts(catalogue: &Arc<Catalogue>, sources: Sources<'_>) -> Dossier {
    let superior = sources.superior.map_or(Superior::Unknown, Superior::Known);
    gather(catalogue, Gathering { person: sources.person, superior, view: sources.view }).dossier
}
