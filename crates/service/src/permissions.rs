//! Who may do what, at which stage: one table.
//!
//! Roles are held relative to what is acted on: somebody is an HR officer of a unit and all under it, the superior of a person, a rater of one
//! person in one cycle. [`authorize`] finds the roles of the actor and looks them up in [`TABLE`]. The stage in the table is kept by the life cycles
//! of the domain; it stands here for people to read.

use std::collections::BTreeSet;

use jenjang::access::{Grant, GrantedRole};
use jenjang::evaluation::repository::NominationFilter;
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, PersonId, RoundId, UnitId};
use jenjang::store::Transaction;

use crate::context::{Actor, Context};
use crate::error::ServiceError;
use crate::people::scope::path;

/// What an actor is to the thing acted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Everybody.
    Public,
    /// Anybody in the store.
    Employee,
    /// The person concerned.
    Oneself,
    /// The direct superior of the person concerned.
    Supervisor,
    /// Named and approved to rate the person concerned in the cycle.
    Rater,
    /// Runs people's data, cycles and rounds of the unit.
    HrOfficer,
    /// Member of the round's panel.
    PanelMember,
    /// Drafts policies.
    PolicyAnalyst,
    /// Signs policies and choices.
    AppointingAuthority,
    /// Reads the audit trail.
    Auditor,
    /// The second person in a record: a mentor, the supervisor of a placement.
    Counterpart,
    /// Runs the program on the machine of the store.
    Operator,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 12] = [
        Role::Public,
        Role::Employee,
        Role::Oneself,
        Role::Supervisor,
        Role::Rater,
        Role::HrOfficer,
        Role::PanelMember,
        Role::PolicyAnalyst,
        Role::AppointingAuthority,
        Role::Auditor,
        Role::Counterpart,
        Role::Operator,
    ];

    /// The role that a grant gives.
    pub fn granted(role: GrantedRole) -> Role {
        match role {
            GrantedRole::HrOfficer => Role::HrOfficer,
            GrantedRole::PolicyAnalyst => Role::PolicyAnalyst,
            GrantedRole::AppointingAuthority => Role::AppointingAuthority,
            GrantedRole::Auditor => Role::Auditor,
        }
    }

    /// What people read.
    pub fn label(self) -> Label {
        match self {
            Role::Public => Label::new("siapa pun", "anybody"),
            Role::Employee => Label::new("pegawai", "any employee"),
            Role::Oneself => Label::new("yang bersangkutan", "the person concerned"),
            Role::Supervisor => Label::new("atasan langsung", "the direct superior"),
            Role::Rater => Label::new("penilai yang disetujui", "an approved rater"),
            Role::HrOfficer => Label::new("pengelola kepegawaian unit", "an HR officer of the unit"),
            Role::PanelMember => Label::new("anggota panitia seleksi", "a member of the panel"),
            Role::PolicyAnalyst => Label::new("analis kebijakan", "a policy analyst"),
            Role::AppointingAuthority => Label::new("pejabat pembina kepegawaian", "the appointing authority"),
            Role::Auditor => Label::new("auditor", "an auditor"),
            Role::Counterpart => Label::new("pendamping (mentor, pembimbing)", "the counterpart (mentor, supervisor of a placement)"),
            Role::Operator => Label::new("operator sistem", "the operator"),
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What.
    pub action: Action,
    /// Who.
    pub allowed: &'static [Role],
    /// When, in Indonesian and English.
    pub stage: (&'static str, &'static str),
}

macro_rules! actions {
    ($($name:ident = $code:literal, ($id:literal, $en:literal), [$($role:ident),*], ($stage_id:literal, $stage_en:literal);)*) => {
        /// Everything somebody can ask for: one for each use case.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $(#[doc = $en] $name,)*
        }

        impl Action {
            /// All actions, in the order of the table.
            pub const ALL: &'static [Action] = &[$(Action::$name),*];

            /// The stable code, which is the verb of the audit entry.
            pub fn code(self) -> &'static str {
                match self { $(Action::$name => $code,)* }
            }

            /// What people read, as a verb.
            pub fn label(self) -> Label {
                match self { $(Action::$name => Label::new($id, $en),)* }
            }
        }

        /// Who may do what, at which stage.
        pub const TABLE: &[Rule] = &[
            $(Rule { action: Action::$name, allowed: &[$(Role::$role),*], stage: ($stage_id, $stage_en) },)*
        ];
    };
}

