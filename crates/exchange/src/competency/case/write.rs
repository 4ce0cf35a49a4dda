//! A framework as a package.

use jenjang::NaiveDate;
use jenjang::competency::{Competency, Framework};
use jenjang::legal::Label;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::{
    COMPETENCY, COMPETENCY_LEVEL, DocumentExtension, EXTENSION, GROUP, INDICATOR, Identifiers, ItemExtension, LANGUAGE, LEVEL, moment,
};

/// How a package is written.
#[derive(Clone, Debug)]
pub struct CaseExport {
    /// The day the framework was last changed; every part of a package must state one.
    pub changed: NaiveDate,
    /// What identifiers are put behind to make addresses; `urn:uuid:` where nothing is served.
    pub base: String,
}

impl CaseExport {
    /// Identifiers that are addresses of nothing.
    pub fn on(changed: NaiveDate) -> CaseExport {
        CaseExport { changed, base: "urn:uuid:".to_owned() }
    }
}

/// The package (`CFPackage`) of a framework. [`super::read_case`] reads it back to an equal framework.
pub fn write_case(framework: &Framework, options: &CaseExport) -> Json {
    let draft = framework.as_draft();
    let ids = Identifiers::of(draft.id.as_str());
    let mut package = Package { ids: &ids, options, document: draft.title.id.to_string(), items: Vec::new(), associations: Vec::new() };
    let document = package.document(framework);
    let root = Origin { id: ids.document(), title: draft.title.id.to_string(), target: "CFDocument" };
    for (i, meaning) in draft.levels.iter().enumerate() {
        let (item, code) = (format!("level/{}", meaning.level), meaning.level.to_string());
        let own = package.item(&item, LEVEL, &code, &meaning.description, Some(&meaning.label), ItemExtension::default());
        package.child(&own, &root, i);
    }
    let mut groups = Vec::new();
    for (i, group) in draft.groups.iter().enumerate() {
        let own = package.item(&format!("group/{}", group.code), GROUP, &group.code, &group.label, None, ItemExtension::default());
        package.child(&own, &root, i + draft.levels.len());
        groups.push((&group.code, own));
    }
    for (i, competency) in draft.competencies.iter().enumerate() {
        let group = groups.iter().find(|(code, _)| **code == competency.group).map_or(&root, |(_, group)| group);
        package.competency(competency, group, i);
    }
    let types = [GROUP, COMPETENCY, LEVEL, COMPETENCY_LEVEL, INDICATOR];
    json!({
        "CFDocument": document,
        "CFItems": package.items,
        "CFAssociations": package.associations,
        "CFDefinitions": { "CFItemTypes": types.map(|name| item_type(&ids, options, name)) },
    })
}

fn item_type(ids: &Identifiers, options: &CaseExport, name: &str) -> Json {
    let id = ids.named(&format!("item-type/{name}"));
    json!({
        "identifier": id,
        "uri": format!("{}{id}", options.base),
        "title": name,
        "typeCode": name,
        "hierarchyCode": "1",
        "description": name,
        "lastChangeDateTime": moment(options.changed),
    })
}

/// One end of an association.
struct Origin {
    id: Uuid,
    title: String,
    target: &'static str,
}

struct Package<'a> {
    ids: &'a Identifiers,
    options: &'a CaseExport,
    /// Title of the document, for links to it.
    document: String,
    items: Vec<Json>,
    associations: Vec<Json>,
}

