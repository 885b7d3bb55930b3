use super::*;
use crate::forms::{FormState, Values};
use crate::ui::{Form, IconName, TextArea, TextField};
use arkan_domain::fields::{FieldErrors, Problem};
use arkan_domain::pillar::{Severity, State};
use arkan_locales::Lang;
use leptos::prelude::{AnyView, IntoAny, view};

const HOSTILE: &str = "\"'></textarea></title><script>alert(1)</script>&amp;";

fn frame(lang: Lang) -> Frame {
    let choice = || Choice {
        key: HOSTILE.into(),
        name: HOSTILE.into(),
        href: HOSTILE.into(),
    };
    let nav = NavItem {
        icon: IconName::Flags,
        label: HOSTILE.into(),
        href: HOSTILE.into(),
        current: true,
        count: Some((3, State::Critical)),
    };
    Frame {
        lang,
        theme: Theme::Dark,
        nonce: "n0nce".into(),
        assets: "/static/ab12".into(),
        path: HOSTILE.into(),
        title: HOSTILE.into(),
        crumbs: vec![Crumb {
            label: HOSTILE.into(),
            href: Some(HOSTILE.into()),
        }],
        user: Some(FrameUser {
            name: HOSTILE.into(),
            email: HOSTILE.into(),
        }),
        projects: vec![choice()],
        project: Some(choice()),
        environments: vec![choice()],
        environment: Some(HOSTILE.into()),
        nav: vec![nav.clone()],
        more_nav: vec![nav],
        toast: Some(Toast {
            kind: Severity::Good,
            text: HOSTILE.into(),
        }),
        help: Some(HOSTILE.into()),
        palette: vec![PaletteEntry {
            label: HOSTILE.into(),
            href: HOSTILE.into(),
            group: HOSTILE.into(),
            keywords: HOSTILE.into(),
        }],
        scripts: true,
    }
}

fn form(lang: Lang) -> AnyView {
    let values = Values::from_pairs(vec![("key".into(), HOSTILE.into()), ("text".into(), HOSTILE.into())]);
    let state = FormState {
        values,
        errors: FieldErrors::one("key", Problem::Required),
        ..FormState::default()
    };
    view! {
        <Form id="new" action="/flags" lang=lang state=&state>
            <TextField form_id="new" name="key" label=HOSTILE state=&state lang=lang placeholder=HOSTILE help=HOSTILE/>
            <TextArea form_id="new" name="text" label="Text" state=&state lang=lang/>
        </Form>
    }
    .into_any()
}

#[test]
fn hostile_text_stays_text_in_both_languages() {
    for lang in Lang::ALL {
        let frame = frame(lang);
        for html in [
            render(&frame.nonce, || document(&frame, form(lang))),
            render(&frame.nonce, || bare_document(&frame, form(lang))),
        ] {
            assert!(!html.contains("<script>alert"), "{html}");
            assert_eq!(html.matches("</textarea>").count(), 1);
            assert_eq!(html.matches("</title>").count(), 1, "{html}");
            assert!(!html.contains(r#"=""'>"#), "{html}");
        }
    }
}

#[test]
fn a_page_says_its_language_and_direction() {
    let html = |lang| render("n0nce", || document(&frame(lang), ().into_any()));
    assert!(
        html(Lang::En).starts_with(r#"<!DOCTYPE html><html lang="en" dir="ltr" data-theme="dark">"#),
        "{}",
        html(Lang::En)
    );
    assert!(html(Lang::Ar).contains(r#"<html lang="ar" dir="rtl""#));
}

#[test]
fn every_script_carries_the_nonce_and_comes_from_the_assets() {
    let html = render("n0nce", || document(&frame(Lang::En), ().into_any()));
    let scripts = html.matches("<script").count();
    assert!(scripts >= 2);
    assert_eq!(html.matches(r#"nonce="n0nce""#).count(), scripts, "{html}");
    assert!(html.contains(r#"href="/static/ab12/pkg/arkan.js""#));
    assert!(html.contains(r#"href="/static/ab12/pkg/arkan.css""#));
    assert!(
        !html.contains(" style="),
        "inline styles are blocked by the content security policy"
    );
}

#[test]
fn a_refused_form_names_the_field_and_leads_to_it() {
    let html = render("n0nce", || form(Lang::En));
    assert!(html.contains(r##"href="#new-key""##));
    assert!(html.contains(r#"aria-invalid="true""#));
    assert!(
        html.contains(r#"aria-describedby="new-key-error new-key-help""#),
        "{html}"
    );
    assert!(html.contains(r#"name="_form" value="new""#), "{html}");
}

#[test]
fn without_scripts_there_are_none() {
    let frame = Frame {
        scripts: false,
        ..frame(Lang::En)
    };
    let html = render("n0nce", || document(&frame, ().into_any()));
    assert!(!html.contains("<script") && !html.contains("leptos-island"));
}
