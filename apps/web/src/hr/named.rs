//! People named in a field of a form.

use jenjang::legal::Label;
use jenjang::people::id::PersonId;
use jenjang_service::people::look_up_person;

use crate::error::{Failure, shortened};
use crate::form::Filled;
use crate::session::SignedIn;
use crate::state::App;

/// The most people taken from one field.
const MOST: usize = 200;

/// People of the own units named by employee number, one a line; whoever is not there is answered as whoever one may not act on.
pub(super) async fn named(app: &App, me: &SignedIn, form: &mut Filled, field: &str) -> Result<Vec<PersonId>, Failure> {
    let Some(text) = form.text(field, 10_000) else { return Ok(Vec::new()) };
    let lines: Vec<&str> = text.split(['\n', ',', ';']).map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > MOST {
        let count = lines.len();
        let label = Label::new(
            format!("ada {count} baris, paling banyak {MOST} sekaligus"),
            format!("there are {count} lines, at most {MOST} are taken at once"),
        );
        form.refuse(field, &label);
        return Ok(Vec::new());
    }
    let mut people = Vec::new();
    for line in lines {
        match look_up_person(&app.context(&me.visitor.actor), line).await? {
            Some(found) => people.push(found.record.id),
            None => {
                let found = shortened(line);
                let label = Label::new(
                    format!("tidak ada pegawai dengan NIP `{found}` di unit Anda"),
                    format!("nobody in your units has the employee number `{found}`"),
                );
                form.refuse(field, &label);
            }
        }
    }
    Ok(people)
}

/// Somebody as [`named`] reads them: by employee number, by id where nobody knows one.
pub(super) async fn number_of(app: &App, me: &SignedIn, person: &str) -> Result<String, Failure> {
    let found = look_up_person(&app.context(&me.visitor.actor), person).await?;
    Ok(found.and_then(|found| found.record.employee_number).map_or_else(|| person.to_owned(), |number| number.to_string()))
}