impl Package<'_> {
    fn uri(&self, id: Uuid) -> String {
        format!("{}{id}", self.options.base)
    }

    fn link(&self, id: Uuid, title: &str) -> Json {
        json!({ "title": title, "identifier": id, "uri": self.uri(id) })
    }

    fn document(&self, framework: &Framework) -> Json {
        let (draft, id) = (framework.as_draft(), self.ids.document());
        let extension = DocumentExtension {
            id: draft.id.to_string(),
            title: draft.title.clone(),
            note: draft.note.clone(),
            effective: draft.effective,
            source: draft.source.clone(),
            scope: draft.scope.clone(),
            affairs: draft.affairs.clone(),
            assessment: draft.assessment.clone(),
        };
        let mut document = Map::new();
        let mut put = |key: &str, value: Json| document.insert(key.to_owned(), value);
        put("identifier", json!(id));
        put("uri", json!(self.uri(id)));
        put("CFPackageURI", self.link(self.ids.named("package"), &self.document));
        put("caseVersion", json!("1.1"));
        put("frameworkType", json!("Competency Framework"));
        put("creator", json!(draft.source.citation));
        put("title", json!(draft.title.id));
        put("version", json!(draft.version));
        put("language", json!(LANGUAGE));
        if let Some(note) = &draft.note {
            put("notes", json!(note.id));
        }
        put("adoptionStatus", json!("Adopted"));
        if let Some(from) = draft.effective.from {
            put("statusStartDate", json!(from));
        }
        // the last day, where ours is the first day after
        if let Some(last) = draft.effective.to.and_then(|to| to.pred_opt()) {
            put("statusEndDate", json!(last));
        }
        put("lastChangeDateTime", json!(moment(self.options.changed)));
        put("extensions", json!({ EXTENSION: extension }));
        Json::Object(document)
    }

    fn item(&mut self, name: &str, kind: &str, code: &str, full: &Label, short: Option<&Label>, mut extension: ItemExtension) -> Origin {
        let id = self.ids.named(name);
        extension.full_statement_en = Some(full.en.to_string());
        extension.abbreviated_statement_en = short.map(|short| short.en.to_string());
        let mut item = Map::new();
        let mut put = |key: &str, value: Json| item.insert(key.to_owned(), value);
        put("identifier", json!(id));
        put("uri", json!(self.uri(id)));
        put("CFDocumentURI", self.link(self.ids.document(), &self.document));
        put("CFItemType", json!(kind));
        put("CFItemTypeURI", self.link(self.ids.named(&format!("item-type/{kind}")), kind));
        put("humanCodingScheme", json!(code));
        put("fullStatement", json!(full.id));
        if let Some(short) = short {
            put("abbreviatedStatement", json!(short.id));
        }
        put("language", json!(LANGUAGE));
        put("lastChangeDateTime", json!(moment(self.options.changed)));
        put("extensions", json!({ EXTENSION: extension }));
        self.items.push(Json::Object(item));
        Origin { id, title: short.unwrap_or(full).id.to_string(), target: "CFItem" }
    }

    fn competency(&mut self, competency: &Competency, group: &Origin, place: usize) {
        let code = &competency.code;
        let name = format!("competency/{code}");
        let extension = ItemExtension { source: competency.source.clone(), scope: competency.scope.clone(), ..ItemExtension::default() };
        let own = self.item(&name, COMPETENCY, code.as_str(), &competency.definition, Some(&competency.label), extension);
        self.child(&own, group, place);
        for (i, level) in competency.levels.iter().enumerate() {
            let (item, number) = (format!("{name}/level/{}", level.level), level.level);
            let described =
                self.item(&item, COMPETENCY_LEVEL, &format!("{code}/{number}"), &level.description, None, ItemExtension::default());
            self.child(&described, &own, i);
            let scale = Origin { id: self.ids.named(&format!("level/{number}")), title: format!("Level {number}"), target: "CFItem" };
            self.associate("hasSkillLevel", &described, &scale, i);
            for (k, indicator) in level.indicators.iter().enumerate() {
                let (item, number) = (format!("{item}/indicator/{}", k + 1), format!("{code}/{number}/{}", k + 1));
                let shown = self.item(&item, INDICATOR, &number, indicator, None, ItemExtension::default());
                self.child(&shown, &described, k);
            }
        }
    }

    fn child(&mut self, child: &Origin, parent: &Origin, place: usize) {
        self.associate("isChildOf", child, parent, place);
    }

    fn associate(&mut self, kind: &str, origin: &Origin, destination: &Origin, place: usize) {
        let id = self.ids.named(&format!("{kind}/{}/{}", origin.id, destination.id));
        let end = |end: &Origin| json!({ "title": end.title, "identifier": end.id, "uri": self.uri(end.id), "targetType": end.target });
        self.associations.push(json!({
            "identifier": id,
            "uri": self.uri(id),
            "CFDocumentURI": self.link(self.ids.document(), &self.document),
            "associationType": kind,
            "sequenceNumber": place + 1,
            "originNodeURI": end(origin),
            "destinationNodeURI": end(destination),
            "lastChangeDateTime": moment(self.options.changed),
        }));
    }
}
