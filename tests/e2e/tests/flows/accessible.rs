//! Every page and dialog, light and dark, wide and narrow: nothing that axe-core finds against WCAG 2.2 AA, no
//! sideways scroll, no complaint of the browser.

use keyhouse_e2e::house::{EMAIL, PASSWORD};
use keyhouse_e2e::{Api, House, Locator, Look, Name, Page, containing};
use keyhouse_model::api_key::ApiKey;
use keyhouse_model::path;
use keyhouse_model::secret::Secret;
use serde_json::json;

use crate::steps::{
    act_on, clipboard, copy_value, deployment, fill_new_key, keys, member as join, open_keys, status_of,
};

/// What was found, view by view; a test looks at all of them before it fails.
#[derive(Default)]
pub(crate) struct Findings(Vec<String>);

impl Findings {
    /// Looks at the page as it is now, once `there` is there.
    pub(crate) async fn look_at(&mut self, page: &Page, view: &str, there: &Locator<'_>) {
        there.expect().await;
        println!("== {view} ==");
        for dark in [false, true] {
            for width in [1360, 390] {
                page.look(Look { dark, width }).await;
                let at = format!("{view}, {}, {width} px", if dark { "dark" } else { "light" });
                self.0.extend(page.axe().await.into_iter().map(|found| format!("{at}: {found}")));
                self.sideways(page, &at).await;
            }
        }
        page.look(Look { dark: false, width: 320 }).await;
        self.sideways(page, &format!("{view}, 320 px")).await;
        page.look(Look::DESK).await;
        self.0.extend(page.take_complaints().into_iter().map(|complaint| format!("{view}: {complaint}")));
    }

    async fn sideways(&mut self, page: &Page, at: &str) {
        let wide = page.sideways().await;
        if !wide.is_empty() {
            self.0.push(format!("{at}: scrolls sideways, {wide}"));
        }
    }
}

/// In the end, so that no test can forget it.
impl Drop for Findings {
    fn drop(&mut self) {
        let found = self.0.join("\n");
        if std::thread::panicking() {
            println!("{} findings until then:\n{found}", self.0.len());
        } else {
            assert!(found.is_empty(), "{} findings:\n{found}", self.0.len());
        }
    }
}

/// A server with keys in every state and with long names, an invited member, and somebody who has been there.
async fn lived_in() -> (House, Api) {
    let (house, admin) = House::set_up().await;
    let soon = chrono::Utc::now() + chrono::Duration::days(3);
    let used =
        admin.create_key("terraform-production", &json!({ "permission": "rw", "revealable": true })).await;
    admin.create_key("backup", &json!({ "expires_at": soon })).await;
    admin.create_key("never-ending", &json!({ "expires_at": null })).await;
    admin.create_key("a-name-without-a-blank-that-is-as-long-as-a-name-may-be-64-signs", &json!({})).await;
    let off = admin.create_key("switched-off", &json!({})).await;
    let off: ApiKey = serde_json::from_value(off).expect("a key");
    admin.patch(&path::api_key(off.id), &json!({ "state": "disabled" })).await.ok();
    let rotated: ApiKey =
        serde_json::from_value(admin.create_key("rotated", &json!({})).await).expect("a key");
    admin.post(&path::api_key_rotate(rotated.id), &json!({ "grace_seconds": 3600 })).await.ok();
    let value = Secret::new(used["value"].as_str().expect("the value of a new key").to_owned());
    assert_eq!(status_of(&house, &value).await, 200);
    join(&house, &admin, "eve@example.com", "editor").await;
    let invited = json!({ "email": "someone.with.a.long.name@department.example.com", "role": "viewer" });
    admin.post(path::USERS, &invited).await.ok();
    keyhouse_e2e::eventually("the last use is on record", async || {
        keys(&admin).await.iter().any(|key| key.last_used_at.is_some()).then_some(())
    })
    .await;
    (house, admin)
}

