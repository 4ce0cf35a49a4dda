//! What every handler can ask for: the backend, the policies that came with the program, the people of the demonstration.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use jenjang::career::CareerMap;
use jenjang::legal::Label;
use jenjang::people::id::PersonId;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::dossier::Dossier;
use jenjang_asn::dossier::{Gathering, Superior, gather};
use jenjang_asn::promotion::{PROMOTIONS, is_meant_for_post};
use jenjang_policy_files::{CompetencyLibrary, Library};
use jenjang_service::accounts::list_accounts;
use jenjang_service::promotion::{ReadEligibility, Sources};
use jenjang_service::{Actor, Context};

use crate::api::Live;
use crate::backend::Backend;
use crate::config::Config;
use crate::demo::{self, Character};
use crate::drafts::{KEPT_SIMULATIONS, Simulations};
use crate::hr::development::budget::{self, Plans};
use crate::hr::import::Uploads;
use crate::hr::quality::{self, Reports};
use crate::posts;
use crate::runs::Runs;
use crate::security::Security;

/// The running application.
pub struct App {
    pub(crate) backend: Backend,
    /// Policies and catalogue that came with the program.
    pub(crate) shipped: Library,
    /// Those who listen for events.
    pub(crate) live: Live,
    /// Competency frameworks and standards that came with the program.
    pub(crate) competency: CompetencyLibrary,
    /// The posts of the agency with the moves between them, where they are known.
    pub(crate) posts: Option<CareerMap>,
    /// Who can be signed in as.
    pub(crate) characters: Vec<Character>,
    /// How it guards itself.
    pub(crate) security: Security,
    /// Simulations of drafts, under way and done.
    pub(crate) simulations: Simulations,
    /// Training plans that are being computed.
    pub(crate) plans: Plans,
    /// Reports on the quality of data.
    pub(crate) quality: Reports,
    /// Files of people and histories that were looked at and are not confirmed yet.
    pub(crate) uploads: Uploads,
}

impl App {
    /// The demonstration: its district is made where the store is empty.
    ///
    /// # Errors
    /// The sentence for the operator: a store that holds something else, or cannot be filled.
    pub async fn demo(backend: Backend, staff: u64) -> Result<App, Label> {
        App::demo_limited(backend, staff, None).await
    }

    /// The demonstration, where so many requests a second are taken of one session.
    ///
    /// # Errors
    /// As [`App::demo`].
    pub async fn demo_limited(backend: Backend, staff: u64, rate_limit: Option<u32>) -> Result<App, Label> {
        let shipped = jenjang_asn::library();
        let characters = demo::open(&backend, &shipped, staff).await?;
        let posts = demo::posts(&shipped);
        Ok(App::new(backend, shipped, posts, characters, Security::demo(rate_limit)))
    }

    /// A server: what is in the store is what the operator put there.
    ///
    /// # Errors
    /// The sentence for the operator: what is missing to sign anybody in, what is wrong with the file of posts.
    pub async fn server(backend: Backend, config: &Config) -> Result<App, Label> {
        let security = Security::server(config)?;
        let accounts = list_accounts(&backend.context(&Actor::Operator)).await.map_err(|error| error.message())?;
        if config.oidc.is_none() && accounts.is_empty() {
            return Err(Label::new(
                "tidak seorang pun dapat masuk: sebutkan `--oidc-issuer` dan `--oidc-client`, atau buat akun darurat dengan `jenjang-web account add`",
                "nobody can sign in: give `--oidc-issuer` and `--oidc-client`, or make an emergency account with `jenjang-web account add`",
            ));
        }
        let shipped = jenjang_asn::library();
        let posts = config.posts.as_deref().map(|file| posts::read(file, &shipped)).transpose()?;
        Ok(App::new(backend, shipped, posts, Vec::new(), security))
    }

    fn new(backend: Backend, shipped: Library, posts: Option<CareerMap>, characters: Vec<Character>, security: Security) -> App {
        App {
            backend,
            shipped,
            live: Live::default(),
            competency: jenjang_asn::competency(),
            posts,
            characters,
            security,
            simulations: Runs::new(KEPT_SIMULATIONS),
            plans: Runs::new(budget::KEPT),
            quality: Runs::new(quality::KEPT),
            uploads: Uploads::default(),
        }
    }

    pub(crate) fn context<'a>(&'a self, actor: &'a Actor) -> Context<'a> {
        self.backend.context(actor)
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.backend.now()
    }

    pub(crate) fn today(&self) -> NaiveDate {
        self.backend.today()
    }

    /// What every page and operation asks about what somebody qualifies for on a day.
    pub(crate) fn qualifying<'a>(&'a self, person: &'a PersonId, on: NaiveDate, policies: &'a [&'a str]) -> ReadEligibility<'a> {
        ReadEligibility {
            person,
            on,
            policies,
            shipped: &self.shipped,
            gatherer: &facts,
            fits_post: &is_meant_for_post,
            months: demo::MONTHS,
        }
    }

    /// The same in short, of oneself or one's staff today: the usual promotions alone.
    pub(crate) fn qualifying_in_short<'a>(&'a self, person: &'a PersonId) -> ReadEligibility<'a> {
        self.qualifying(person, self.today(), &PROMOTIONS[..4])
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