actions! {
    SaveUnits = "unit.save", ("mengatur unit kerja", "set up units"), [Operator, HrOfficer], ("kapan saja", "at any time");
    ImportPeople = "people.import", ("mengimpor data pegawai", "import people"), [Operator, HrOfficer], ("kapan saja", "at any time");
    ExportPeople = "people.export", ("mengekspor data pegawai", "export people"), [Operator, HrOfficer], ("kapan saja", "at any time");
    ListPeople = "people.list", ("melihat daftar pegawai", "list people"), [Operator, HrOfficer], ("kapan saja", "at any time");
    ReadPerson = "person.read", ("membaca berkas pegawai", "read a person's file"), [Oneself, Supervisor, HrOfficer], ("kapan saja", "at any time");
    ReadTeam = "team.read", ("melihat kesenjangan dan tenggat bawahan", "see gaps and due dates of the own staff"), [Supervisor], ("kapan saja; tanpa nilai 360°", "at any time; without 360° scores");
    ReadNames = "person.name", ("membaca nama rekan kerja", "read the names of colleagues"), [Employee], ("kapan saja", "at any time");
    ReadUnits = "unit.read", ("membaca susunan unit kerja", "read how units are built up"), [Public], ("kapan saja", "at any time");
    ReadEligibility = "eligibility.read", ("memeriksa kelayakan seseorang", "check what somebody qualifies for"), [Oneself, HrOfficer], ("kapan saja", "at any time");
    RequestCorrection = "correction.request", ("meminta perbaikan data sendiri", "ask for a correction of the own record"), [Oneself], ("kapan saja", "at any time");
    WithdrawCorrection = "correction.withdraw", ("mencabut permintaan perbaikan data", "withdraw a request for correction"), [Oneself], ("belum dijawab", "not answered yet");
    AnswerCorrection = "correction.answer", ("menjawab permintaan perbaikan data", "answer a request for correction"), [HrOfficer], ("belum dijawab; bukan permintaan sendiri", "not answered yet; not an own one");
    ChooseTarget = "career.target", ("memilih jabatan tujuan", "choose a career target"), [Oneself], ("kapan saja", "at any time");
    ReadCareer = "career.read", ("membaca peta karier", "read a career map"), [Oneself, HrOfficer], ("kapan saja", "at any time");
    OpenSession = "session.open", ("membuka sesi masuk", "open a login session"), [Operator], ("setelah jati diri terbukti", "once the identity is proven");
    IdentifyPerson = "session.identify", ("mengenali siapa yang masuk", "find whom a provider names"), [Operator], ("setelah jati diri terbukti", "once the identity is proven");
    RefuseSession = "session.refuse", ("mencatat gagal masuk", "record a failed sign-in"), [Operator], ("kapan saja", "at any time");
    AddAccount = "account.add", ("membuat akun darurat", "make an emergency account"), [Operator], ("kapan saja", "at any time");
    RemoveAccount = "account.remove", ("menghapus akun darurat", "remove an emergency account"), [Operator], ("kapan saja", "at any time");
    ListAccounts = "account.list", ("melihat akun darurat", "list emergency accounts"), [Operator], ("kapan saja", "at any time");
    FindAccount = "account.find", ("mencari akun darurat", "find an emergency account"), [Operator], ("di pintu masuk", "at the door");
    ExportPerson = "person.export", ("mengekspor seluruh data diri", "export all own data"), [Oneself, HrOfficer], ("kapan saja", "at any time");
    ErasePerson = "person.erase", ("menghapus data pegawai", "erase a person"), [HrOfficer], ("setelah masa simpan berakhir", "once the retention period is over");
    GrantRole = "role.grant", ("memberi peran", "give a role"), [Operator, AppointingAuthority], ("kapan saja, tidak kepada diri sendiri", "at any time, not to oneself");
    EndRole = "role.end", ("mengakhiri peran", "end a role"), [Operator, AppointingAuthority], ("kapan saja, bukan peran sendiri", "at any time, not an own one");
    ProposePolicy = "policy.propose", ("mengusulkan kebijakan", "propose a policy"), [PolicyAnalyst], ("kapan saja", "at any time");
    SubmitPolicy = "policy.submit", ("mengajukan rancangan untuk ditetapkan", "hand in a draft"), [PolicyAnalyst], ("rancangan", "draft");
    EnactPolicy = "policy.enact", ("menetapkan kebijakan", "enact a policy"), [AppointingAuthority], ("dalam pembahasan, oleh orang lain daripada pengusul", "under review, by somebody else than the proposer");
    WithdrawPolicy = "policy.withdraw", ("menarik rancangan kebijakan", "withdraw a draft policy"), [PolicyAnalyst, AppointingAuthority], ("rancangan atau dalam pembahasan", "draft or under review");
    ReadPolicies = "policy.read", ("membaca kebijakan", "read policies"), [Public], ("kapan saja", "at any time");
    ListCycles = "cycle.list", ("melihat daftar periode penilaian", "list cycles"), [Employee, Operator], ("kapan saja", "at any time");
    PlanCycle = "cycle.plan", ("merencanakan periode penilaian", "plan a cycle"), [HrOfficer], ("sebelum penunjukan", "before nomination");
    Nominate = "cycle.nominate", ("menunjuk penilai", "name raters"), [HrOfficer, Oneself], ("penunjukan penilai", "nominating");
    ApproveNomination = "cycle.approve", ("menyetujui penilai", "approve raters"), [Supervisor], ("penunjukan penilai", "nominating");
    DeclineNomination = "cycle.decline", ("menolak menjadi penilai", "decline to rate"), [Rater], ("penunjukan penilai atau dibuka", "nominating or open");
    DeclareConflict = "cycle.conflict", ("menyatakan benturan kepentingan", "declare a conflict of interest"), [Rater, Oneself, Supervisor], ("penunjukan penilai; selama dibuka hanya penilai", "nominating; once open the rater alone");
    ReadNominations = "cycle.nominations", ("melihat penilai yang ditunjuk", "see who is named to rate"), [HrOfficer, Oneself, Supervisor], ("penunjukan penilai atau sesudahnya; yang dinilai hanya melihat kelompok pilihannya", "nominating or later; the person rated sees only the groups left to that person");
    OpenCycle = "cycle.open", ("membuka periode penilaian", "open a cycle"), [HrOfficer], ("penunjukan penilai", "nominating");
    Answer = "cycle.answer", ("menjawab kuesioner", "answer the questionnaire"), [Rater], ("dibuka", "open");
    ReadInbox = "cycle.inbox", ("melihat penilaian yang menunggu diri sendiri", "see what waits for oneself in cycles"), [Employee], ("kapan saja", "at any time");
    SaveDraft = "cycle.draft", ("menyimpan jawaban sementara", "keep a draft of the own answers"), [Rater], ("dibuka; hanya dibaca penilai itu, dimusnahkan saat dikirim dan saat ditutup", "open; read by that rater alone, destroyed by handing in and by the closing");
    ReadProgress = "cycle.progress", ("melihat kemajuan periode tanpa nama", "see the progress of a cycle without names"), [HrOfficer], ("dibuka atau sesudahnya", "open or later");
    CloseCycle = "cycle.close", ("menutup periode penilaian", "close a cycle"), [HrOfficer], ("dibuka", "open");
    ReleaseCycle = "cycle.release", ("mengumumkan hasil penilaian", "release a cycle"), [HrOfficer], ("ditutup", "closed");
    WithdrawGroup = "cycle.withdraw-group", ("menarik satu kelompok penilai dari hasil", "withdraw a group of raters from a result"), [HrOfficer], ("ditutup atau diumumkan", "closed or released");
    ReadOwnResult = "result.read-own", ("membaca hasil sendiri", "read the own result"), [Oneself], ("diumumkan", "released");
    ReadStaffResult = "result.read-staff", ("membaca hasil bawahan", "read a subordinate's result"), [Supervisor], ("diumumkan", "released");
    ReadUnitResults = "result.read-unit", ("membaca hasil unit", "read the results of a unit"), [HrOfficer], ("ditutup atau diumumkan", "closed or released");
    ReadAnalysis = "result.read-analysis", ("membaca analisis periode", "read the analysis of a cycle"), [HrOfficer, PolicyAnalyst, Auditor], ("ditutup atau diumumkan", "closed or released");
    PlanRound = "round.plan", ("merencanakan putaran", "plan a round"), [HrOfficer], ("sebelum dibuka", "before it opens");
    OpenRound = "round.open", ("membuka putaran", "open a round"), [HrOfficer], ("direncanakan", "planned");
    AddCandidates = "round.add-candidates", ("mencalonkan pegawai", "put people forward"), [HrOfficer], ("dibuka", "open");
    Stand = "round.stand", ("mencalonkan diri", "stand"), [Oneself], ("dibuka", "open");
    WithdrawCandidate = "round.withdraw", ("mengundurkan diri dari putaran", "withdraw from a round"), [Oneself, HrOfficer], ("dibuka", "open");
    ScreenRound = "round.screen", ("memeriksa syarat para calon", "screen a round"), [HrOfficer], ("dibuka", "open");
    ScoreCandidate = "round.score-candidate", ("memberi nilai calon", "score a candidate"), [PanelMember], ("diseleksi syarat", "screened");
    DeclarePanelConflict = "round.conflict", ("menyatakan benturan kepentingan sebagai anggota panitia", "declare a conflict of interest as a member of the panel"), [PanelMember], ("sebelum nilai dihitung", "before the round is scored");
    ScoreRound = "round.score", ("menghitung nilai para calon", "score a round"), [HrOfficer], ("diseleksi syarat", "screened");
    RankRound = "round.rank", ("memeringkat para calon", "rank a round"), [HrOfficer], ("dinilai", "scored");
    DecideRound = "round.decide", ("memutuskan pilihan", "decide a round"), [AppointingAuthority], ("diperingkat, atau diseleksi syarat tanpa peringkat; bukan oleh yang menjalankan putaran", "ranked, or screened where nobody is ranked; not by whoever ran the round");
    PublishRound = "round.publish", ("mengumumkan putaran", "publish a round"), [HrOfficer, AppointingAuthority], ("diputuskan", "decided");
    ReadRound = "round.read", ("membaca putaran", "read a round"), [HrOfficer, AppointingAuthority, Auditor], ("kapan saja", "at any time");
    ExportDecisions = "round.export", ("mengekspor keputusan putaran dengan faktanya", "export the decisions of a round with their facts"), [HrOfficer], ("kapan saja", "at any time");
    ReadPublishedRound = "round.read-published", ("membaca putaran yang diumumkan", "read a published round"), [Public], ("diumumkan", "published");
    ReadOwnNotice = "round.read-own", ("membaca hasil sendiri dalam putaran yang diumumkan", "read what came of a published round for oneself"), [Oneself], ("diumumkan", "published");
    GrantWaiver = "waiver.grant", ("memberi pengecualian", "grant a waiver"), [AppointingAuthority], ("kapan saja", "at any time");
    FileAppeal = "appeal.file", ("mengajukan keberatan", "object to a decision"), [Oneself], ("setelah keputusan", "after the decision");
    WithdrawAppeal = "appeal.withdraw", ("mencabut keberatan", "withdraw an appeal"), [Oneself], ("diajukan atau ditinjau", "filed or under review");
    ReviewAppeal = "appeal.review", ("meninjau keberatan", "take up an appeal"), [HrOfficer], ("diajukan, oleh orang lain daripada penanda tangan keputusan", "filed, by somebody else than the signer of the decision");
    ResolveAppeal = "appeal.resolve", ("memutus keberatan", "resolve an appeal"), [HrOfficer, AppointingAuthority], ("ditinjau, oleh orang lain daripada penanda tangan keputusan", "under review, by somebody else than the signer of the decision");
    RunTalent = "talent.run", ("menyusun tinjauan talenta", "make a talent review"), [HrOfficer], ("kapan saja", "at any time");
    ReadTalent = "talent.read", ("membaca tinjauan talenta dan suksesi", "read talent reviews and succession"), [HrOfficer, AppointingAuthority], ("kapan saja", "at any time");
    Calibrate = "talent.calibrate", ("memindahkan kotak dalam kalibrasi", "move somebody in a calibration"), [HrOfficer, AppointingAuthority], ("kapan saja; tidak diri sendiri", "at any time; not oneself");
    RecordDevelopment = "development.record", ("mencatat pengembangan", "record development"), [Oneself, Supervisor, HrOfficer], ("kapan saja; penyelesaian hanya oleh pengelola kepegawaian", "at any time; completion by an HR officer only");
    ImportProfiles = "profile.import", ("mengimpor profil kompetensi", "import competency profiles"), [Operator, HrOfficer], ("kapan saja", "at any time");
    ReadNeeds = "need.read", ("membaca kebutuhan pengembangan seseorang", "read somebody's development needs"), [Oneself, Supervisor, HrOfficer], ("kapan saja", "at any time");
    ReadDemand = "need.demand", ("membaca kebutuhan pengembangan unit", "read the development demand of a unit"), [HrOfficer, PolicyAnalyst, Auditor], ("kapan saja", "at any time");
    Wish = "need.wish", ("menyatakan minat pelatihan", "say what one wishes to learn"), [Oneself], ("kapan saja", "at any time");
    ManageCatalogue = "catalogue.manage", ("mengelola penyelenggara, pelatihan, dan jadwal", "manage providers, courses and sessions"), [HrOfficer], ("kapan saja", "at any time");
    ReadCatalogue = "catalogue.read", ("membaca katalog pelatihan", "read the catalogue of courses"), [Public], ("kapan saja", "at any time");
    Enrol = "enrolment.request", ("mendaftar pelatihan", "enrol in a session"), [Oneself, Supervisor, HrOfficer], ("pendaftaran dibuka", "while enrolment is open");
    ApproveEnrolment = "enrolment.approve", ("menyetujui pendaftaran", "approve an enrolment"), [Supervisor, HrOfficer], ("diminta; bukan pendaftaran sendiri", "requested; not the own one");
    WithdrawEnrolment = "enrolment.withdraw", ("membatalkan pendaftaran", "withdraw an enrolment"), [Oneself, Supervisor, HrOfficer], ("sebelum pelatihan selesai", "before the session is over");
    RecordResult = "enrolment.result", ("mencatat kehadiran dan hasil", "record attendance and result"), [HrOfficer], ("setelah pelatihan mulai; bukan milik sendiri", "once the session has begun; not the own one");
    VerifyCode = "code.verify", ("memeriksa sertifikat atau keputusan dengan kodenya", "verify a certificate or decision by its code"), [Public], ("kapan saja", "at any time");
    ReadSession = "session.read", ("melihat peserta", "see who takes part in a session"), [HrOfficer, Auditor], ("kapan saja", "at any time");
    WritePlan = "plan.write", ("menyusun rencana pengembangan individu", "write an individual development plan"), [Oneself, Supervisor, HrOfficer], ("rancangan", "draft");
    AgreePlan = "plan.agree", ("menyetujui rencana pengembangan individu", "agree to an individual development plan"), [Oneself, Supervisor], ("rancangan; keduanya harus setuju", "draft; both have to agree");
    ClosePlanItem = "plan.close", ("menutup butir rencana dengan bukti", "close an item of a plan with evidence"), [Supervisor, HrOfficer], ("disetujui; bukan milik sendiri", "agreed; not the own one");
    ReadDuty = "duty.read", ("memantau kewajiban jam pelajaran", "watch the yearly duty of learning hours"), [HrOfficer, Auditor], ("kapan saja", "at any time");
    RotateIssuerKey = "certificate.key", ("mengganti kunci penerbit", "rotate the issuer's key"), [Operator], ("kapan saja", "at any time");
    IssueCertificate = "certificate.issue", ("menerbitkan sertifikat", "issue a certificate"), [HrOfficer], ("kapan saja; bukan untuk diri sendiri", "at any time; not to oneself");
    RevokeCertificate = "certificate.revoke", ("mencabut atau memperbarui sertifikat", "revoke or renew a certificate"), [HrOfficer], ("berlaku; bukan milik sendiri", "valid; not the own one");
    PublishRevocations = "certificate.revocations", ("menerbitkan daftar pencabutan sertifikat", "publish the list of revoked certificates"), [Operator, HrOfficer], ("kapan saja", "at any time");
    ReadCertificates = "certificate.read", ("membaca sertifikat seseorang", "read somebody's certificates"), [Oneself, Supervisor, HrOfficer, Auditor], ("kapan saja", "at any time");
    PrintDecree = "document.decree", ("mencetak surat keputusan", "print a decree"), [HrOfficer, AppointingAuthority], ("setelah keputusan", "after the decision");
    RunMentoring = "mentoring.run", ("mengelola program mentoring", "run a mentoring programme"), [HrOfficer], ("kapan saja", "at any time");
    MeetMentor = "mentoring.meet", ("mencatat pertemuan mentoring", "record a mentoring session"), [Counterpart, HrOfficer], ("pasangan berjalan", "while the pair runs");
    DeclareMentoringConflict = "mentoring.conflict", ("menyatakan benturan kepentingan dalam mentoring", "declare a conflict of interest between mentor and mentee"), [Oneself, Counterpart, HrOfficer], ("kapan saja", "at any time");
    ReviewMentoring = "mentoring.review", ("menilai mentoring pada akhirnya", "review a mentoring pair at its end"), [Oneself, Counterpart], ("pasangan berjalan; masing-masing sekali", "while the pair runs; each once");
    ReadMentoring = "mentoring.read", ("membaca mentoring", "read a mentoring pair"), [Oneself, Counterpart, Supervisor, HrOfficer, Auditor], ("kapan saja", "at any time");
    OfferPlace = "place.offer", ("menawarkan tempat magang", "offer a place"), [HrOfficer], ("kapan saja", "at any time");
    ApplyForPlace = "place.apply", ("melamar tempat magang", "apply for a place"), [Oneself, Supervisor, HrOfficer], ("tempat dibuka", "while the place is offered");
    DecidePlacement = "place.decide", ("memutuskan penempatan", "decide on a placement"), [HrOfficer], ("dilamar; bukan penempatan sendiri", "applied for; not the own one");
    AssessPlacement = "place.assess", ("menilai penempatan", "assess a placement"), [Counterpart, HrOfficer], ("berjalan; bukan penempatan sendiri; pengelola hanya bila pembimbing di luar instansi", "under way; not the own one; an HR officer only where the supervisor is from outside");
    BreakOffPlacement = "place.break-off", ("menghentikan penempatan", "break off a placement"), [Oneself, Counterpart, HrOfficer], ("sebelum dinilai", "before it is assessed");
    ReadPlacement = "place.read", ("membaca penempatan", "read a placement"), [Oneself, Counterpart, Supervisor, HrOfficer, Auditor], ("kapan saja", "at any time");
    RequestStudy = "study.request", ("mengajukan tugas belajar", "apply for a study assignment"), [Oneself, HrOfficer], ("kapan saja", "at any time");
    ListStudies = "study.list", ("melihat daftar tugas belajar", "list study assignments"), [HrOfficer, AppointingAuthority], ("kapan saja", "at any time");
    ReadStudy = "study.read", ("membaca tugas belajar", "read a study assignment"), [Oneself, Supervisor, HrOfficer, AppointingAuthority], ("kapan saja", "at any time");
    GrantStudy = "study.grant", ("menetapkan tugas belajar", "grant a study assignment"), [AppointingAuthority], ("diajukan; bukan milik sendiri", "applied for; not the own one");
    RecordStudy = "study.record", ("mencatat perjalanan tugas belajar", "record the course of a study assignment"), [HrOfficer], ("ditetapkan; bukan milik sendiri", "granted; not the own one");
    ManageBudget = "budget.manage", ("mengelola pagu anggaran pengembangan", "manage budget envelopes"), [HrOfficer], ("kapan saja", "at any time");
    PlanBudget = "budget.plan", ("menyusun rencana pelatihan dalam anggaran", "plan training within a budget"), [HrOfficer], ("kapan saja", "at any time");
    AdoptBudget = "budget.adopt", ("menetapkan rencana pelatihan", "adopt a training plan"), [AppointingAuthority], ("rencana tersusun, oleh orang lain daripada penyusun", "planned, by somebody else than the planner");
    ReadBudget = "budget.read", ("membaca anggaran pengembangan", "read budget envelopes and plans"), [HrOfficer, AppointingAuthority, PolicyAnalyst, Auditor], ("kapan saja", "at any time");
    ReadEffect = "effect.read", ("membaca laporan dampak pelatihan", "read the report on the effect of training"), [HrOfficer, AppointingAuthority, PolicyAnalyst, Auditor], ("kapan saja", "at any time");
    RunSurvey = "survey.run", ("mengelola survei", "run a survey"), [HrOfficer, PolicyAnalyst], ("kapan saja", "at any time");
    AnswerSurvey = "survey.answer", ("menjawab survei", "answer a survey"), [Public], ("dibuka; sesuai sasaran", "open; for its audience");
    ReadSurvey = "survey.read", ("membaca hasil survei", "read the results of a survey"), [HrOfficer, PolicyAnalyst, AppointingAuthority, Auditor], ("ditutup", "closed");
    ReadPublishedSurvey = "survey.read-published", ("membaca hasil survei yang diumumkan", "read published results of a survey"), [Public], ("diumumkan", "published");
    WriteDraft = "draft.write", ("menulis naskah rancangan", "write the text of a draft"), [PolicyAnalyst], ("kapan saja", "at any time");
    ReadDraft = "draft.read", ("membaca naskah rancangan", "read the text of a draft"), [PolicyAnalyst, AppointingAuthority, Auditor], ("kapan saja", "at any time");
    SimulateDraft = "draft.simulate", ("menguji rancangan pada pegawai yang tersimpan", "try a draft on the people stored"), [PolicyAnalyst, AppointingAuthority], ("kapan saja; hanya angka kelompok yang ditampilkan", "at any time; only figures of groups are shown");
    DraftPolicy = "consultation.draft", ("menyusun rancangan berbutir", "write a draft in clauses"), [PolicyAnalyst], ("sebelum ditandatangani", "before it is signed");
    OpenConsultation = "consultation.open", ("membuka atau menutup konsultasi", "open or close a consultation"), [PolicyAnalyst], ("rancangan", "draft");
    SubmitOpinion = "consultation.submit", ("menyampaikan masukan", "make a submission"), [Public], ("konsultasi dibuka", "while the consultation is open");
    AnswerSubmission = "consultation.answer", ("menanggapi masukan", "answer a submission"), [PolicyAnalyst], ("sebelum ditandatangani; bukan masukan sendiri", "before it is signed; not an own one");
    RecordMeeting = "consultation.meeting", ("mencatat rapat", "record a meeting"), [PolicyAnalyst], ("sebelum ditandatangani", "before it is signed");
    TakeStep = "consultation.step", ("menyelesaikan tahap harmonisasi", "complete a step of harmonisation"), [PolicyAnalyst, HrOfficer, AppointingAuthority], ("sesuai urutan tahap, oleh peran yang disebut tahap itu", "in the order of the steps, by the role that the step names");
    SignDraft = "consultation.sign", ("menandatangani rancangan", "sign a draft"), [AppointingAuthority], ("semua tahap selesai, oleh orang lain daripada penyusun", "all steps done, by somebody else than the drafter");
    ReadConsultation = "consultation.read", ("membaca konsultasi", "read a consultation"), [Public], ("diumumkan", "once it is open");
    RunSocialisation = "socialisation.run", ("mengelola sosialisasi", "run the explaining of a policy"), [PolicyAnalyst, HrOfficer], ("kebijakan ditetapkan", "the policy is enacted");
    Acknowledge = "socialisation.acknowledge", ("menyatakan telah memahami", "acknowledge having understood"), [Employee], ("berjalan, bagi sasarannya", "under way, for its audience");
    AskQuestion = "socialisation.ask", ("mengajukan pertanyaan", "ask a question"), [Public], ("berjalan", "under way");
    AnswerQuestion = "socialisation.answer", ("menjawab pertanyaan", "answer a question"), [PolicyAnalyst, HrOfficer], ("berjalan", "under way");
    ReadSocialisation = "socialisation.read", ("membaca capaian sosialisasi", "read how many have understood"), [PolicyAnalyst, HrOfficer, AppointingAuthority, Auditor], ("kapan saja", "at any time");
    ManageIndicator = "indicator.manage", ("mengelola indikator", "manage indicators"), [PolicyAnalyst], ("kapan saja", "at any time");
    ReportIndicator = "indicator.report", ("melaporkan capaian indikator", "report a figure of an indicator"), [HrOfficer, PolicyAnalyst], ("kapan saja", "at any time");
    VerifyIndicator = "indicator.verify", ("memeriksa capaian indikator", "verify a figure of an indicator"), [PolicyAnalyst, Auditor], ("dilaporkan, oleh orang lain daripada pelapor", "reported, by somebody else than the reporter");
    ReadIndicators = "indicator.read", ("membaca indikator", "read indicators"), [HrOfficer, PolicyAnalyst, AppointingAuthority, Auditor], ("kapan saja", "at any time");
    ReviewPolicy = "policy.review", ("meninjau kebijakan tahunan", "review a policy after a year"), [PolicyAnalyst], ("kebijakan berlaku", "the policy is in force");
    PublishStatistics = "statistics.publish", ("mengumumkan statistik hasil", "publish statistics of outcomes"), [HrOfficer, PolicyAnalyst], ("kapan saja", "at any time");
    ReadStatistics = "statistics.read", ("membaca statistik yang diumumkan", "read published statistics"), [Public], ("diumumkan", "published");
    VerifyAudit = "audit.verify", ("memeriksa jejak audit", "verify the audit trail"), [Auditor, Operator], ("kapan saja", "at any time");
    ExportAudit = "audit.export", ("mengekspor jejak audit", "export the audit trail"), [Auditor, Operator], ("kapan saja", "at any time");
    SignCheckpoint = "audit.checkpoint", ("menandatangani titik periksa", "sign a checkpoint"), [Auditor, Operator], ("kapan saja", "at any time");
    MakeToken = "token.make", ("membuat token bagi program", "make a token for a program"), [Oneself, Operator], ("kapan saja; hanya secara langsung, tidak oleh program", "at any time; in person, not by a program");
    EndToken = "token.end", ("mengakhiri token", "end a token"), [Oneself, Operator], ("kapan saja", "at any time");
    ReadEvents = "event.read", ("membaca kabar yang ditujukan kepada diri sendiri", "read the events meant for oneself"), [Employee, Operator], ("kapan saja", "at any time");
    ManageWebhooks = "webhook.manage", ("mengelola webhook", "manage webhooks"), [HrOfficer, Operator], ("kapan saja", "at any time");
    RerunDecisions = "decision.rerun", ("menguji ulang keputusan tersimpan", "re-run stored decisions"), [Auditor, HrOfficer], ("kapan saja", "at any time");
}

