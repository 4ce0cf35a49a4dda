//! Issuing a certificate for a course that was attended, an assessment, or other evidence.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use jenjang::audit::Digest;
use jenjang::certificate::{Achievement, Certificate, CertifiedCompetency, Ground, IssuerKey};
use jenjang::development::catalogue::{Course, CourseSession};
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::legal::Label;
use jenjang::people::id::{CertificateId, CompetencyCode, EnrolmentId, FrameworkId, PersonId};
use jenjang::people::repository::PersonFile;
use jenjang::store::Transaction;
use jenjang_credentials::badge::{Achievement as PublicAchievement, Alignment, Badge, Evidence, Profile, Recipient};
use jenjang_credentials::{SecretKey, json, proof};
use serde_json::Value;

use super::read::code_of;
use super::{key_in_use, not_own, person};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::messages;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// What a certificate is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum On {
    /// A course somebody attended to the end, and passed where it is tested.
    Enrolment(EnrolmentId),
    /// The last assessment of a competency in somebody's profile.
    Assessment {
        /// Whose.
        person: PersonId,
        /// The framework.
        framework: FrameworkId,
        /// The competency.
        competency: CompetencyCode,
    },
    /// Anything else, said in words; then the title has to be given.
    Evidence {
        /// Whose.
        person: PersonId,
        /// What it rests on.
        text: Arc<str>,
    },
}

/// A certificate to be issued.
pub struct IssueCertificate<'a> {
    /// Its id; one nobody can guess where none is given. It is public in the list of revoked certificates only as a digest, and should name nobody.
    pub id: Option<CertificateId>,
    /// What it is for.
    pub on: On,
    /// The name it is issued to; the one in the person's record where nothing is said.
    pub name: Option<Arc<str>>,
    /// What it is called; the title of the course or the competency where nothing is said.
    pub title: Option<Arc<str>>,
    /// What had to be done for it; worked out from the ground where nothing is said.
    pub criteria: Option<Arc<str>>,
    /// The first day it holds; today where nothing is said.
    pub first: Option<NaiveDate>,
    /// The last day it holds; none for one that does not end.
    pub last: Option<NaiveDate>,
    /// What a competency is called.
    pub names: &'a (dyn Fn(&FrameworkId, &CompetencyCode) -> Option<Label> + Sync),
    /// The secret key of the issuer.
    pub key: &'a SecretKey,
}

/// A certificate that was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedCertificate {
    /// What the issuer keeps.
    pub certificate: Certificate,
    /// The file that is handed to the recipient.
    pub file: Arc<str>,
}

/// Issues a certificate.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for oneself; [`ServiceError::NotFound`]; [`ServiceError::Refused`] without a key in use or
/// with another key, for a course not attended or not passed, one that has its certificate, a competency that was not assessed, a name or title that
/// nobody gave, days that run backwards, or an id that is taken; [`ServiceError::Store`].
pub async fn issue_certificate(context: &Context<'_>, command: &IssueCertificate<'_>) -> Result<IssuedCertificate, ServiceError> {
    let id = match &command.id {
        Some(id) => id.clone(),
        None => records::new_id(context)?,
    };
    let salt = salt(context)?;
    transact!(context, tx => in_transaction(context, tx, command, &id, &salt).await)
}

/// A salt that nobody else has.
pub(super) fn salt(context: &Context<'_>) -> Result<String, ServiceError> {
    let random = Digest(context.entropy.bytes()?).to_string();
    Ok(random.get(..32).unwrap_or(&random).to_owned())
}