#[tokio::test]
async fn before_the_sign_in() {
    let house = House::fresh().await;
    let page = house.stranger().await;
    let mut findings = Findings::default();
    page.goto("/sign-in").await;
    findings.look_at(&page, "sign in on a fresh server", &page.role("heading", "Sign in")).await;
    page.goto("/set-up").await;
    findings.look_at(&page, "set up without a token", &page.role("link", "Go to sign in")).await;
    page.goto("/join").await;
    findings.look_at(&page, "join without a token", &page.role("link", "Go to sign in")).await;

    let link = house.server.set_up_link().await;
    page.goto(link.expose()).await;
    let create = page.button("Create administrator");
    create.click().await;
    page.field("E-mail").expect_state("invalid", "true").await;
    findings.look_at(&page, "set up with errors", &create).await;

    let admin = house.server.api().set_up(&link, EMAIL, PASSWORD).await;
    page.goto("/sign-in").await;
    page.field("E-mail").fill(EMAIL).await;
    page.field("Password").fill("not the password").await;
    page.button("Sign in").click().await;
    findings.look_at(&page, "a refused sign-in", &page.role("alert", Name::Any)).await;
    let invited =
        admin.post(path::USERS, &json!({ "email": "eve@example.com", "role": "viewer" })).await.ok();
    page.goto(invited["sign_up_link"].as_str().expect("a sign-up link")).await;
    findings.look_at(&page, "join", &page.button("Set password and sign in")).await;
    page.goto("/nowhere").await;
    findings.look_at(&page, "not found", &page.role("link", "Go to Keyhouse")).await;
    page.goto("/api-docs").await;
    findings.look_at(&page, "the reference of the API", &page.role("main", Name::Any)).await;
}

#[tokio::test]
async fn the_pages() {
    let (house, admin) = lived_in().await;
    let page = house.window_of(&admin).await;
    let mut findings = Findings::default();
    page.goto("/api-keys?status=all").await;
    let key = page.row("terraform-production");
    findings.look_at(&page, "API keys", &key).await;
    page.role("checkbox", "Select backup").click().await;
    page.button("Actions for terraform-production").click().await;
    findings
        .look_at(&page, "API keys with a selection and a menu", &page.role("menuitem", containing("Edit")))
        .await;
    page.goto("/api-keys?q=nothing").await;
    findings.look_at(&page, "API keys, none matches", &page.button("Show all keys")).await;
    page.goto("/audit-log?live=on&within=7d").await;
    findings.look_at(&page, "audit log", &page.row("Created an API key")).await;
    page.button("Check integrity").click().await;
    page.expect_text("in their order and unchanged.").await;
    findings.look_at(&page, "audit log, checked", &page.button("Live")).await;
    page.goto("/audit-log?action=secrets&saved=1").await;
    let saved = page.dialog("Saved filters");
    saved.field("Name").fill("Secrets").await;
    saved.button("Save filter").click().await;
    findings.look_at(&page, "saved filters", &saved.button("Use Secrets")).await;
    page.goto("/audit-log").await;
    page.button(containing("Details: Changed an API key")).click().await;
    findings.look_at(&page, "an event", &page.dialog("Changed an API key")).await;
    page.goto("/members").await;
    findings.look_at(&page, "members", &page.row("eve@example.com")).await;

    page.goto("/").await;
    findings.look_at(&page, "overview of an empty server", &page.role("heading", "Get started")).await;
    deployment(&admin, "metrics-eu").await;
    let ends = page.role("link", containing("The API key backup ends"));
    findings.look_at(&page, "overview", &ends).await;
    page.press("Ctrl+k").await;
    let palette = page.dialog("Search or jump to");
    findings.look_at(&page, "the palette", &palette.role("option", "Audit log")).await;
    palette.role("combobox", Name::Any).fill("backup").await;
    findings.look_at(&page, "the palette with a result", &palette.role("option", containing("backup"))).await;
    page.press("Escape").await;
    page.press("?").await;
    findings.look_at(&page, "the shortcuts", &page.dialog("Keyboard shortcuts")).await;
    page.press("Escape").await;

    page.look(Look { dark: false, width: 390 }).await;
    page.button("Open the menu").click().await;
    findings.look_at(&page, "the navigation of a narrow screen", &page.button("Sign out")).await;

    let eve = house.window_of(&house.server.api().sign_in("eve@example.com", PASSWORD).await).await;
    eve.goto("/members").await;
    findings
        .look_at(&eve, "members for an editor", &eve.role("heading", "Administrators see the members here"))
        .await;
}

