//! From a policy as written to a typed policy: names resolved, types checked, histories read. Every problem is reported in one pass.

mod cases;
mod catalogue;
mod criteria;
mod extent;
mod histories;
mod names;
mod reads;
mod results;
mod tables;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::catalogue::Catalogue;
use super::diagnostic::{Diagnostic, Severity, Span, Spanned};
use super::document::{Citation, Document, Kind, ScaleDocument};
use super::expression::node::Node;
use super::expression::typing::{self, Referent, Scope};
use super::model::{Condition, Definition, Periods, Policy, PolicySet};
use super::scale::{Scale, ScaleValue};
use super::types::{Type, Unit};
use crate::legal::{Certainty, Label, LegalReference};

pub use catalogue::compile_catalogue;
pub(crate) use extent::Extent;

/// Types a set of policies against their catalogues.
///
/// Policies may use each other through `outcome("id")`, those of `known` included. A policy with errors is left out of the set, and so is every policy that uses it;
/// the diagnostics say why.
pub fn compile(documents: &[Document], catalogues: &[Arc<Catalogue>], known: &PolicySet) -> (PolicySet, Vec<Diagnostic>) {
    let mut out = Vec::new();
    let types = outcome_types(documents, catalogues, known, &mut out);
    let mut compiled: BTreeMap<Arc<str>, Policy> = BTreeMap::new();
    for document in documents {
        let Some(catalogue) = catalogue_of(document, catalogues, &mut out) else { continue };
        if let Some(policy) = compile_one(document, catalogue, &types, &mut out) {
            compiled.entry(Arc::clone(&policy.id)).or_insert(policy);
        }
    }
    let set = reads::link(compiled, documents, known, &mut out);
    (set, out)
}

fn catalogue_of<'c>(document: &Document, catalogues: &'c [Arc<Catalogue>], out: &mut Vec<Diagnostic>) -> Option<&'c Arc<Catalogue>> {
    let wanted = &document.catalogue;
    let found = catalogues.iter().find(|c| c.id == wanted.value);
    if found.is_none() {
        let known = catalogues.iter().map(|c| format!("`{}`", c.id)).collect::<Vec<_>>().join(", ");
        out.push(Diagnostic::error(
            "unknown-catalogue",
            &document.file,
            wanted.span,
            Label::new(
                format!("katalog fakta `{}` tidak dikenal, yang ada: {known}", wanted.value),
                format!("unknown fact catalogue `{}`, expected one of {known}", wanted.value),
            ),
        ));
    }
    found
}

/// What `outcome("id")` gives for every policy, read off the documents before any of them is typed.
fn outcome_types(
    documents: &[Document],
    catalogues: &[Arc<Catalogue>],
    known: &PolicySet,
    out: &mut Vec<Diagnostic>,
) -> BTreeMap<Arc<str>, Type> {
    let mut types: BTreeMap<Arc<str>, Type> = known.iter().map(|policy| (Arc::clone(&policy.id), policy.outcome_type())).collect();
    let mut seen: BTreeMap<Arc<str>, &Document> = BTreeMap::new();
    for document in documents {
        if let Some(first) = seen.get(&document.id.value) {
            out.push(Diagnostic::error(
                "duplicate-policy",
                &document.file,
                document.id.span,
                Label::new(
                    format!("kebijakan `{}` sudah ada dalam `{}`", document.id.value, first.file),
                    format!("policy `{}` is already defined in `{}`", document.id.value, first.file),
                ),
            ));
            continue;
        }
        seen.insert(Arc::clone(&document.id.value), document);
        let ty = match document.decides {
            Kind::Eligibility => Type::Boolean,
            Kind::Score => Type::NUMBER,
            Kind::Points => Type::Number(document.points.as_ref().and_then(|p| p.unit.clone())),
            Kind::Classification => {
                let name = document.classification.as_ref().map(|c| Arc::clone(&c.output.value));
                let own = document.scales.iter().find(|s| Some(&s.name.value) == name.as_ref()).map(|s| Arc::new(scale_of(s)));
                let shared = || {
                    let catalogue = catalogues.iter().find(|c| c.id == document.catalogue.value)?;
                    catalogue.scale(name.as_deref()?).cloned()
                };
                own.or_else(shared).map_or(Type::Any, Type::Choice)
            }
        };
        types.insert(Arc::clone(&document.id.value), ty);
    }
    types
}

fn scale_of(document: &ScaleDocument) -> Scale {
    Scale {
        name: Arc::clone(&document.name.value),
        label: document.label.clone(),
        ordered: document.ordered,
        values: (document.values.iter())
            .map(|value| ScaleValue { code: Arc::clone(&value.code.value), label: value.label.clone(), note: value.note.clone() })
            .collect(),
        reference: reference_of(&document.citation, None),
    }
}

/// The reference with its certainty; `unverified` where neither the section nor what encloses it says how it was read.
fn reference_of(citation: &Citation, enclosing: Option<&Citation>) -> Option<LegalReference> {
    let text = citation.reference.as_ref().or_else(|| enclosing?.reference.as_ref())?;
    let certainty = citation.certainty.or_else(|| enclosing?.certainty).unwrap_or(Certainty::Unverified);
    Some(LegalReference { citation: Arc::clone(&text.value), certainty })
}

/// Everything one policy is compiled with.
struct Compiler<'a> {
    document: &'a Document,
    scope: Scope<'a>,
    out: &'a mut Vec<Diagnostic>,
}

