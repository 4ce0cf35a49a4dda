//! Ids, and legal sources that must be complete.

use std::str::FromStr;
use std::sync::Arc;

use jenjang::legal::{Certainty, Label, LegalReference};
use jenjang::people::id::MAX_LENGTH;
use jenjang::period::EffectivePeriod;
use jenjang::policy::diagnostic::Spanned;

use super::{Reader, Section};
use crate::words::shorten;

impl Reader<'_> {
    /// A text as an id or code of a certain kind; what such a kind allows is the same for all of them.
    pub(crate) fn typed<T: FromStr>(&self, text: &Spanned<Arc<str>>) -> Option<T> {
        let read = text.value.parse().ok();
        if read.is_none() {
            let found = shorten(&text.value);
            self.error(
                "bad-name",
                text.span,
                Label::new(
                    format!(
                        "`{found}` tidak sah sebagai pengenal, diharapkan paling banyak {MAX_LENGTH} huruf tanpa spasi di ujungnya dan tanpa karakter kendali"
                    ),
                    format!("`{found}` is not an id, expected at most {MAX_LENGTH} characters, no blanks at the ends and no control characters"),
                ),
            );
        }
        read
    }
}

impl Section<'_, '_> {
    /// An id that must be there, and its place.
    pub(crate) fn need_typed<T: FromStr>(&self, key: &str) -> Option<Spanned<T>> {
        let text = self.need_text(key)?;
        Some(Spanned::new(self.reader.typed(&text)?, text.span))
    }

    /// `effective`, which must be there.
    pub(crate) fn need_effective(&self) -> EffectivePeriod {
        if self.find("effective").is_none() {
            self.missing("`effective`");
        }
        self.period("effective").unwrap_or(EffectivePeriod::ALWAYS)
    }

    /// `reference` and `certainty`, both required.
    pub(crate) fn need_source(&self) -> Option<LegalReference> {
        let reference = self.need_text("reference");
        let certainty = self.need("certainty").and_then(|field| {
            let marks = Certainty::ALL.map(|mark| (mark.as_str(), mark));
            self.reader.word(&field, &marks)
        });
        Some(LegalReference { citation: reference?.value, certainty: certainty? })
    }

    /// `reference` and `certainty`; what is absent is that of the section around.
    pub(crate) fn source_within(&self, around: &LegalReference) -> LegalReference {
        let own = self.citation(None);
        LegalReference {
            citation: own.reference.map_or_else(|| Arc::clone(&around.citation), |text| text.value),
            certainty: own.certainty.unwrap_or(around.certainty),
        }
    }
}