async fn in_transaction(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &IssueCertificate<'_>,
    id: &CertificateId,
    salt: &str,
) -> Result<IssuedCertificate, ServiceError> {
    let whose = match &command.on {
        On::Enrolment(enrolment) => records::require::<Enrolment>(tx, enrolment.as_str()).await?.value.person,
        On::Assessment { person, .. } | On::Evidence { person, .. } => person.clone(),
    };
    authorize(context, tx, Action::IssueCertificate, &Target::person(&whose)).await?;
    not_own(context, &whose)?;
    let key = key_in_use(context, tx, command.key).await?;
    let file = person(tx, &whose).await?;
    let (ground, achievement) = match &command.on {
        On::Enrolment(enrolment) => of_enrolment(tx, enrolment, command).await?,
        On::Assessment { framework, competency, .. } => of_assessment(tx, &whose, framework, competency, command).await?,
        On::Evidence { text, .. } => of_evidence(text, command)?,
    };
    let name = match (&command.name, &file.record.name) {
        (Some(name), _) => records::said(name, &Label::new("nama penerima", "name of the recipient"))?,
        (None, Some(name)) => name.clone(),
        (None, None) => {
            return Err(ServiceError::refused(
                "name-missing",
                Label::new(
                    "data pegawai tidak memuat nama; sebutkan nama untuk sertifikat",
                    "the person's record holds no name; say the name for the certificate",
                ),
            ));
        }
    };
    let first = command.first.unwrap_or_else(|| context.clock.today());
    let draft = Draft { id, person: &file, name: &name, achievement, ground, first, last: command.last, renews: None };
    let (certificate, issued) = draft.sign(context, &key, command.key, salt)?;
    records::save(tx, &certificate, None).await.map_err(|error| taken(error, id))?;
    let mut subjects = vec![records::subject(tx, None, Some(&certificate)).await?];
    if let On::Enrolment(enrolment) = &command.on {
        subjects.push(note_on_enrolment(tx, enrolment, id).await?);
    }
    trail::record(context, tx, Change::new(Action::IssueCertificate, subjects)).await?;
    messages::tell(context, tx, "certificate-issued", [&whose], &serde_json::json!({ "certificate": certificate.id })).await?;
    Ok(IssuedCertificate { certificate, file: issued })
}

/// An id that is taken is no race to be run again.
pub(super) fn taken(error: ServiceError, id: &CertificateId) -> ServiceError {
    match error {
        ServiceError::Store(jenjang::store::StoreError::Conflict { .. }) => ServiceError::refused(
            "id-taken",
            Label::new(
                format!("sudah ada sertifikat `{id}`, diharapkan id baru"),
                format!("there is a certificate `{id}` already, expected a new id"),
            ),
        ),
        other => other,
    }
}

async fn of_enrolment(
    tx: &mut dyn Transaction,
    id: &EnrolmentId,
    command: &IssueCertificate<'_>,
) -> Result<(Ground, Achievement), ServiceError> {
    let enrolment = records::require::<Enrolment>(tx, id.as_str()).await?.value;
    let EnrolmentState::Attended { on, hours, passed, certificate } = enrolment.state else {
        return Err(ServiceError::refused(
            "not-attended",
            Label::new(
                format!("pendaftaran `{id}` belum tercatat hadir sampai selesai"),
                format!("enrolment `{id}` is not recorded as attended to the end"),
            ),
        ));
    };
    if passed == Some(false) {
        return Err(ServiceError::refused(
            "not-passed",
            Label::new(format!("peserta pendaftaran `{id}` tidak lulus"), format!("whoever attended under enrolment `{id}` did not pass")),
        ));
    }
    if let Some(certificate) = certificate
        && records::find::<Certificate>(tx, certificate.as_str()).await?.is_some_and(|stored| stored.value.revoked.is_none())
    {
        return Err(ServiceError::refused(
            "has-certificate",
            Label::new(
                format!("pendaftaran `{id}` sudah bersertifikat: `{certificate}`"),
                format!("enrolment `{id}` has its certificate already: `{certificate}`"),
            ),
        ));
    }
    let session = records::require::<CourseSession>(tx, enrolment.session.as_str()).await?.value;
    let course = records::require::<Course>(tx, session.course.as_str()).await?.value;
    let competencies = course.leads_to.iter().map(|goal| CertifiedCompetency {
        framework: goal.framework.clone(),
        competency: goal.competency.clone(),
        name: called(command, &goal.framework, &goal.competency),
        level: goal.level,
    });
    let criteria = match passed {
        Some(true) => "Mengikuti pelatihan sampai selesai dan lulus ujian",
        _ => "Mengikuti pelatihan sampai selesai",
    };
    let achievement = Achievement {
        title: command.title.clone().unwrap_or_else(|| course.title.id.clone()),
        description: format!("Pelatihan {} sampai {} di {}, {} jam pelajaran", session.first, on, session.place, hours.normalize()).into(),
        criteria: command.criteria.clone().unwrap_or_else(|| criteria.into()),
        competencies: competencies.collect(),
    };
    Ok((Ground::Enrolment { enrolment: id.clone(), course: course.id, on, hours }, achievement))
}

