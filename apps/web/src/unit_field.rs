//! Choosing a unit in a form: from a list where somebody has few, by its name where there are many.

use std::collections::BTreeSet;

use jenjang::legal::{Label, Language};
use jenjang::people::id::UnitId;
use jenjang_service::ServiceError;
use jenjang_service::people::{SearchUnits, UnitPlace, find_units, in_charge_among, search_units};
use jenjang_service::permissions::Action;

use crate::error::{Failure, shortened};
use crate::form::Filled;
use crate::session::SignedIn;
use crate::state::App;

/// The most units that are offered as a list.
const LISTED: usize = 100;

/// The most units that a refusal names.
const TOLD: usize = 5;

/// What a field for a unit offers.
pub(crate) struct UnitChoice {
    /// Ids and names; absent where there are too many to offer, and the field takes a name.
    pub(crate) options: Option<Vec<(String, String)>>,
    /// What the unit is called whose id stands in the field.
    pub(crate) named: Option<String>,
}

impl UnitChoice {
    /// For the units somebody is in charge of for an action; `typed` is what stands in the field.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`] for whoever is in charge of none; [`ServiceError::Store`].
    pub(crate) async fn of(app: &App, me: &SignedIn, action: Action, typed: &str) -> Result<UnitChoice, ServiceError> {
        let (context, language) = (app.context(&me.visitor.actor), me.visitor.language);
        let mut found = search_units(&context, SearchUnits { action, words: "", limit: LISTED + 1 }).await?;
        if found.len() <= LISTED {
            // the highest first: most often it is the one that is meant
            found.sort_by_key(|place| place.unit.parent.is_some());
            let choose = (String::new(), me.visitor.shell("").t("Pilih…", "Choose…").to_owned());
            let places = found.iter().map(|place| (place.unit.id.to_string(), path(place, language)));
            return Ok(UnitChoice { options: Some(std::iter::once(choose).chain(places).collect()), named: None });
        }
        let named = match typed.parse::<UnitId>() {
            Ok(id) => find_units(&context, &BTreeSet::from([id])).await?.pop().map(|unit| unit.name.get(language).to_owned()),
            Err(_) => None,
        };
        Ok(UnitChoice { options: None, named })
    }

    /// The same; none for whoever is in charge of none.
    ///
    /// # Errors
    /// [`ServiceError::Store`].
    pub(crate) async fn if_any(app: &App, me: &SignedIn, action: Action, typed: &str) -> Result<Option<UnitChoice>, ServiceError> {
        match UnitChoice::of(app, me, action, typed).await {
            Err(ServiceError::Forbidden { .. }) => Ok(None),
            found => found.map(Some),
        }
    }
}

/// A unit with those above it, by which units of one name are told apart.
fn path(place: &UnitPlace, language: Language) -> String {
    let names = std::iter::once(&place.unit).chain(&place.above).map(|unit| unit.name.get(language));
    names.collect::<Vec<_>>().join(", ")
}

/// The unit of a field by its id, or by words that only one of the units somebody is in charge of has in its name.
///
/// # Errors
/// The failure of whoever is in charge of none; that no unit or several have the words stands beside the field. Of units that are not in one's charge
/// nothing is told, not even that they are there.
pub(crate) async fn unit(app: &App, me: &SignedIn, form: &mut Filled, field: &str, action: Action) -> Result<Option<UnitId>, Failure> {
    let Some(typed) = form.text(field, 200) else { return Ok(None) };
    let context = app.context(&me.visitor.actor);
    if let Ok(id) = typed.parse::<UnitId>()
        && !in_charge_among(&context, action, &BTreeSet::from([id.clone()])).await?.is_empty()
    {
        return Ok(Some(id));
    }
    let found = search_units(&context, SearchUnits { action, words: &typed, limit: LISTED + 1 }).await?;
    let called = |place: &&UnitPlace| {
        let name = &place.unit.name;
        name.id.eq_ignore_ascii_case(&typed) || name.en.eq_ignore_ascii_case(&typed)
    };
    let exactly: Vec<&UnitPlace> = found.iter().filter(called).collect();
    match (&exactly[..], &found[..]) {
        ([only], _) => return Ok(Some(only.unit.id.clone())),
        (_, [only]) => return Ok(Some(only.unit.id.clone())),
        (_, []) => {
            let typed = shortened(&typed);
            let label = Label::new(
                format!("tidak ada unit bernama atau berkode `{typed}` di antara unit Anda"),
                format!("none of your units has the name or the code `{typed}`"),
            );
            form.refuse(field, &label);
        }
        (_, several) => form.refuse(field, &told(several)),
    }
    Ok(None)
}

/// Which units were found, with the codes by which one of them is named.
fn told(several: &[UnitPlace]) -> Label {
    let in_language = |language: Language| {
        let told = several.iter().take(TOLD).map(|place| format!("{} (`{}`)", path(place, language), place.unit.id));
        told.collect::<Vec<_>>().join("; ")
    };
    let (indonesian, english) = (in_language(Language::Id), in_language(Language::En));
    let count = several.len();
    if count <= TOLD {
        return Label::new(
            format!("{count} unit cocok; tulis kode salah satunya: {indonesian}"),
            format!("{count} units fit; write the code of one of them: {english}"),
        );
    }
    let (so_many, that_many) = if count > LISTED {
        (format!("lebih dari {LISTED}"), format!("more than {LISTED}"))
    } else {
        (count.to_string(), count.to_string())
    };
    Label::new(
        format!("{so_many} unit cocok; tulis namanya lebih lengkap, atau kodenya. Di antaranya: {indonesian}"),
        format!("{that_many} units fit; write more of the name, or the code. Among them: {english}"),
    )
}
