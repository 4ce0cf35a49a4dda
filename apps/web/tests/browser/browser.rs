//! A browser as somebody uses it: links by their words, fields by their labels, and a look at every page.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::Journey;

/// axe-core 4.14.1, MPL-2.0, unchanged; used by tests alone.
pub(crate) const AXE: &str = include_str!("vendor/axe-core-4.14.1/axe.min.js");

/// What the rules that a program can check are named in axe.
const RULES: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/// The only one of them that colours matter to.
const COLOUR_RULE: &str = "color-contrast";

/// A desk and a telephone: width and height in pixels.
const SIZES: [(&str, u32, u32); 2] = [("desk", 1200, 900), ("phone", 360, 740)];

/// What a sheet of A4 holds between its margins, in pixels of a screen.
const PAPER: (u32, u32) = (680, 994);

/// How a browser begins.
pub(crate) struct Begin {
    pub(crate) journey: &'static str,
    pub(crate) language: &'static str,
    /// Whether pages may run scripts.
    pub(crate) scripted: bool,
    pub(crate) site: &'static str,
}

/// One browser in one language.
pub(crate) struct Browser {
    driver: WebDriver,
    site: &'static str,
    pub(crate) language: &'static str,
    journey: &'static str,
    scripted: bool,
    seen: AtomicUsize,
}

/// Plays a journey in a fresh browser, which is closed whatever comes of it.
pub(crate) fn play(begin: Begin, driver: &str, play: Journey) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let browser = runtime.block_on(Browser::begin(begin, driver));
    let came = catch_unwind(AssertUnwindSafe(|| runtime.block_on(play(&browser))));
    runtime.block_on(browser.end(came.is_ok()));
    if let Err(panic) = came {
        resume_unwind(panic);
    }
}

impl Browser {
    async fn begin(begin: Begin, driver: &str) -> Browser {
        let Begin { journey, language, scripted, site } = begin;
        let mut capabilities = DesiredCapabilities::chrome();
        for argument in [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
        ] {
            capabilities.add_arg(argument).unwrap();
        }
        if !scripted {
            // what somebody sets who allows no site to run scripts; the driver's own still run
            let settings = json!({ "profile.managed_default_content_settings.javascript": 2 });
            capabilities.add_experimental_option("prefs", settings).unwrap();
        }
        let driver = WebDriver::new(driver, capabilities).await.expect("the browser opens");
        let browser = Browser { driver, site, language, journey, scripted, seen: AtomicUsize::new(0) };
        browser.size(SIZES[0].1, SIZES[0].2).await;
        browser
    }

    async fn end(self, well: bool) {
        if !well {
            self.picture("failed").await;
        }
        let _ = self.driver.quit().await;
    }

    /// The words of this language.
    pub(crate) fn t<'t>(&self, id: &'t str, en: &'t str) -> &'t str {
        if self.language == "id" { id } else { en }
    }

    /// Goes to an address.
    pub(crate) async fn open(&self, path: &str) {
        let mark = if path.contains('?') { '&' } else { '?' };
        self.driver.goto(format!("{}{path}{mark}lang={}", self.site, self.language)).await.unwrap();
    }

    /// Shows a page of this text.
    pub(crate) async fn show(&self, page: &str) {
        let page: String = form_urlencoded::byte_serialize(page.as_bytes()).collect();
        self.driver.goto(format!("data:text/html,{}", page.replace('+', "%20"))).await.unwrap();
    }