async fn of_assessment(
    tx: &mut dyn Transaction,
    whose: &PersonId,
    framework: &FrameworkId,
    competency: &CompetencyCode,
    command: &IssueCertificate<'_>,
) -> Result<(Ground, Achievement), ServiceError> {
    let profile = tx.competency().find_profile(whose, framework).await?;
    let assessments = profile.map(|stored| stored.value.assessments).unwrap_or_default();
    let last = assessments.into_iter().filter(|one| one.competency == *competency).max_by_key(|one| one.date);
    let Some(last) = last else {
        return Err(ServiceError::refused(
            "not-assessed",
            Label::new(
                format!("kompetensi `{competency}` dari `{framework}` belum pernah dinilai pada orang ini"),
                format!("competency `{competency}` of `{framework}` was never assessed for this person"),
            ),
        ));
    };
    let name = called(command, framework, competency);
    let achievement = Achievement {
        title: command.title.clone().unwrap_or_else(|| format!("Kompetensi {name}, level {}", last.level.normalize()).into()),
        description: format!("Penilaian kompetensi {} dengan {} oleh {}", last.date, last.method, last.assessor).into(),
        criteria: command.criteria.clone().unwrap_or_else(|| format!("Menunjukkan {name} pada level {}", last.level.normalize()).into()),
        competencies: vec![CertifiedCompetency { framework: framework.clone(), competency: competency.clone(), name, level: last.level }],
    };
    let (framework, competency) = (framework.clone(), competency.clone());
    Ok((Ground::Assessment { framework, competency, on: last.date, level: last.level, method: last.method }, achievement))
}

fn of_evidence(text: &Arc<str>, command: &IssueCertificate<'_>) -> Result<(Ground, Achievement), ServiceError> {
    let text = records::said(text, &Label::new("bukti", "evidence"))?;
    let title = command.title.as_deref().unwrap_or_default();
    let achievement = Achievement {
        title: records::said(title, &Label::new("nama sertifikat", "title of the certificate"))?,
        description: text.clone(),
        criteria: command.criteria.clone().unwrap_or_else(|| text.clone()),
        competencies: Vec::new(),
    };
    Ok((Ground::Evidence { text }, achievement))
}

fn called(command: &IssueCertificate<'_>, framework: &FrameworkId, competency: &CompetencyCode) -> Arc<str> {
    (command.names)(framework, competency).map_or_else(|| competency.as_str().into(), |label| label.id)
}

/// The enrolment remembers its certificate.
async fn note_on_enrolment(
    tx: &mut dyn Transaction,
    id: &EnrolmentId,
    of: &CertificateId,
) -> Result<jenjang::audit::Subject, ServiceError> {
    let stored = records::require::<Enrolment>(tx, id.as_str()).await?;
    let before = stored.value;
    let mut after = before.clone();
    if let EnrolmentState::Attended { certificate, .. } = &mut after.state {
        *certificate = Some(of.clone());
    }
    records::save(tx, &after, Some(stored.revision)).await?;
    records::subject(tx, Some(&before), Some(&after)).await
}