impl Compiler<'_> {
    fn error(&mut self, code: &'static str, span: Span, message: Label) {
        let file = Arc::clone(&self.document.file);
        self.out.push(Diagnostic::error(code, &file, span, message));
    }

    fn expression(&mut self, text: &Spanned<String>, expected: Option<&Type>) -> Option<Node> {
        typing::compile(&text.value, text.span.start, &self.scope, expected, self.out)
    }

    fn condition(&mut self, text: &Spanned<String>, expected: Option<&Type>) -> Option<Condition> {
        let node = self.expression(text, expected)?;
        Some(Condition { node, source: text.value.as_str().into() })
    }

    fn type_of(&mut self, word: &Spanned<Arc<str>>, unit: Option<&Unit>) -> Option<Type> {
        let (scales, catalogue) = (self.scope.scales, self.scope.catalogue);
        let lookup = |name: &str| scales.get(name).or_else(|| catalogue.scale(name)).cloned();
        typing::parse_type(word, unit, None, &lookup, &self.document.file, self.out)
    }

    /// The reference of a section, or of the policy as a whole.
    fn reference(&mut self, citation: &Citation, span: Span) -> LegalReference {
        if let Some(reference) = reference_of(citation, Some(&self.document.citation)) {
            return reference;
        }
        self.error(
            "missing-reference",
            span,
            Label::new(
                "dasar hukum tidak disebut: isi `reference` di sini atau di `[policy]`",
                "no legal reference: expected `reference` here or in `[policy]`",
            ),
        );
        LegalReference { citation: "?".into(), certainty: Certainty::Unverified }
    }
}

fn compile_one(
    document: &Document,
    catalogue: &Arc<Catalogue>,
    types: &BTreeMap<Arc<str>, Type>,
    out: &mut Vec<Diagnostic>,
) -> Option<Policy> {
    let errors_before = count_errors(out);
    let scales: BTreeMap<Arc<str>, Arc<Scale>> =
        document.scales.iter().map(|s| (Arc::clone(&s.name.value), Arc::new(scale_of(s)))).collect();
    let outcome = |id: &str| types.get(id).cloned();
    let scope = Scope {
        catalogue,
        file: Arc::clone(&document.file),
        names: BTreeMap::new(),
        scales: &scales,
        outcome: &outcome,
        dates_round: document.date_rounding.is_some(),
    };
    let mut compiler = Compiler { document, scope, out };
    let order = names::declare(&mut compiler);
    let parameters = histories::parameters(&mut compiler);
    for (index, parameter) in parameters.iter().enumerate() {
        compiler.scope.names.insert(Arc::clone(&parameter.name), (Referent::Parameter(index as u16), parameter.ty.clone()));
    }
    if document.decides == Kind::Score {
        compiler.scope.names.insert("score".into(), (Referent::Score, Type::NUMBER));
    }
    let outputs = tables::declare(&mut compiler);
    let definitions = definitions(&mut compiler, &order);
    let tables = tables::compile(&mut compiler, &outputs);
    names::report_cycles(&mut compiler, &definitions, &tables);
    let (criteria, groups, required) = criteria::compile(&mut compiler);
    let (components, score, tie_breaks) = results::score(&mut compiler);
    let points = results::points(&mut compiler);
    let classification = results::classification(&mut compiler);
    results::report_wrong_sections(&mut compiler);
    let periods = document.periods.as_ref().map(|p| Periods { label: p.label.clone(), values: histories::periods(&mut compiler, p) });
    let mut policy = Policy {
        id: Arc::clone(&document.id.value),
        file: Arc::clone(&document.file),
        kind: document.decides,
        title: document.title.clone(),
        summary: document.summary.clone(),
        catalogue: Arc::clone(catalogue),
        reference: reference_of(&document.citation, None),
        effective: document.effective,
        decided: document.decided,
        date_rounding: document.date_rounding,
        status: document.status,
        lawful_basis: document.lawful_basis.clone(),
        version: super::digest::version_of(document),
        scales: scales.clone(),
        parameters,
        definitions,
        tables,
        criteria,
        groups,
        required,
        components,
        score,
        tie_breaks,
        points,
        classification,
        periods,
        cases: Vec::new(),
        uses: Vec::new(),
        extent: Extent::default(),
    };
    policy.cases = cases::compile(&mut compiler, &policy);
    policy.uses = reads::used_policies(&policy);
    (count_errors(compiler.out) == errors_before).then_some(policy)
}

fn definitions(compiler: &mut Compiler<'_>, order: &[usize]) -> Vec<Definition> {
    let document = compiler.document;
    let mut definitions: Vec<Definition> = Vec::new();
    for place in order {
        let written = &document.definitions[*place];
        let Some(mut node) = compiler.expression(&written.expression, None) else {
            // known by name all the same, so that its users do not report it as unknown
            compiler.scope.names.insert(Arc::clone(&written.name.value), (Referent::Definition(0), Type::Any));
            continue;
        };
        if let (Some(unit), Type::Number(_)) = (&written.unit, &node.ty) {
            node.ty = Type::Number(Some(unit.clone()));
        }
        let index = definitions.len() as u16;
        compiler.scope.names.insert(Arc::clone(&written.name.value), (Referent::Definition(index), node.ty.clone()));
        definitions.push(Definition {
            name: Arc::clone(&written.name.value),
            label: written.label.clone(),
            node,
            reference: reference_of(&written.citation, Some(&document.citation)),
        });
    }
    definitions
}

fn count_errors(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|d| d.severity == Severity::Error).count()
}