/// Who may do something.
pub fn allowed(action: Action) -> &'static [Role] {
    TABLE.iter().find(|rule| rule.action == action).map_or(&[][..], |rule| rule.allowed)
}

/// What is acted on; what is not named does not matter to the action.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The person concerned.
    pub person: Option<PersonId>,
    /// The unit concerned; without one it is that of the person, and without a person the whole service: see [`Target::everything`].
    pub unit: Option<UnitId>,
    /// The round, for panel members.
    pub round: Option<RoundId>,
    /// The cycle, for raters of the person.
    pub cycle: Option<CycleId>,
    /// The second person in the record.
    pub counterpart: Option<PersonId>,
}

impl Target {
    /// The whole service: every unit of the store. A granted role is held towards it only where its grants together cover every unit at the top, so
    /// that a region which shares a store with others does not act for them.
    pub fn everything() -> Target {
        Target::default()
    }

    /// A unit and all under it.
    pub fn unit(unit: &UnitId) -> Target {
        Target { unit: Some(unit.clone()), ..Target::default() }
    }

    /// A person.
    pub fn person(person: &PersonId) -> Target {
        Target { person: Some(person.clone()), ..Target::default() }
    }

    /// A person in a cycle.
    pub fn ratee(cycle: &CycleId, person: &PersonId) -> Target {
        Target { person: Some(person.clone()), cycle: Some(cycle.clone()), ..Target::default() }
    }

