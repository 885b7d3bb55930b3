use super::IconName;

/// The drawing of an icon on a grid of 16.
pub(super) const fn shape(name: IconName) -> &'static str {
    match name {
        IconName::Flags => r#"<path d="M3.5 14.5v-12h9l-2 3 2 3h-9"/>"#,
        IconName::Deployments => {
            r#"<path d="m8 1.8 6.2 3.1L8 8 1.8 4.9zM1.8 8 8 11.1 14.2 8M1.8 11.1 8 14.2l6.2-3.1"/>"#
        }
        IconName::Backups => {
            r#"<ellipse cx="8" cy="3.8" rx="5.5" ry="2.1"/><path d="M2.5 3.8v8.4c0 1.2 2.5 2.1 5.5 2.1s5.5-.9 5.5-2.1V3.8M2.5 8c0 1.2 2.5 2.1 5.5 2.1s5.5-.9 5.5-2.1"/>"#
        }
        IconName::Alerts => r#"<path d="M1.5 8.5h3l2-5.5 3 10 2-4.5h3"/>"#,
        IconName::Guides => {
            r#"<path d="M8 4.2C6.8 3.1 4.8 2.6 1.8 2.6v9.8c3 0 5 .5 6.2 1.6 1.2-1.1 3.2-1.6 6.2-1.6V2.6c-3 0-5 .5-6.2 1.6zM8 4.2V14"/>"#
        }
        IconName::Dashboard => {
            r#"<rect x="2" y="2" width="5" height="5" rx="1"/><rect x="9" y="2" width="5" height="5" rx="1"/><rect x="2" y="9" width="5" height="5" rx="1"/><rect x="9" y="9" width="5" height="5" rx="1"/>"#
        }
        IconName::Users => {
            r#"<circle cx="6" cy="5" r="2.5"/><path d="M1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M10.8 2.7a2.5 2.5 0 0 1 0 4.6M12.5 9.8c1.3.6 2 1.9 2 3.7"/>"#
        }
        IconName::Tokens => r#"<path d="M5.5 2.5h-3v11h3M10.5 2.5h3v11h-3M6 8h4"/>"#,
        IconName::Audit => {
            r#"<path d="M6 3.5h8M6 8h8M6 12.5h8M2 3.5l.8.8 1.4-1.6M2 8l.8.8 1.4-1.6M2 12.5l.8.8 1.4-1.6"/>"#
        }
        IconName::Settings => {
            r#"<path d="M2 4.5h5.5M11.5 4.5H14M2 11.5h2.5M8.5 11.5H14"/><circle cx="9.5" cy="4.5" r="2"/><circle cx="6.5" cy="11.5" r="2"/>"#
        }
        IconName::Check => r#"<circle cx="8" cy="8" r="6.2"/><path d="m5.3 8.2 1.9 1.9 3.6-4"/>"#,
        IconName::Warning => r#"<path d="M8 2.2 14.6 13.6H1.4zM8 6.5v3.2M8 11.6v.1"/>"#,
        IconName::Critical => r#"<path d="M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4zM8 4.9v3.9M8 11v.1"/>"#,
        IconName::Unknown => {
            r#"<circle cx="8" cy="8" r="6.2" stroke-dasharray="2.4 2.4"/><path d="M6.4 6.4c0-1 .7-1.6 1.6-1.6s1.6.6 1.6 1.5c0 1.2-1.6 1.3-1.6 2.5M8 11v.1"/>"#
        }
        IconName::Info => r#"<circle cx="8" cy="8" r="6.2"/><path d="M8 7.5v3.3M8 5.1v.1"/>"#,
        IconName::Plus => r#"<path d="M8 3v10M3 8h10"/>"#,
        IconName::Arrow => r#"<path d="M3 8h10M9 4l4 4-4 4"/>"#,
        IconName::Back => r#"<path d="M13 8H3M7 4 3 8l4 4"/>"#,
        IconName::Chevron => r#"<path d="m6 4 4 4-4 4"/>"#,
        IconName::Down => r#"<path d="m4 6 4 4 4-4"/>"#,
        IconName::External => r#"<path d="M9.5 2.5h4v4M13.5 2.5 8 8M12 9.5v4H2.5V4h4"/>"#,
        IconName::Search => r#"<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>"#,
        IconName::Menu => r#"<path d="M2.5 4h11M2.5 8h11M2.5 12h11"/>"#,
        IconName::Sun => {
            r#"<circle cx="8" cy="8" r="3"/><path d="M8 1.2v1.4M8 13.4v1.4M1.2 8h1.4M13.4 8h1.4M3.2 3.2l1 1M11.8 11.8l1 1M12.8 3.2l-1 1M4.2 11.8l-1 1"/>"#
        }
        IconName::Moon => r#"<path d="M13.8 9.6A6 6 0 1 1 6.4 2.2a4.8 4.8 0 0 0 7.4 7.4z"/>"#,
        IconName::Globe => {
            r#"<circle cx="8" cy="8" r="6.2"/><path d="M1.8 8h12.4M8 1.8c2 2 2.6 4 2.6 6.2s-.6 4.2-2.6 6.2c-2-2-2.6-4-2.6-6.2S6 3.8 8 1.8z"/>"#
        }
        IconName::Key => r#"<circle cx="5" cy="11" r="3"/><path d="m7.2 8.8 6.3-6.3M11 5l2 2M9 7l1.5 1.5"/>"#,
        IconName::Clock => r#"<circle cx="8" cy="8" r="6.2"/><path d="M8 4.5V8l2.5 1.5"/>"#,
        IconName::Pause => r#"<path d="M5.5 3v10M10.5 3v10"/>"#,
        IconName::Play => r#"<path d="M4.5 2.8v10.4L13 8z"/>"#,
        IconName::Rollback => r#"<path d="M2.5 5.5h7a4 4 0 0 1 0 8H5M5.5 2.5l-3 3 3 3"/>"#,
        IconName::Trash => r#"<path d="M2.5 4.2h11M6 4.2V2.5h4v1.7M4 4.2l.7 9.3h6.6l.7-9.3M6.8 7v4M9.2 7v4"/>"#,
        IconName::Edit => r#"<path d="m2.5 13.5.7-3.2 7.8-7.8 2.5 2.5-7.8 7.8zM9.5 4l2.5 2.5"/>"#,
        IconName::Copy => {
            r#"<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2"/>"#
        }
        IconName::Logout => r#"<path d="M6 2.5H2.5v11H6M6.5 8h7M10.5 5l3 3-3 3"/>"#,
        IconName::Help => {
            r#"<circle cx="8" cy="8" r="6.2"/><path d="M6.3 6.4c0-1 .7-1.7 1.7-1.7s1.7.7 1.7 1.6c0 1.3-1.7 1.4-1.7 2.6M8 11.2v.1"/>"#
        }
        IconName::Bell => r#"<path d="M3.5 11.5V7a4.5 4.5 0 0 1 9 0v4.5l1 .8h-11zM6.5 14h3"/>"#,
        IconName::Shield => {
            r#"<path d="M8 1.8 13.5 4v4c0 3.2-2.3 5.2-5.5 6.2C4.8 13.2 2.5 11.2 2.5 8V4zM5.7 8l1.7 1.7 3-3.2"/>"#
        }
        IconName::User => {
            r#"<circle cx="8" cy="5.2" r="2.7"/><path d="M2.8 14c0-2.8 2.3-4.5 5.2-4.5s5.2 1.7 5.2 4.5"/>"#
        }
        IconName::Filter => r#"<path d="M2 4h12M4.5 8h7M7 12h2"/>"#,
        IconName::Download => r#"<path d="M8 2.5v8M4.8 7.5 8 10.7l3.2-3.2M2.5 13.5h11"/>"#,
        IconName::Star => r#"<path d="m8 1.8 1.9 3.9 4.3.6-3.1 3 .7 4.3L8 11.6l-3.8 2 .7-4.3-3.1-3 4.3-.6z"/>"#,
        IconName::Close => r#"<path d="m4 4 8 8M12 4l-8 8"/>"#,
    }
}
