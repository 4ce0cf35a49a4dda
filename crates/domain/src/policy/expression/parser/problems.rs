//! Sentences for texts that cannot be read.

use super::super::function::Outside;
use super::super::token::{TokenKind, TokenProblem};
use super::{MAX_DEPTH, Parser, Reported};
use crate::legal::Label;
use crate::policy::diagnostic::{Diagnostic, Span};

impl Parser<'_> {
    pub(super) fn problem(&mut self, code: &'static str, span: Span, id: String, en: String) -> Reported {
        self.out.push(Diagnostic::error(code, self.file, span.shift(self.offset), Label::new(id, en)));
        Reported
    }

    pub(super) fn expected(&mut self, en: &str, id: &str) -> Reported {
        let span = self.token.span();
        let found = shorten(&self.text[self.token.start..self.token.end]);
        let (code, id, en) = match &self.token.kind {
            TokenKind::End => ("syntax", format!("ekspresi berakhir, seharusnya {id}"), format!("the expression ends here, expected {en}")),
            TokenKind::Wrong(TokenProblem::OpenText) => (
                "syntax",
                "teks tidak ditutup, seharusnya `\"` di akhirnya".into(),
                "the text is never closed, expected `\"` at its end".into(),
            ),
            TokenKind::Wrong(TokenProblem::OpenComment) => (
                "syntax",
                "komentar tidak ditutup, seharusnya `*/` di akhirnya".into(),
                "the comment is never closed, expected `*/` at its end".into(),
            ),
            TokenKind::Wrong(TokenProblem::Digits) => (
                "number-range",
                format!("`{found}` memuat terlalu banyak digit, paling banyak 28 digit dan 28 desimal"),
                format!("`{found}` has more digits than can be kept exactly, expected at most 28 digits and 28 decimal places"),
            ),
            TokenKind::Wrong(TokenProblem::Escape) => (
                "syntax",
                format!("`{found}` bukan urutan escape, seharusnya `\\\"`, `\\\\`, `\\n`, `\\t`, `\\r` atau `\\uXXXX`"),
                format!("`{found}` is no escape, expected `\\\"`, `\\\\`, `\\n`, `\\t`, `\\r` or `\\uXXXX`"),
            ),
            TokenKind::Wrong(TokenProblem::Character) => (
                "syntax",
                format!("karakter `{found}` tidak dikenal, seharusnya {id}"),
                format!("unknown character `{found}`, expected {en}"),
            ),
            TokenKind::Symbol("{") => return self.outside(Outside::Context, span),
            _ => ("syntax", format!("ditemukan `{found}`, seharusnya {id}"), format!("found `{found}`, expected {en}")),
        };
        let mut diagnostic = Diagnostic::error(code, self.file, span.shift(self.offset), Label::new(id, en));
        if let Some((wrong, right)) = self.other_language() {
            diagnostic =
                diagnostic.with_help(Label::new(format!("tulis {right}, bukan `{wrong}`"), format!("write {right} instead of `{wrong}`")));
        }
        self.out.push(diagnostic);
        Reported
    }

    /// An operator of other languages at the place of the problem, and what it is called here.
    pub(super) fn other_language(&self) -> Option<(&'static str, &'static str)> {
        const HABITS: [(&str, &str); 8] = [
            ("==", "`=`"),
            ("<>", "`!=`"),
            ("&&", "`and`"),
            ("||", "`or`"),
            ("&", "`and`"),
            ("|", "`or`"),
            ("!", "`not(…)`"),
            ("'", "`\"`"),
        ];
        let here = &self.text[self.token.start..];
        let before = &self.text[..self.token.end];
        HABITS.into_iter().find(|(wrong, _)| here.starts_with(wrong) || wrong.len() == 2 && before.ends_with(wrong))
    }

    pub(super) fn outside(&mut self, construct: Outside, span: Span) -> Reported {
        self.out.push(construct.diagnostic(self.file, span.shift(self.offset)));
        Reported
    }

    pub(super) fn too_deep(&mut self, span: Span) -> Reported {
        self.problem(
            "too-deep",
            span,
            format!("ekspresi bersarang lebih dari {MAX_DEPTH} tingkat, pecah menjadi beberapa definisi"),
            format!("the expression nests more than {MAX_DEPTH} levels deep, split it into definitions"),
        )
    }
}

/// At most 60 characters of a text, for messages.
pub(in super::super) fn shorten(text: &str) -> String {
    if text.chars().count() > 60 { text.chars().take(60).chain("…".chars()).collect() } else { text.to_owned() }
}