#[tokio::test]
async fn the_form_of_a_new_key() {
    let (house, admin) = House::set_up().await;
    deployment(&admin, "metrics-eu").await;
    let page = house.window_of(&admin).await;
    let mut findings = Findings::default();
    page.goto("/api-keys?status=all&new=1").await;
    let form = page.dialog("New API key");
    form.role("radio", "Selected deployments").click().await;
    form.role("checkbox", containing("metrics-eu")).click().await;
    form.role("radio", "No expiration").click().await;
    form.button("Show as curl or Terraform").click().await;
    form.button("Create key").click().await;
    form.field("Name").expect_state("invalid", "true").await;
    findings.look_at(&page, "the form of a new key", &form).await;
    form.role("radio", "1 year").click().await;
    form.role("radio", "Custom date").click().await;
    form.field("Name").fill("ci").await;
    findings.look_at(&page, "a lifetime of one's own", &form).await;
    form.button("Create key").click().await;
    let once = page.dialog("ci is ready");
    once.button("I have stored it").click().await;
    once.button("Check it").click().await;
    once.expect_text("It works").await;
    findings.look_at(&page, "the value of a new key", &once.button("Keep open")).await;
    copy_value(&page, &once).await;
    once.button("I have stored it").click().await;
    once.expect_gone().await;
}

#[tokio::test]
async fn the_dialogs_of_keys() {
    let (house, admin) = lived_in().await;
    let page = house.window_of(&admin).await;
    let mut findings = Findings::default();
    page.goto("/api-keys?status=all").await;
    for (action, role, title) in [
        ("Rotate", "dialog", "Rotate terraform-production"),
        ("Edit", "dialog", "Edit terraform-production"),
        ("Copy as curl or Terraform", "dialog", "Use terraform-production"),
        ("Delete", "alertdialog", "Delete terraform-production"),
    ] {
        act_on(&page, "terraform-production", action).await;
        let dialog = page.role(role, title);
        findings.look_at(&page, title, &dialog).await;
        page.press("Escape").await;
        dialog.expect_gone().await;
    }
    page.row("Rotating").button(containing("Actions for")).click().await;
    page.role("menuitem", containing("End the old value now")).click().await;
    let finish = page.role("alertdialog", containing("End the old value"));
    findings.look_at(&page, "the end of a rotation", &finish).await;
    finish.button("Cancel").click().await;
    page.role("checkbox", "Select all on this page").click().await;
    page.button("Delete").click().await;
    findings.look_at(&page, "several are deleted", &page.role("alertdialog", containing("Delete"))).await;
}

#[tokio::test]
async fn the_dialogs_of_members_and_interruptions() {
    let (house, admin) = lived_in().await;
    let page = house.window_of(&admin).await;
    let mut findings = Findings::default();
    page.goto("/members?invite=1").await;
    let form = page.dialog("Invite a member");
    form.button("Make sign-up link").click().await;
    form.field("E-mail").expect_state("invalid", "true").await;
    findings.look_at(&page, "an invitation", &form).await;
    form.field("E-mail").fill("new@example.com").await;
    form.button("Make sign-up link").click().await;
    let once = page.dialog(containing("is invited"));
    findings.look_at(&page, "a sign-up link", &once).await;
    once.button("Copy sign-up link").click().await;
    clipboard(&page).await;
    once.button("Done").click().await;
    once.expect_gone().await;
    for (action, role, title) in [
        ("Change role", "dialog", "Change the role of eve"),
        ("Reset password", "dialog", "Reset the password of eve"),
        ("Remove", "alertdialog", "Remove eve"),
    ] {
        act_on(&page, "eve", action).await;
        let dialog = page.role(role, title);
        findings.look_at(&page, title, &dialog).await;
        page.press("Escape").await;
        dialog.expect_gone().await;
    }

    page.set_offline(true).await;
    page.expect_text("Changes are not sent meanwhile").await;
    findings.look_at(&page, "offline", &page.row("eve@example.com")).await;
    page.set_offline(false).await;
    page.expect_no_text("Changes are not sent meanwhile").await;
    page.lose_session().await;
    page.role("link", "API keys").click().await;
    findings.look_at(&page, "a session that has ended", &page.dialog("Your session has ended")).await;
}

#[tokio::test]
async fn an_empty_server() {
    let (house, admin) = House::set_up().await;
    let page = house.window_of(&admin).await;
    let mut findings = Findings::default();
    open_keys(&page).await;
    findings.look_at(&page, "no key yet", &page.role("heading", "Create your first API key")).await;
    let form = fill_new_key(&page, "first").await;
    findings.look_at(&page, "the form without a deployment", &form).await;
    page.goto("/audit-log?q=nothing").await;
    findings.look_at(&page, "audit log, none matches", &page.role("heading", "No event matches")).await;
}