    /// Signs in at the door of the demonstration as one of those it offers, by the heading of the card.
    pub(crate) async fn sign_in_as(&self, role: (&str, &str)) {
        self.open("/sign-in").await;
        let role = self.t(role.0, role.1);
        let card = format!("//li[h2[normalize-space()={}]]//button", quoted(role));
        self.leave(&card, role).await;
        for _ in 0..100 {
            if self.path().await != "/sign-in" {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("nobody is signed in as `{role}`: {}", self.text().await);
    }

    /// Signs out of the demonstration, and is back at its door.
    pub(crate) async fn sign_out(&self) {
        self.push_exactly(self.t("Keluar", "Sign out")).await;
        self.expect(self.t("Masuk ke daerah contoh", "Sign in to the example district")).await;
    }

    /// Follows a link by its words.
    pub(crate) async fn follow(&self, words: &str) {
        self.leave(&format!("//a[contains(normalize-space(), {})]", quoted(words)), words).await;
    }

    /// Follows a link whose words are these and no more.
    pub(crate) async fn follow_exactly(&self, words: &str) {
        self.leave(&format!("//main//a[normalize-space()={}]", quoted(words)), words).await;
    }

    /// Follows a link in the entry of a list that says something.
    pub(crate) async fn follow_beside(&self, beside: &str, words: &str) {
        self.leave(&format!("//main//li[contains(., {})]//a[contains(., {})]", quoted(beside), quoted(words)), words).await;
    }

    /// Follows the last link with these words.
    pub(crate) async fn click_last(&self, words: &str) {
        self.leave(&format!("(//a[contains(normalize-space(), {})])[last()]", quoted(words)), words).await;
    }

    /// Clicks, in each of what a selector finds, the first of what another finds in it; how many there were.
    pub(crate) async fn click_in_each(&self, each: &str, within: &str) -> usize {
        let found = self.driver.find_all(By::Css(each)).await.unwrap();
        for one in &found {
            let target = one.find(By::Css(within)).await.unwrap();
            target.scroll_into_view().await.unwrap();
            target.click().await.unwrap();
        }
        found.len()
    }

    /// Clicks the first of what a selector finds.
    pub(crate) async fn click_first(&self, selector: &str) {
        let found = self.waited_for(By::Css(selector), selector).await;
        found.scroll_into_view().await.unwrap();
        found.click().await.unwrap();
    }

    /// Opens what is folded under these words.
    pub(crate) async fn unfold(&self, words: &str) {
        self.click(&format!("//summary[contains(normalize-space(), {})]", quoted(words)), words).await;
    }

    /// Presses a button of the page by its words.
    pub(crate) async fn push(&self, words: &str) {
        self.leave(&format!("//main//button[contains(normalize-space(), {})]", quoted(words)), words).await;
    }

    /// Presses the button whose words are these and no more.
    pub(crate) async fn push_exactly(&self, words: &str) {
        self.leave(&format!("//button[normalize-space()={}]", quoted(words)), words).await;
    }

    /// Ticks a box, or chooses one of several, by its label.
    pub(crate) async fn tick(&self, words: &str) {
        self.click(&format!("//main//label[.//input][contains(normalize-space(), {})]", quoted(words)), words).await;
    }

    /// Types into a field by its label, in the place of what stood there; for a file, its path.
    pub(crate) async fn fill(&self, label: &str, text: &str) {
        let field = self.field(label).await;
        if field.attr("type").await.unwrap().as_deref() != Some("file") {
            field.clear().await.unwrap();
        }
        field.send_keys(text).await.unwrap();
    }

    /// Types into the first of what a selector finds, once it is there; for pages that are not ours.
    pub(crate) async fn type_into(&self, selector: &str, text: &str) {
        self.waited_for(By::Css(selector), selector).await.send_keys(text).await.unwrap();
    }

    /// Chooses the first that a list offers beside nothing.
    pub(crate) async fn choose_first(&self, label: &str) {
        let id = self.field(label).await.attr("id").await.unwrap().unwrap();
        self.click(&format!("//select[@id={}]/option[@value!=''][1]", quoted(&id)), label).await;
    }

    /// Sets a field of a day: how one is typed differs from place to place.
    pub(crate) async fn set_day(&self, name: &str, day: &str) {
        self.script(&format!("document.querySelector('input[name={name}]').value = '{day}'")).await;
    }

    async fn field(&self, label: &str) -> WebElement {
        let label_of = self.find(&format!("//main//label[contains(normalize-space(), {})][@for]", quoted(label)), label).await;
        let id = label_of.attr("for").await.unwrap().unwrap();
        self.find(&format!("//*[@id={}]", quoted(&id)), label).await
    }

    /// Presses a key wherever the focus is.
    pub(crate) async fn press(&self, key: Key) {
        self.driver.action_chain().key_down(key.clone()).key_up(key).perform().await.unwrap();
    }

    /// Presses a key while another is held.
    pub(crate) async fn press_with(&self, held: Key, key: Key) {
        self.driver.action_chain().key_down(held.clone()).key_down(key.clone()).key_up(key).key_up(held).perform().await.unwrap();
    }

    /// Types wherever the focus is.
    pub(crate) async fn type_keys(&self, text: &str) {
        self.driver.action_chain().send_keys(text).perform().await.unwrap();
    }

    /// Goes on with the tabulator until a selector matches what has the focus.
    pub(crate) async fn tab_to(&self, selector: &str) {
        for _ in 0..80 {
            self.press(Key::Tab).await;
            if self.script(&format!("return document.activeElement.matches({})", json!(selector))).await == true {
                return;
            }
        }
        panic!("`{selector}` is not reached by the tabulator on {}", self.path().await);
    }

    async fn find(&self, path: &str, words: &str) -> WebElement {
        self.waited_for(By::XPath(path), words).await
    }

    /// The first of what is looked for, once it is there.
    async fn waited_for(&self, by: By, words: &str) -> WebElement {
        for _ in 0..100 {
            if let Ok(found) = self.driver.find(by.clone()).await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("there is no `{words}` on {}: {}", self.path().await, self.text().await)
    }

    async fn click(&self, path: &str, words: &str) {
        let found = self.find(path, words).await;
        found.scroll_into_view().await.unwrap();
        found.click().await.unwrap();
    }

    /// Clicks on what leads to a page, and waits until this one is gone; no longer than what stays on it, as a download does, takes.
    async fn leave(&self, path: &str, words: &str) {
        let page = self.waited_for(By::Tag("html"), "page").await;
        self.click(path, words).await;
        for _ in 0..30 {
            if page.tag_name().await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Everything that can be read on the page.
    pub(crate) async fn text(&self) -> String {
        // between two pages there may be none
        self.driver
            .execute("return document.body.innerText", Vec::new())
            .await
            .ok()
            .and_then(|text| text.convert().ok())
            .unwrap_or_default()
    }

    pub(crate) async fn path(&self) -> String {
        self.driver.current_url().await.unwrap().path().to_owned()
    }

    /// Runs a script in the page.
    pub(crate) async fn script(&self, script: &str) -> Value {
        self.driver.execute(script.to_owned(), Vec::new()).await.unwrap().json().clone()
    }

    /// Waits until the page says something, for a few seconds.
    pub(crate) async fn expect(&self, words: &str) {
        let mut text = String::new();
        for _ in 0..100 {
            text = self.text().await;
            if text.contains(words) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("`{words}` on {}: {text}", self.path().await);
    }

    /// Waits until what a selector finds is of a class.
    pub(crate) async fn expect_class(&self, selector: &str, class: &str) {
        let script = format!("return document.querySelector({}).classList.contains({})", json!(selector), json!(class));
        for _ in 0..100 {
            if self.driver.execute(script.clone(), Vec::new()).await.is_ok_and(|found| *found.json() == true) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("`{selector}` does not become `{class}` on {}: {}", self.path().await, self.text().await);
    }

    /// The words of what a selector finds.
    pub(crate) async fn words_of(&self, selector: &str) -> String {
        self.waited_for(By::Css(selector), selector).await.text().await.unwrap()
    }

    /// What an attribute of the first of what a selector finds says, as it was written.
    pub(crate) async fn attribute(&self, selector: &str, name: &str) -> String {
        let script = format!("return document.querySelector({})?.getAttribute({})", json!(selector), json!(name));
        let found = self.script(&script).await;
        found.as_str().unwrap_or_else(|| panic!("there is no `{selector}` with `{name}`")).to_owned()
    }

    /// Presses a button that downloads a file, and gives what is in it.
    pub(crate) async fn download(&self, words: &str) -> Vec<u8> {
        let folder = std::env::temp_dir().join(format!("jenjang-browser-{}-{}-{}", std::process::id(), self.journey, self.language));
        std::fs::create_dir_all(&folder).unwrap();
        let asked = json!({ "behavior": "allow", "downloadPath": folder });
        self.driver.cdp().send_raw("Browser.setDownloadBehavior", asked).await.unwrap();
        self.push(words).await;
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let whole = |path: &PathBuf| path.extension().is_some_and(|ending| ending != "crdownload" && ending != "tmp");
            let file = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).find(whole);
            if let Some(file) = file {
                let content = std::fs::read(file).unwrap();
                std::fs::remove_dir_all(&folder).unwrap();
                return content;
            }
        }
        panic!("nothing was downloaded by `{words}`");
    }

    async fn size(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await.unwrap();
    }

    async fn picture(&self, name: &str) {
        let asked = json!({ "format": "png", "captureBeyondViewport": true });
        let Ok(taken) = self.driver.cdp().send_raw("Page.captureScreenshot", asked).await else { return };
        let bytes = decoded(taken["data"].as_str().unwrap_or_default());
        let folder = folder();
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{}-{}-{name}.png", self.journey, self.language)), bytes).unwrap();
    }

    /// Looks at the page at both sizes, light, and once dark: a picture, the rules of axe (where scripts run), nothing wider than the screen.
    pub(crate) async fn look(&self, name: &str) {
        let number = self.seen.fetch_add(1, Ordering::Relaxed) + 1;
        for (size, width, height) in SIZES {
            self.size(width, height).await;
            self.picture(&format!("{number:02}-{name}-{size}")).await;
            if self.scripted {
                self.check_rules(&format!("{name} ({size})"), &json!(RULES)).await;
            }
            let unseen = "return [...document.querySelectorAll('svg text')].filter(e => !e.checkVisibility() && e.ownerSVGElement.checkVisibility())";
            let unseen = self.script(&format!("{unseen}.map(e => e.textContent)")).await;
            assert_eq!(unseen, json!([]), "words of a picture on {} are hidden at {width}", self.path().await);
            let wide = self.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth").await;
            assert!(wide.as_i64().unwrap_or(0) <= 0, "{} is {wide} pixels too wide at {width}: {}", self.path().await, self.widest().await);
        }
        self.size(SIZES[0].1, SIZES[0].2).await;
        if !self.scripted {
            return;
        }
        let dark = |on: bool| json!({ "features": [{ "name": "prefers-color-scheme", "value": if on { "dark" } else { "light" } }] });
        self.driver.cdp().send_raw("Emulation.setEmulatedMedia", dark(true)).await.unwrap();
        self.check_rules(&format!("{name} (dark)"), &json!([COLOUR_RULE])).await;
        self.driver.cdp().send_raw("Emulation.setEmulatedMedia", dark(false)).await.unwrap();
    }

    /// Prints the page: nothing on the sheets is to be clicked or filled in, nothing sticks out, the words are there, and the sheets are not more than
    /// so many. The file is kept beside the pictures; gives what can be read on it.
    pub(crate) async fn print(&self, name: &str, most_sheets: usize, words: &[&str]) -> String {
        let number = self.seen.fetch_add(1, Ordering::Relaxed) + 1;
        let cdp = self.driver.cdp();
        cdp.send_raw("Emulation.setEmulatedMedia", json!({ "media": "print" })).await.unwrap();
        self.size(PAPER.0, PAPER.1).await;
        self.picture(&format!("{number:02}-{name}-paper")).await;
        let wide = self.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth").await;
        assert!(wide.as_i64().unwrap_or(0) <= 0, "{} is {wide} pixels too wide on paper: {}", self.path().await, self.widest().await);
        let idle = "return [...document.querySelectorAll('nav, button, select, textarea, input:not([type=hidden])')]\
            .filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 120))";
        let idle = self.script(idle).await;
        assert_eq!(idle, json!([]), "paper is not clicked, on {}", self.path().await);
        let text = self.text().await;
        for words in words {
            assert!(text.contains(words), "`{words}` on paper of {}: {text}", self.path().await);
        }
        let printed = cdp.send_raw("Page.printToPDF", json!({ "preferCSSPageSize": true })).await.unwrap();
        let file = decoded(printed["data"].as_str().unwrap_or_default());
        cdp.send_raw("Emulation.setEmulatedMedia", json!({ "media": "" })).await.unwrap();
        self.size(SIZES[0].1, SIZES[0].2).await;
        std::fs::create_dir_all(folder()).unwrap();
        std::fs::write(folder().join(format!("{}-{}-{number:02}-{name}.pdf", self.journey, self.language)), &file).unwrap();
        let sheets =
            file.windows(11).filter(|at| *at == b"/Type /Page").count() - file.windows(12).filter(|at| *at == b"/Type /Pages").count();
        assert!((1..=most_sheets).contains(&sheets), "{} takes {sheets} sheets, expected at most {most_sheets}", self.path().await);
        text
    }

    /// Which elements stick out on the right.
    async fn widest(&self) -> Value {
        let script = "const w = document.documentElement.clientWidth; return [...document.querySelectorAll('main *, header *')]\
            .filter(e => e.getBoundingClientRect().right > w + 1).slice(0, 5).map(e => e.outerHTML.slice(0, 120))";
        self.script(script).await
    }

    async fn check_rules(&self, what: &str, rules: &Value) {
        if self.script("return typeof window.axe").await != "object" {
            self.script(AXE).await;
        }
        let script = format!(
            "const done = arguments[arguments.length - 1]; axe.run(document, {{ runOnly: {} }}).then(found => done(found.violations.map(rule => \
             rule.id + ': ' + rule.help + ' | ' + rule.nodes.slice(0, 3).map(node => node.html.slice(0, 200) + ' ' + node.failureSummary).join(' || '))), \
             error => done([String(error)]))",
            rules
        );
        let found = self.driver.execute_async(script, Vec::new()).await.unwrap().json().clone();
        let broken = found.as_array().expect("axe answers");
        assert!(broken.is_empty(), "{what} in {} at {}: {broken:#?}", self.language, self.path().await);
    }
}

/// Where pictures are kept: beside what is built.
fn folder() -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"), PathBuf::from);
    target.join("screenshots")
}

/// A text as XPath has it.
fn quoted(text: &str) -> String {
    if text.contains('\'') { format!("\"{text}\"") } else { format!("'{text}'") }
}

/// Base64, as the browser sends pictures.
fn decoded(text: &str) -> Vec<u8> {
    let digit = |letter: u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    for group in text.trim_end_matches('=').as_bytes().chunks(4) {
        let bits = group.iter().fold(0_u32, |bits, letter| bits << 6 | u32::from(digit(*letter))) << (6 * (4 - group.len()));
        bytes.extend(bits.to_be_bytes().iter().skip(1).take(group.len() * 6 / 8));
    }
    bytes
}