/// A certificate before it is signed.
pub(super) struct Draft<'a> {
    pub(super) id: &'a CertificateId,
    pub(super) person: &'a PersonFile,
    pub(super) name: &'a str,
    pub(super) achievement: Achievement,
    pub(super) ground: Ground,
    pub(super) first: NaiveDate,
    pub(super) last: Option<NaiveDate>,
    pub(super) renews: Option<CertificateId>,
}

impl Draft<'_> {
    /// The entry to keep and the file to hand out.
    pub(super) fn sign(
        self,
        context: &Context<'_>,
        key: &IssuerKey,
        secret: &SecretKey,
        salt: &str,
    ) -> Result<(Certificate, Arc<str>), ServiceError> {
        Certificate::check_days(self.first, self.last)?;
        let (now, today) = (context.clock.now(), context.clock.today());
        let badge = self.badge(key, salt, if self.first == today { now } else { midnight(self.first) });
        let refused = |message: Label| ServiceError::refused("not-canonical", message);
        let signed = Value::Object(proof::sign(badge.to_document(), secret, now).map_err(refused)?);
        let digest = Digest::of(json::canonical(&signed).map_err(refused)?);
        let file: Arc<str> = format!("{signed:#}\n").into();
        let certificate = Certificate {
            id: self.id.clone(),
            public_id: badge.id.into(),
            person: Some(self.person.id().clone()),
            achievement: Some(self.achievement),
            ground: Some(self.ground),
            issued: now,
            first: self.first,
            last: self.last,
            key: key.id.clone(),
            digest,
            file: Some(file.clone()),
            renews: self.renews,
            renewed_by: None,
            revoked: None,
        };
        Ok((certificate, file))
    }

    fn badge(&self, key: &IssuerKey, salt: &str, valid_from: DateTime<Utc>) -> Badge {
        let Achievement { title, description, criteria, competencies } = &self.achievement;
        let alignments = competencies.iter().map(|one| Alignment {
            url: format!("urn:jenjang:competency:{}:{}", in_uri(one.framework.as_str()), in_uri(one.competency.as_str())),
            name: one.name.to_string(),
            code: one.competency.to_string(),
            framework: one.framework.to_string(),
            description: Some(format!("level {}", one.level.normalize())),
        });
        let public_id = public_id(&key.issuer, self.id);
        Badge {
            name: title.to_string(),
            issuer: Profile { id: key.issuer.to_string(), name: key.name.to_string() },
            valid_from,
            // the last day to its end; days are those of the agency, which lies east of Greenwich
            valid_until: self.last.and_then(|last| last.succ_opt()).map(midnight),
            recipient: Recipient::new(self.name, &code_of(self.person), salt),
            achievement: PublicAchievement {
                id: match &self.ground {
                    Ground::Enrolment { course, .. } => format!("urn:jenjang:course:{}", in_uri(course.as_str())),
                    Ground::Assessment { framework, competency, .. } => {
                        format!("urn:jenjang:competency:{}:{}", in_uri(framework.as_str()), in_uri(competency.as_str()))
                    }
                    Ground::Evidence { .. } => format!("{public_id}#achievement"),
                },
                kind: self.ground.achievement_type().to_owned(),
                name: title.to_string(),
                description: description.to_string(),
                criteria: criteria.to_string(),
                alignments: alignments.collect(),
            },
            evidence: vec![Evidence { name: "Dasar penerbitan".to_owned(), narrative: description.to_string() }],
            revocations: Some(key.revocations.to_string()),
            id: public_id,
        }
    }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// An identifier worked out from the issuer and the id, so that the id itself is not public: a UUID of version 8.
fn public_id(issuer: &str, id: &CertificateId) -> String {
    let digest = Digest::of(format!("jenjang-certificate\n{issuer}\n{id}")).to_string();
    let part = |from: usize, to: usize| digest.get(from..to).unwrap_or_default();
    format!("urn:uuid:{}-{}-8{}-8{}-{}", part(0, 8), part(8, 12), part(12, 15), part(15, 18), part(18, 30))
}

/// A text as a part of a URI: letters, digits, `-`, `.` and `_` as they are, everything else by its bytes.
fn in_uri(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
