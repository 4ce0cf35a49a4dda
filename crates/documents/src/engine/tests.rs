use jenjang::legal::Language;

use super::{Data, Template, make};

const PICTURE: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"><rect width=\"8\" height=\"8\"/></svg>";

fn set(source: &str) -> Result<Vec<u8>, String> {
    let template = Template { name: "test.typ", source, pictures: vec![("picture.svg", PICTURE.to_vec())] };
    make(template, Data::default(), Language::Id, "Judul").map_err(|error| error.message().en.to_string())
}

#[test]
fn a_picture_without_a_description_is_refused() {
    let title = "#set document(title: sys.inputs.document-title)\n";
    assert!(set(&format!("{title}#image(\"picture.svg\", alt: \"kotak\")")).is_ok());
    let sentence = set(&format!("{title}#image(\"picture.svg\")")).unwrap_err();
    assert!(sentence.contains("missing alt text"), "{sentence}");
}

#[test]
fn a_document_without_a_title_is_refused() {
    let sentence = set("text").unwrap_err();
    assert!(sentence.contains("missing document title"), "{sentence}");
}

#[test]
fn nothing_is_read_from_the_machine_or_the_network() {
    for source in ["#read(\"/etc/hostname\")", "#import \"@preview/cetz:0.3.0\"", "#read(\"other.txt\")"] {
        assert!(set(source).is_err(), "{source}");
    }
}