    /// With this second person.
    #[must_use]
    pub fn with(self, counterpart: Option<&PersonId>) -> Target {
        Target { counterpart: counterpart.cloned(), ..self }
    }

    /// In this round too.
    #[must_use]
    pub fn in_round(self, round: &RoundId) -> Target {
        Target { round: Some(round.clone()), ..self }
    }

    /// Of this unit, whatever the person's is.
    #[must_use]
    pub fn of_unit(self, unit: &UnitId) -> Target {
        Target { unit: Some(unit.clone()), ..self }
    }
}

/// The roles the actor has towards a target today.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn roles(context: &Context<'_>, tx: &mut dyn Transaction, target: &Target) -> Result<BTreeSet<Role>, ServiceError> {
    roles_that(context, tx, target, |_| true).await
}

/// All roles that matter of those the actor has, and maybe others: the store is asked for nothing that only those rest on.
async fn roles_that(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    target: &Target,
    matters: impl Fn(Role) -> bool + Send + Sync,
) -> Result<BTreeSet<Role>, ServiceError> {
    let mut roles = BTreeSet::from([Role::Public]);
    let actor = match context.actor {
        Actor::Public => return Ok(roles),
        Actor::Operator => {
            roles.insert(Role::Operator);
            return Ok(roles);
        }
        Actor::Person(person) => person,
    };
    let by_grant = GrantedRole::ALL.into_iter().map(Role::granted).any(&matters);
    let Some(own) = tx.people().find(actor).await? else { return Ok(roles) };
    roles.insert(Role::Employee);
    if target.counterpart.as_ref() == Some(actor) {
        roles.insert(Role::Counterpart);
    }
    let mut unit = target.unit.clone();
    if let Some(person) = &target.person {
        let file = if person == actor {
            roles.insert(Role::Oneself);
            Some(own)
        } else if matters(Role::Supervisor) || (by_grant && unit.is_none()) {
            tx.people().find(person).await?
        } else {
            None
        };
        if let Some(file) = file {
            if file.value.superior.as_ref() == Some(actor) {
                roles.insert(Role::Supervisor);
            }
            unit = unit.or(file.value.unit);
        }
        if let Some(cycle) = &target.cycle
            && matters(Role::Rater)
        {
            let filter = NominationFilter { ratee: Some(person.clone()), rater: Some(actor.clone()) };
            if tx.cycles().nominations(cycle, &filter).await?.iter().any(jenjang::evaluation::nomination::Nomination::is_alive) {
                roles.insert(Role::Rater);
            }
        }
    }
    if let Some(round) = &target.round
        && matters(Role::PanelMember)
        && let Some(file) = tx.rounds().find(round).await?
        && let Some(panel) = &file.value.panel
        && panel.members().any(|member| member.id.as_str() == actor.as_str())
    {
        roles.insert(Role::PanelMember);
    }
    if !by_grant {
        return Ok(roles);
    }
    let today = context.clock.today();
    let grants = tx.grants().list(Some(actor)).await?;
    let held: Vec<Grant> = grants.into_iter().filter(|grant| grant.holds_on(today) && matters(Role::granted(grant.role))).collect();
    if held.is_empty() {
        return Ok(roles);
    }
    match &unit {
        Some(unit) => {
            let above = path(tx, unit).await?;
            let reaches = |grant: &&Grant| *unit == grant.unit || above.iter().any(|above| above.id == grant.unit);
            roles.extend(held.iter().filter(reaches).map(|grant| Role::granted(grant.role)));
        }
        // somebody whose unit nobody knows is in nobody's
        None if target.person.is_some() => {}
        None => {
            let tops = tx.people().top_units().await?;
            let covered = |role: GrantedRole| tops.iter().all(|top| held.iter().any(|grant| grant.role == role && grant.unit == *top));
            roles.extend(held.iter().filter(|grant| !tops.is_empty() && covered(grant.role)).map(|grant| Role::granted(grant.role)));
        }
    }
    Ok(roles)
}

/// Whether the actor may do this to the target; the roles that allow it.
///
/// # Errors
/// [`ServiceError::Forbidden`] where no role allows it.
pub async fn authorize(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    action: Action,
    target: &Target,
) -> Result<BTreeSet<Role>, ServiceError> {
    let allowed = allowed(action);
    let mut fitting = roles_that(context, tx, target, |role| allowed.contains(&role)).await?;
    fitting.retain(|role| allowed.contains(role));
    if fitting.is_empty() { Err(ServiceError::Forbidden { action, allowed }) } else { Ok(fitting) }
}
